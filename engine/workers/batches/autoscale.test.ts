/** An autoscaler over time, out of history and its controller's memory. */
import { expect, it } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { doMove, runFor } from '../lesson/moves.ts'
import { AutoscaleBatches } from './autoscale.ts'

const NOBODY = { look() {}, tell() {} }
const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: app, image: 'k8spatterns/random-generator:1.0', resources: {requests: {cpu: 20m}}}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
`

it('tells target, bounds and what was measured, recommended and done, and nothing twice', () => {
  const cluster = new Cluster()
  const batches = new AutoscaleBatches(cluster)
  batches.show({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', namespace: 'default', name: 'web' })
  expect(batches.take()).toBeUndefined()
  doMove(cluster, { do: 'apply', text: WEB })
  runFor(cluster, 60_000, NOBODY)
  const target = { kind: 'service' as const, namespace: 'default', name: 'web' }
  cluster.act({ verb: 'load', load: { name: 'web', target, shape: [{ atSeconds: 0, ratePerSecond: 80 }] } })
  runFor(cluster, 90_000, NOBODY)
  const told = batches.take()
  expect(told).toMatchObject({
    minReplicas: 1,
    maxReplicas: 5,
    metric: { name: 'cpu', unit: '%', target: 50 },
    downWindowSeconds: 300,
    services: [{ namespace: 'default', name: 'web', port: 80 }],
  })
  expect(Math.max(...(told?.measured ?? []).map(([, value]) => value))).toBeGreaterThan(50)
  expect(told?.replicas.at(-1)?.[1]).toBeGreaterThan(1)
  expect(Math.max(...(told?.recommended ?? []).map(([, value]) => value))).toBeGreaterThan(1)
  for (const curve of [told?.measured, told?.recommended, told?.replicas])
    expect(curve?.map(([ms]) => ms)).toEqual(curve?.map(([ms]) => ms).sort((a, b) => a - b))
  expect(told?.nodes.at(-1)?.[1]).toBe(6)
  expect(batches.take()).toBeUndefined()
  const late = new AutoscaleBatches(cluster)
  late.show(told?.ref)
  expect(late.take()).toMatchObject({ replicas: told?.replicas, measured: told?.measured })
})
