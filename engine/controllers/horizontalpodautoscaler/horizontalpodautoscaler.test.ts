import { describe, expect, it } from 'vitest'
import type { Deployment, HorizontalPodAutoscaler, HPASpec } from '../../kinds/types.ts'
import { deployment } from '../../testing/builders.ts'
import { FakeMetrics } from '../../testing/fakemetrics.ts'
import { World } from '../../testing/world.ts'
import { deploymentController } from '../deployment/controller.ts'
import { replicaSetController } from '../replicaset/controller.ts'
import { horizontalPodAutoscalerController } from './controller.ts'

const MINUTE = 60_000
const RESOURCE = 'horizontalpodautoscalers.autoscaling'

interface Scene {
  w: World
  metrics: FakeMetrics
}

function scene(): Scene {
  let nowMs = () => 0
  const metrics = new FakeMetrics(() => nowMs())
  const controllers = [deploymentController, replicaSetController, horizontalPodAutoscalerController]
  const w = new World({ controllers, metrics })
  nowMs = () => w.nowMs
  return { w, metrics }
}

/** Two Pods that ask for 100m each, and an autoscaler that wants them half used. */
function web({ w }: Scene, spec: Partial<HPASpec> = {}): void {
  w.create(deployment('web').replicas(2).requests({ cpu: '100m' }).build())
  w.create({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 10,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
      ],
      ...spec,
    },
  } as never)
}

const replicas = (w: World) => w.get<Deployment>('deployments.apps', 'web').spec.replicas
const get = (w: World) => w.get<HorizontalPodAutoscaler>(RESOURCE, 'web')
const said = (w: World) =>
  (get(w).status.conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason}`)
const podRows = (w: World) => w.list('pods').map(({ metadata }) => w.table('pods').row('default', metadata.name))

describe('HorizontalPodAutoscaler', () => {
  it('waits one period, then grows to what the load asks for', () => {
    const s = scene()
    s.metrics.use(90)
    web(s)
    s.w.run(14_000)
    expect(get(s.w).status).toEqual({ currentMetrics: null, desiredReplicas: 0 })
    // Pods that are just starting are not counted yet.
    s.w.run(6 * MINUTE)
    expect(replicas(s.w)).toBeGreaterThan(2)
    expect(s.w.events('web')).toContainEqual(
      'SuccessfulRescale New size: 4; reason: cpu resource utilization (percentage of request) above target',
    )
    expect(said(s.w)).toContain('ScalingActive True ValidMetricFound')
  })

  it('shrinks only after five minutes of less load', () => {
    const s = scene()
    s.metrics.use(50)
    web(s, { minReplicas: 1 })
    s.w.run(10 * MINUTE)
    expect(replicas(s.w)).toBe(2)
    s.metrics.use(5, podRows(s.w))
    s.w.run(4 * MINUTE)
    expect(replicas(s.w)).toBe(2)
    expect(said(s.w)).toContain('AbleToScale True ScaleDownStabilized')
    s.w.run(2 * MINUTE)
    expect(replicas(s.w)).toBe(1)
    expect(s.w.events('web')).toContainEqual('SuccessfulRescale New size: 1; reason: All metrics below target')
  })

  it('says why when nobody measures', () => {
    const { w } = {
      w: new World({ controllers: [deploymentController, replicaSetController, horizontalPodAutoscalerController] }),
    }
    web({ w } as Scene)
    w.run(20_000)
    const why =
      'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)'
    expect(w.events('web')).toEqual(
      expect.arrayContaining([
        `FailedGetResourceMetric ${why}`,
        `FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${why}`,
      ]),
    )
    expect(get(w).status).toMatchObject({ currentReplicas: 2, desiredReplicas: 0, currentMetrics: [{ type: '' }] })
  })

  it('says what it cannot find', () => {
    const s = scene()
    web(s, { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gone' } })
    s.w.run(20_000)
    expect(s.w.events('web')).toContain('FailedGetScale deployments/scale.apps "gone" not found')
    expect(said(s.w)).toEqual(['AbleToScale False FailedGetScale'])
  })

  it('leaves alone what two autoscalers want', () => {
    const s = scene()
    s.metrics.use(50)
    web(s)
    s.w.create({ ...get(s.w), metadata: { name: 'web-two' } } as never)
    s.w.run(MINUTE)
    s.metrics.use(90)
    s.w.run(7 * MINUTE)
    expect(replicas(s.w)).toBe(2)
    expect(said(s.w)).toContain('ScalingActive False AmbiguousSelector')
  })

  it('scales by what is measured elsewhere', () => {
    const s = scene()
    s.metrics.values.set('queue', 30_000)
    const external = { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '10' } }
    web(s, { metrics: [{ type: 'External', external }] })
    s.w.run(20_000)
    expect(replicas(s.w)).toBe(3)
    expect(s.w.events('web')).toContain(
      'SuccessfulRescale New size: 3; reason: external metric queue(nil) above target',
    )
  })

  it('rests while nothing can change, and wakes on its grid', () => {
    const s = scene()
    s.metrics.use(50)
    web(s, { maxReplicas: 4 })
    s.w.run(10 * MINUTE)
    const before = s.metrics.asked
    s.w.run(60 * MINUTE)
    expect(s.metrics.asked).toBe(before)
    s.metrics.use(100, podRows(s.w))
    s.w.run(16_000)
    expect(s.metrics.asked).toBeGreaterThan(before)
    expect(replicas(s.w)).toBe(4)
  })

  it('goes on from a checkpoint as it did', () => {
    const s = scene()
    s.metrics.use(50)
    web(s)
    s.w.run(10 * MINUTE)
    const checkpoint = s.w.checkpoint()
    const go = () => {
      s.metrics.use(100, podRows(s.w))
      s.w.run(10 * MINUTE)
      return JSON.stringify([get(s.w), replicas(s.w)])
    }
    const first = go()
    s.w.restore(checkpoint)
    s.metrics.use(50)
    expect(go()).toBe(first)
  })
})
