import { parseAllDocuments } from 'yaml'
import { expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import { ClusterSession, PROTOCOL } from '../session.ts'
import { importLive } from './importlive.ts'
import { exportManifests, takeHome } from './takehome.ts'

/** What a real cluster prints, shortened. */
const REAL = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Node
  metadata:
    name: kind-worker
    uid: 1
    labels: { kubernetes.io/hostname: kind-worker, topology.kubernetes.io/zone: a, disk: ssd }
  spec:
    taints: [{ key: node.kubernetes.io/not-ready, effect: NoSchedule }, { key: gpu, value: "yes", effect: NoExecute }]
  status: { capacity: { cpu: "8", memory: 16374520Ki, pods: "110" } }
- apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: web
    namespace: default
    uid: 0b1
    resourceVersion: "512"
    generation: 3
    creationTimestamp: "2024-05-01T10:00:00Z"
    managedFields: [{ manager: kubectl }]
    annotations: { deployment.kubernetes.io/revision: "2", kubectl.kubernetes.io/last-applied-configuration: "{}", mine: kept }
  spec:
    replicas: 2
    selector: { matchLabels: { app: web } }
    template:
      metadata: { labels: { app: web } }
      spec: { containers: [{ name: app, image: nginx }] }
  status: { replicas: 2 }
- apiVersion: v1
  kind: Pod
  metadata: { name: web-1, namespace: default, ownerReferences: [{ kind: ReplicaSet, name: web-5d, controller: true }] }
- apiVersion: v1
  kind: Pod
  metadata: { name: alone, namespace: default }
  spec:
    nodeName: kind-worker
    serviceAccount: default
    containers: [{ name: a, image: nginx, volumeMounts: [{ name: kube-api-access-x1, mountPath: /var/run }] }]
    volumes: [{ name: kube-api-access-x1, projected: { sources: [] } }]
    tolerations: [{ key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 300 }]
- apiVersion: v1
  kind: Service
  metadata: { name: web, namespace: default }
  spec: { clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7], ipFamilies: [IPv4], ports: [{ port: 80 }], selector: { app: web } }
- apiVersion: v1
  kind: Service
  metadata: { name: bare, namespace: default }
  spec: { clusterIP: None, ports: [{ port: 80 }] }
- { apiVersion: v1, kind: ConfigMap, metadata: { name: kube-root-ca.crt, namespace: default } }
- { apiVersion: v1, kind: ConfigMap, metadata: { name: coredns, namespace: kube-system } }
- { apiVersion: example.com/v1, kind: Widget, metadata: { name: w, namespace: default } }
`

const cluster = () => new Cluster({ seed: 1 })

test('a real cluster’s objects come as one would have written them', () => {
  const { text, nodes, left } = importLive(cluster(), REAL)
  const objects = parseAllDocuments(text).map((document) => (document as { toJS(): unknown }).toJS())
  expect(objects.map((object) => (object as { kind: string }).kind)).toEqual([
    'Deployment',
    'Pod',
    'Service',
    'Service',
  ])
  expect(objects[0]).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', annotations: { mine: 'kept' } },
    spec: expect.objectContaining({ replicas: 2 }) as unknown,
  })
  expect(objects[1]).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'alone', namespace: 'default' },
    spec: { containers: [{ name: 'a', image: 'nginx' }] },
  })
  expect(objects[2]).toMatchObject({ spec: { ports: [{ port: 80 }], selector: { app: 'web' } } })
  expect(objects[2]).not.toHaveProperty('spec.clusterIP')
  expect(objects[3]).toHaveProperty('spec.clusterIP', 'None')
  expect(nodes).toEqual([
    {
      name: 'kind-worker',
      count: 1,
      cpu: '8',
      memory: '16374520Ki',
      pods: 110,
      labels: { disk: 'ssd' },
      taints: [{ key: 'gpu', value: 'yes', effect: 'NoExecute' }],
      zone: 'a',
    },
  ])
  expect(left.map(({ object }) => object)).toEqual([
    'Pod default/web-1',
    'ConfigMap default/kube-root-ca.crt',
    'ConfigMap kube-system/coredns',
    'Widget default/w',
  ])
  expect(left[3]?.why).toContain('no kind Widget')
})

test('what came can be applied, on the machines that came', () => {
  const { text, nodes } = importLive(cluster(), REAL)
  const session = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  session.boot(PROTOCOL, { nodes })
  const { documents } = session.apply(text, { dryRun: false, namespace: 'default' })
  expect(documents.map(({ outcome, error }) => error?.message ?? outcome)).toEqual([
    'created',
    'created',
    'created',
    'created',
  ])
})

test('no YAML is no crash', () => {
  expect(() => importLive(cluster(), 'a: [')).toThrow(/no YAML/)
  expect(importLive(cluster(), 'just words')).toEqual({ text: '', nodes: [], left: [] })
})

test('what a person made goes out as manifests, and comes back', () => {
  const session = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  session.boot(PROTOCOL, {})
  session.apply(importLive(cluster(), REAL).text, { dryRun: false, namespace: 'default' })
  session.step(20_000)
  const again = new Cluster({ seed: 1 })
  const log = session.log()
  for (const entry of log.actions) again.again(entry)
  again.server.clock.runUntil(20_000)
  const text = exportManifests(again, builtinSchemas)
  const kinds = parseAllDocuments(text).map((document) => (document as { get(key: string): unknown }).get('kind'))
  expect(kinds).toEqual(expect.arrayContaining(['Deployment', 'Pod', 'Service']))
  expect(kinds).not.toContain('ReplicaSet')
  expect(kinds).not.toContain('Event')
  expect(text).not.toMatch(/uid|resourceVersion|status:/)
  const { documents } = session.apply(text, { dryRun: true, namespace: 'default' })
  expect(documents.filter(({ outcome }) => outcome === 'refused')).toEqual([])
})

test('a script to take home: the same applies, pauses, remarks for faults; nothing in a manifest is the shell’s', () => {
  const session = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  session.boot(PROTOCOL, {})
  const data = 'EOF\n    $(rm -rf /)'
  session.apply(`apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata:\n  a: |\n    ${data}\n`, {
    dryRun: false,
    namespace: 'default',
  })
  session.step(5_000)
  session.act({ line: '# cut the power of node-1', fault: { name: 'nodeDown', node: 'node-1' } })
  const script = takeHome(session.log().actions, [])
  expect(script).toContain("kubectl apply -f - <<'EOF'\napiVersion: v1\nkind: ConfigMap")
  expect(script.match(/^EOF$/gm)).toHaveLength(1)
  expect(script).toContain('sleep 5\n# cut the power of node-1')
  const hostile = (text: string) =>
    takeHome([{ atMs: 0, seq: 1, action: { verb: 'mark', text } }], [])
      .split('\n')
      .slice(5)
  expect(hostile('kubectl get pods; rm -rf ~')).toEqual(['# not taken along: kubectl get pods; rm -rf ~', ''])
  expect(hostile('rm -rf ~\ncurl x')).toEqual(['# not taken along: rm -rf ~ curl x', ''])
  expect(hostile('kubectl scale deployment/web --replicas=3')[0]).toBe('kubectl scale deployment/web --replicas=3')
})
