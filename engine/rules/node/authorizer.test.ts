/** What a kubelet may ask for, through the one door and as somebody who acts as one. */
import { beforeEach, describe, expect, test } from 'vitest'
import { workers } from '../../boot.ts'
import { Cluster } from '../../cluster.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'

const NODE = {
  'impersonate-user': 'system:node:node-1',
  'impersonate-group': 'system:nodes',
}
const DEFAULT = '/api/v1/namespaces/default'
let cluster: Cluster

function ask(method: ApiRequest['method'], path: string, body?: object, headers: Record<string, string> = NODE) {
  const [plain = '', search = ''] = path.split('?')
  const query = Object.fromEntries(new URLSearchParams(search))
  const request = {
    method,
    path: plain,
    query,
    headers: { 'content-type': 'application/json', ...headers },
  }
  return cluster.handle({
    ...request,
    ...(body ? { body: JSON.stringify(body) } : {}),
  }) as ApiResponse
}

/** As the learner. */
function made(path: string, body: object): void {
  expect(ask('POST', path, body, {}).code).toBe(201)
}

const code = (path: string) => ask('GET', path).code
const why = (path: string, method: ApiRequest['method'] = 'GET') => {
  const { code: got, body } = ask(method, path)
  expect(got).toBe(403)
  return (body as { message: string }).message.split(': ').slice(2).join(': ')
}

const UNRELATED = "no relationship found between node 'node-1' and this object"

function pod(name: string, nodeName: string, more: object = {}): void {
  const containers = [{ name: 'c', image: 'nginx:1.27', ...more }]
  made(`${DEFAULT}/pods`, {
    metadata: { name },
    spec: { nodeName, containers },
  })
}

beforeEach(() => {
  cluster = new Cluster({ seed: 3, nodes: workers(2) })
  cluster.settle()
  for (const name of ['mine', 'other']) made(`${DEFAULT}/secrets`, { metadata: { name } })
})

