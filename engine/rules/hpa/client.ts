/** Where an autoscaler's numbers come from; a text instead of a number is why there is none, in upstream's words. */
import type { CrossVersionObjectReference } from '../../kinds/types.ts'
import type { PodMetrics } from './podgroups.ts'

export interface MetricsClient {
  /** Use of a resource by the target's Pods: of one container, or (named '') of all. */
  resource(resource: string, container: string): PodMetrics | string
  /** A custom metric of the target's Pods. */
  pods(metric: string, selector: string): PodMetrics | string
  object(metric: string, object: CrossVersionObjectReference, selector: string): number | string
  /** The sum of what a metric's selector chooses. */
  external(metric: string, selector: string): number | string
}
