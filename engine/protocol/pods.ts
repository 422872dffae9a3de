/** How Pods stand, in the words of the design's state encoding. */

/** Order of `PodColumns.state` values. */
export const POD_STATES = [
  'unscheduled',
  'scheduled',
  'pulling',
  'running',
  'ready',
  'backoff',
  'terminating',
  'completed',
  'failed',
  'evicted',
  'unknown',
] as const

/** Index = value in `PodColumns.state`. */
export type PodState = (typeof POD_STATES)[number]