describe('a kubelet', () => {
  test('reads the Secrets of its own Pods, and no list of them', () => {
    const of = (name: string) => ({
      env: [
        {
          name: 'A',
          valueFrom: { secretKeyRef: { name, key: 'k', optional: true } },
        },
      ],
    })
    expect(why(`${DEFAULT}/secrets/mine`)).toContain(UNRELATED)
    pod('a', 'node-1', of('mine'))
    pod('b', 'node-2', of('other'))
    expect(code(`${DEFAULT}/secrets/mine`)).toBe(200)
    expect(code(`${DEFAULT}/secrets?fieldSelector=metadata.name%3Dmine`)).toBe(200)
    expect(why(`${DEFAULT}/secrets/other`)).toContain(UNRELATED)
    expect(why(`${DEFAULT}/secrets`)).toContain('No Object name found')
    expect(why('/api/v1/secrets')).toContain('can only read namespaced object of this type')
    expect(why(`${DEFAULT}/secrets/mine`, 'DELETE')).toContain('can only read resources of this type')
  })

  test('reads what volumes bring: projected ConfigMaps, claims and the disks behind them', () => {
    made(`${DEFAULT}/configmaps`, { metadata: { name: 'conf' } })
    const spec = {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
    }
    made(`${DEFAULT}/persistentvolumeclaims`, {
      metadata: { name: 'data' },
      spec,
    })
    cluster.settle()
    const claim = ask('GET', `${DEFAULT}/persistentvolumeclaims/data`, undefined, {}).body
    const disk = `/api/v1/persistentvolumes/${(claim as { spec: { volumeName: string } }).spec.volumeName}`
    expect(why(disk)).toContain(UNRELATED)
    const volumes = [
      { name: 'v', projected: { sources: [{ configMap: { name: 'conf' } }] } },
      { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
    ]
    const containers = [{ name: 'c', image: 'nginx:1.27' }]
    made(`${DEFAULT}/pods`, {
      metadata: { name: 'v' },
      spec: { nodeName: 'node-1', containers, volumes },
    })
    for (const path of [`${DEFAULT}/configmaps/conf`, `${DEFAULT}/persistentvolumeclaims/data`, disk]) {
      expect({ path, code: code(path) }).toEqual({ path, code: 200 })
    }
    expect(why('/api/v1/persistentvolumes')).toContain('can only get individual resources of this type')
  })

  test('sees its own Node and its own Pods', () => {
    pod('a', 'node-1')
    pod('b', 'node-2')
    expect(code('/api/v1/nodes/node-1')).toBe(200)
    expect(why('/api/v1/nodes/node-2')).toContain("node 'node-1' cannot read 'node-2', only its own Node object")
    expect(why('/api/v1/nodes')).toContain("node 'node-1' cannot read all nodes, only its own Node object")
    expect(code(`${DEFAULT}/pods/a`)).toBe(200)
    expect(why(`${DEFAULT}/pods/b`)).toContain(UNRELATED)
    expect(code('/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-1')).toBe(200)
    expect(why('/api/v1/pods')).toContain('can only list/watch pods with spec.nodeName field selector')
  })

  test('gets tokens for the accounts of its Pods, has its Lease, and reads Services as its role says', () => {
    const token = () => ask('POST', `${DEFAULT}/serviceaccounts/default/token`, { spec: {} }).code
    expect(token()).toBe(403)
    pod('a', 'node-1')
    expect(token()).toBe(201)
    expect(code('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1')).toBe(200)
    expect(why('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-2')).toContain('same name')
    expect(code('/api/v1/services')).toBe(200)
    expect(code('/apis/apps/v1/deployments')).toBe(403)
  })
})

test('who is no member of the group is no kubelet', () => {
  const headers = { 'impersonate-user': 'system:node:node-1' }
  expect(ask('GET', '/api/v1/nodes/node-1', undefined, headers).code).toBe(403)
})

test('its rules cannot be listed, and a review answers with the selector it was asked with', () => {
  const rules = ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { spec: { namespace: 'default' } })
  const { status } = rules.body as {
    status: { incomplete: boolean; evaluationError: string }
  }
  expect(status.incomplete).toBe(true)
  expect(status.evaluationError).toBe('node authorizer does not support user rule resolution')
  const allowed = (resourceAttributes: object) => {
    const spec = {
      user: 'system:node:node-1',
      groups: ['system:nodes'],
      resourceAttributes,
    }
    const { body } = ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { spec }, {})
    return (body as { status: { allowed: boolean } }).status.allowed
  }
  const listing = { verb: 'list', resource: 'pods' }
  expect(allowed(listing)).toBe(false)
  expect(
    allowed({
      ...listing,
      fieldSelector: { rawSelector: 'spec.nodeName=node-1' },
    }),
  ).toBe(true)
  const requirements = (operator: string) => [{ key: 'spec.nodeName', operator, values: ['node-1'] }]
  expect(
    allowed({
      ...listing,
      fieldSelector: { requirements: requirements('In') },
    }),
  ).toBe(true)
  expect(
    allowed({
      ...listing,
      fieldSelector: { requirements: requirements('NotIn') },
    }),
  ).toBe(false)
})

test('expressions of policies ask with selectors, too', () => {
  const POLICIES = '/apis/admissionregistration.k8s.io/v1'
  const asked = (selector: string) => `authorizer.group('').resource('pods')${selector}.check('list').allowed()`
  const rule = {
    apiGroups: [''],
    apiVersions: ['v1'],
    operations: ['CREATE'],
    resources: ['pods'],
  }
  made(`${POLICIES}/validatingadmissionpolicies`, {
    metadata: { name: 'lists' },
    spec: {
      matchConstraints: { resourceRules: [rule] },
      validations: [
        {
          expression: `${asked(".fieldSelector('spec.nodeName=node-1').labelSelector('a=b')")} || object.metadata.name != 'own'`,
        },
        {
          expression: `${asked(".fieldSelector('spec.nodeName=node-2')")} || object.metadata.name != 'foreign'`,
        },
      ],
    },
  })
  const binding = { policyName: 'lists', validationActions: ['Deny'] }
  made(`${POLICIES}/validatingadmissionpolicybindings`, {
    metadata: { name: 'lists' },
    spec: binding,
  })
  cluster.settle()
  const mirror = (name: string) => ({
    metadata: { name, annotations: { 'kubernetes.io/config.mirror': 'x' } },
    spec: {
      nodeName: 'node-1',
      automountServiceAccountToken: false,
      containers: [{ name: 'a', image: 'nginx:1.27' }],
    },
  })
  const refused = (name: string) => {
    const { code: got, body } = ask('POST', `${DEFAULT}/pods`, mirror(name))
    return got === 422 && (body as { message: string }).message.includes("ValidatingAdmissionPolicy 'lists'")
  }
  expect(refused('foreign')).toBe(true)
  expect(refused('own')).toBe(false)
})
