/** What all metrics of an autoscaler ask for together. Source: horizontal.go computeReplicasForMetrics. */
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from '../../kinds/types.ts'
import type { Scene } from './calculator.ts'
import type { MetricsClient } from './client.ts'
import { computeMetric, type MetricFailure } from './metric.ts'

export interface MetricsVerdict {
  /** The most that any metric asks for; -1 when it cannot be told. */
  readonly replicas: number
  /** The metric that asks for it. */
  readonly name: string
  readonly statuses: MetricStatus[]
  readonly failures: readonly MetricFailure[]
  /** The failures in one line; '' when all metrics were measured. */
  readonly error: string
}

/** A metric that failed leaves its place in the status, empty. */
const UNKNOWN = { type: '' } as MetricStatus

export function computeMetrics(
  { metadata, spec }: HorizontalPodAutoscaler,
  scene: Scene,
  present: number,
  client: MetricsClient,
): MetricsVerdict {
  const metrics: readonly MetricSpec[] = spec.metrics ?? []
  const failures: MetricFailure[] = []
  let [replicas, name] = [0, '']
  const statuses = metrics.map((metric) => {
    const result = computeMetric(metric, { scene, namespace: metadata.namespace ?? '', present, client })
    if ('error' in result) {
      failures.push(result)
      return UNKNOWN
    }
    if (replicas === 0 || result.replicas > replicas) [replicas, name] = [result.replicas, result.name]
    return result.status
  })
  const count = `${failures.length} invalid out of ${metrics.length}`
  const error = failures.length === 0 ? '' : `invalid metrics (${count}), first error is: ${failures[0]?.error}`
  // What is not measured may be why they are needed: nothing is made smaller then.
  const isUnknown = failures.length >= metrics.length || (failures.length > 0 && replicas < scene.replicas)
  return { replicas: isUnknown ? -1 : replicas, name, statuses, failures, error }
}
