/** The order of the active queue: priority first, then who waits longer. Source: plugins/queuesort. */
import type { QueuePlace } from '../profile.ts'

/** Whether the first is to be scheduled before the second. */
export function before(first: QueuePlace, second: QueuePlace): boolean {
  return first.priority > second.priority || (first.priority === second.priority && first.sinceMs < second.sinceMs)
}
