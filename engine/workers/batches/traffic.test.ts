import { expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import type { TrafficNews } from '../../protocol/traffic.ts'
import { Applier } from '../apply/applier.ts'
import { TrafficBatches } from './traffic.ts'

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, version: v1 } }
    spec: { containers: [{ name: app, image: "nginx:1.27", ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`

test('traffic comes as the seconds that changed: sources, what they saw, and who asked whom', () => {
  const cluster = new Cluster({ seed: 3 })
  const { clock } = cluster.server
  new Applier(cluster, builtinSchemas, () => undefined).apply(WEB, { dryRun: false, namespace: '' })
  clock.runUntil(20_000)
  const batches = new TrafficBatches(cluster)
  expect(batches.take()).toBeUndefined()
  batches.wanted = true
  const target = { kind: 'service', namespace: 'default', name: 'web' } as const
  const load = { name: 'shop', target, shape: [{ atSeconds: 0, ratePerSecond: 20 }] }
  cluster.act({ verb: 'load', load })
  clock.runUntil(25_500)
  const first = batches.take() as TrafficNews
  expect(first.sources).toEqual([load])
  const buckets = first.load[0]?.buckets ?? []
  expect(buckets.map(({ second, sent }) => [second, sent]).slice(1, -1)).toEqual([21, 22, 23, 24].map((s) => [s, 20]))
  const [flow] = first.flows.find(({ second }) => second === 22)?.flows ?? []
  expect(flow).toMatchObject({ from: 'load:shop', service: 'default/web', version: 'v1' })
  expect(flow?.pod).toMatch(/^default\/web-/)
  const answered = first.flows
    .flatMap(({ flows }) => flows)
    .reduce((sum, { outcomes }) => sum + (outcomes['200'] ?? 0), 0)
  expect(answered).toBeGreaterThan(80)
  // Nothing new, nothing told again but the second that goes on.
  expect(batches.take()?.load ?? []).toEqual([])
  cluster.act({ verb: 'endLoad', name: 'shop' })
  clock.runUntil(26_500)
  const second = batches.take() as TrafficNews
  expect(second.sources).toEqual([])
  expect(second.load[0]?.buckets.every((bucket) => bucket.second >= 25)).toBe(true)
  batches.reset()
  expect(batches.take()?.load[0]?.source).toBe('shop')
})
