/** A client that acts as a kubelet. */
import { beforeEach, expect, test } from 'vitest'
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'

const NODE = { 'impersonate-user': 'system:node:node-1', 'impersonate-group': 'system:nodes' }
const PODS = '/api/v1/namespaces/default/pods'
const NODES = '/api/v1/nodes'
let cluster: Cluster

function ask(method: ApiRequest['method'], path: string, body?: object, headers: Record<string, string> = NODE) {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  const request = { method, path, headers: { 'content-type': type, ...headers } }
  return cluster.handle({ ...request, ...(body ? { body: JSON.stringify(body) } : {}) }) as ApiResponse
}

const refusal = (answer: ApiResponse): string => {
  expect(answer.code).toBe(403)
  return (answer.body as { message: string }).message
}

const pod = (name: string, nodeName: string, annotations = {}) => ({
  metadata: { name, annotations },
  spec: { nodeName, automountServiceAccountToken: false, containers: [{ name: 'a', image: 'nginx:1.27' }] },
})

beforeEach(() => {
  cluster = new Cluster({ seed: 3, nodes: workers(2) })
  cluster.settle()
  // What upstream's node authorizer lets kubelets do is not what is tried here.
  ask(
    'POST',
    '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
    {
      metadata: { name: 'nodes' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:nodes' }],
    },
    {},
  )
  for (const node of ['node-1', 'node-2']) ask('POST', PODS, pod(`on-${node}`, node), {})
  cluster.settle()
})

test('changes its own Node and nobody else’s, and no taints', () => {
  const labels = (keys: object) => ({ metadata: { labels: keys } })
  expect(ask('PATCH', `${NODES}/node-1`, labels({ mine: 'x', 'node.kubernetes.io/exclude': 'y' })).code).toBe(200)
  expect(refusal(ask('PATCH', `${NODES}/node-2`, labels({ mine: 'x' })))).toBe(
    'nodes "node-2" is forbidden: node "node-1" is not allowed to modify node "node-2"',
  )
  expect(refusal(ask('PATCH', `${NODES}/node-1`, labels({ 'node-restriction.kubernetes.io/a': 'x' })))).toBe(
    'nodes "node-1" is forbidden: is not allowed to modify labels: node-restriction.kubernetes.io/a',
  )
  expect(refusal(ask('PATCH', `${NODES}/node-1`, labels({ 'node-role.kubernetes.io/master': '' })))).toContain('labels')
  const taints = { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } }
  expect(refusal(ask('PATCH', `${NODES}/node-1`, taints))).toContain('node "node-1" is not allowed to modify taints')
})

test('makes mirrors of its own static Pods and nothing else', () => {
  expect(refusal(ask('POST', PODS, pod('p', 'node-1')))).toBe(
    'pods "p" is forbidden: pod does not have "kubernetes.io/config.mirror" annotation, node "node-1" can only create mirror pods',
  )
  const mirror = { 'kubernetes.io/config.mirror': 'x' }
  expect(refusal(ask('POST', PODS, pod('p', 'node-2', mirror)))).toContain(
    'node "node-1" can only create pods with spec.nodeName set to itself',
  )
})

test('tells of its own Pods, and deletes them', () => {
  const status = { status: { message: 'told' } }
  expect(ask('PATCH', `${PODS}/on-node-1/status`, status).code).toBe(200)
  expect(refusal(ask('PATCH', `${PODS}/on-node-2/status`, status))).toContain(
    'node "node-1" can only update pod status for pods with spec.nodeName set to itself',
  )
  expect(refusal(ask('DELETE', `${PODS}/on-node-2`))).toContain('can only delete pods with spec.nodeName set to itself')
  expect(ask('DELETE', `${PODS}/on-node-1`).code).toBe(200)
})

test('has one lease', () => {
  const leases = (namespace: string) => `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`
  const lease = (name: string) => ({ metadata: { name }, spec: {} })
  expect(refusal(ask('POST', leases('default'), lease('node-1')))).toContain(
    'can only access leases in the "kube-node-lease" system namespace',
  )
  expect(refusal(ask('POST', leases('kube-node-lease'), lease('other')))).toContain(
    'can only access node lease with the same name as the requesting node',
  )
})

test('is known by its name', () => {
  const nameless = { ...NODE, 'impersonate-user': 'somebody' }
  expect(refusal(ask('DELETE', `${PODS}/on-node-1`, undefined, nameless))).toContain(
    'could not determine node from user "somebody"',
  )
})
