/** What the page is told for the Autoscale view: one autoscaler, its target and what it decided, on one clock. Types only. */
import type { ObjectRef } from './object.ts'

/** The first metric of the autoscaler, as the controller measured it. */
export interface AutoscaleMetric {
  /** `cpu`, `memory`, or the name of the metric. */
  name: string
  /** Percent of the requests, or a quantity each Pod (or all together) uses. */
  unit: '%' | 'perPod' | 'total'
  target: number
  /** Percents, bytes, cores or requests, by the metric. */
  targetText: string
}

export interface Autoscale {
  ref: ObjectRef
  target: ObjectRef
  createdMs: number
  minReplicas: number
  maxReplicas: number
  metric?: AutoscaleMetric
  /** Metrics beside the first. */
  furtherMetrics: number
  /** No change while measured ÷ target is within 1 ± this. */
  tolerance: number
  upWindowSeconds: number
  downWindowSeconds: number
  /** Each holds until the next: [ms, value]. */
  measured: [number, number][]
  /** What the target asks for. */
  replicas: [number, number][]
  ready: [number, number][]
  /** What each look would have liked, before the windows. */
  recommended: [number, number][]
  /** Machines that take Pods. */
  nodes: [number, number][]
  /** `NAMESPACE/NAME` of the Services that send requests to the target's Pods, with their first ports. */
  services: { namespace: string; name: string; port: number }[]
  conditions: { type: string; status: string; reason: string; message: string }[]
}
