/** The order of the active queue: priority first, then who waits longer. Source: plugins/queuesort. */

/** A queued Pod's place. */
export interface QueuePlace {
  readonly priority: number
  /** When the Pod last entered the queue, virtual ms. */
  readonly sinceMs: number
}

/** Whether the first is to be scheduled before the second. */
export function before(first: QueuePlace, second: QueuePlace): boolean {
  return first.priority > second.priority || (first.priority === second.priority && first.sinceMs < second.sinceMs)
}
