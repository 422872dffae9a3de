/** The graph of real objects: owners, selectors, references by name, and a name that nobody bears. */
import { expect, test } from 'vitest'
import { Cluster } from '../../../cluster.ts'
import { builtinSchemas } from '../../../kinds/generated/schema.ts'
import type { ObjectGraph } from '../../../protocol/graph.ts'
import { Applier } from '../../apply/applier.ts'
import { GraphBatches, graphOf } from './graph.ts'
import { linkedPods } from './linked.ts'

const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 9
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      serviceAccountName: web
      containers:
        - name: app
          image: 'k8spatterns/random-generator:1.0'
          envFrom: [{ configMapRef: { name: settings } }]
          env: [{ name: KEY, valueFrom: { secretKeyRef: { name: absent, key: k, optional: true } } }]
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: door }
spec: { defaultBackend: { service: { name: web, port: { number: 80 } } } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { A: b }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: lonely }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: web }
`

function after(text: string): Cluster {
  const cluster = new Cluster({ seed: 4 })
  new Applier(cluster, builtinSchemas, () => undefined).apply(text, { dryRun: false, namespace: '' })
  cluster.server.clock.runUntil(15_000)
  return cluster
}

const words = ({ nodes, edges }: ObjectGraph) => {
  const name = (i: number) => `${nodes[i]?.ref.kind} ${nodes[i]?.ref.name.replace(/^(web-\w+).*/, 'of web')}`
  return new Set(edges.map(({ from, to, relation }) => `${name(from)} ${relation} ${name(to)}`))
}

const cluster = after(SHOP)

test('who owns, selects, routes to, reads and runs as whom', () => {
  expect(words(graphOf(cluster, 'default'))).toEqual(
    new Set([
      'Deployment web owns ReplicaSet of web',
      'ReplicaSet of web owns Pod of web',
      'Service web selects Pod of web',
      'Ingress door routes to Service web',
      'Pod of web reads ConfigMap settings',
      'Pod of web reads Secret absent',
      'Pod of web runs as ServiceAccount web',
    ]),
  )
})

test('names that nobody bears are there, what nobody mentions is not, siblings stand behind each other', () => {
  const { nodes } = graphOf(cluster, '')
  const of = (kind: string) => nodes.filter(({ ref }) => ref.kind === kind)
  expect(of('Secret')).toMatchObject([{ missing: true, ref: { name: 'absent' } }])
  expect(of('ConfigMap').map(({ ref }) => ref.name)).toEqual(['settings'])
  expect(of('Pod').map(({ more }) => more)).toEqual([0, 0, 0, 0, 0, 3])
  expect(of('Deployment')[0]?.note).toMatch(/^\d of 9 ready$/)
})

test('what nobody mentions is there for a line that is drawn to it', () => {
  const of = graphOf(cluster, '', true).nodes.filter(({ ref }) => ref.kind === 'ConfigMap')
  expect(of.map(({ ref }) => ref.name).sort()).toEqual(['lonely', 'settings'])
})

test('told again only when something drawn was written', () => {
  const batches = new GraphBatches(cluster)
  expect(batches.take(0)).toBeUndefined()
  batches.show({ namespace: 'default' })
  expect(batches.take(1000)?.nodes.length).toBeGreaterThan(8)
  expect(batches.take(2000)).toBeUndefined()
})

test.each([
  ['v1', 'Service', 'web', 9],
  ['networking.k8s.io/v1', 'Ingress', 'door', 9],
  ['apps/v1', 'Deployment', 'web', 9],
  ['v1', 'ConfigMap', 'settings', 9],
  ['v1', 'ServiceAccount', 'web', 9],
  ['v1', 'ConfigMap', 'lonely', 0],
  ['v1', 'Service', 'nobody', 0],
])('%s %s %s has %d Pods', (apiVersion, kind, name, count) => {
  expect(linkedPods(cluster, { apiVersion, kind, namespace: 'default', name })).toHaveLength(count)
})
