/** What a sync of a Job asks of the world; each call says whether it went through. */
import type { Job, Pod } from '../../kinds/types.ts'

export interface JobPorts {
  /** Makes a Pod (of an index, in place of a failed one); true also when the namespace is on its way out. */
  create(index: number, replaced: Pod | undefined): boolean
  /** Begins to delete a Pod; true also when it is gone. */
  remove(pod: Pod): boolean
  /** Takes the tracking finalizer off a Pod; true also when it is gone. */
  release(pod: Pod): boolean
  /** False when the stored status says the same. */
  writeStatus(status: Job['status']): boolean
  event(type: 'Normal' | 'Warning', reason: string, message: string): void
}
