/** How Pods stand, in the words of the design's state encoding. */

/** Order of `PodColumns.state` values. */
export type PodStateOrder = readonly [
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
]

/** Index = value in `PodColumns.state`. */
export type PodState = PodStateOrder[number]
