/**
 * Ready Pods that minReadySeconds still keeps from counting as available, per ReplicaSet, in order of becoming ready.
 *
 * Readiness comes in order of time, so the first that is not due ends the search; a ReplicaSet that got one out of
 * order (an adopted Pod) is searched whole until its queue is empty.
 */
import type { ApiServer } from '../../api/server.ts'
import { Groups } from '../../core/groups.ts'
import { PagedFloats, PagedInts } from '../../core/paged.ts'

export class AvailabilityQueue {
  private readonly groups: Groups
  /** Virtual time from which a waiting Pod is available. */
  private readonly due: PagedFloats
  /** Latest due time queued, per ReplicaSet. */
  private readonly latest: PagedFloats
  private readonly disordered: PagedInts

  constructor(private readonly server: ApiServer) {
    const { checkpoints } = server
    this.groups = new Groups(checkpoints)
    this.due = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.latest = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.disordered = checkpoints.register(new PagedInts(checkpoints.epoch))
  }

  /** The ReplicaSet a Pod waits for, or -1. */
  setOf(pod: number): number {
    return this.groups.groupOf(pod)
  }

  add(set: number, pod: number, dueMs: number): void {
    if (this.groups.size(set) === 0) {
      this.latest.set(set, 0)
      this.disordered.set(set, 0)
    }
    if (dueMs < this.latest.get(set)) this.disordered.set(set, 1)
    else this.latest.set(set, dueMs)
    this.due.set(pod, dueMs)
    this.groups.set(pod, set)
  }

  remove(pod: number): void {
    this.groups.set(pod, -1)
  }

  /** Hands over the Pods that are due and forgets them. */
  take(set: number, visit: (pod: number) => void): void {
    const { nowMs } = this.server.clock
    for (const pod of this.search(set, (dueMs) => dueMs <= nowMs)) {
      this.groups.set(pod, -1)
      visit(pod)
    }
  }

  /** When the next is due; undefined when none waits. */
  nextMs(set: number): number | undefined {
    if (this.groups.size(set) === 0) return undefined
    if (this.disordered.get(set) === 0) return this.due.get(this.groups.first(set))
    return Math.min(...this.groups.members(set).map((pod) => this.due.get(pod)))
  }

  private search(set: number, wanted: (dueMs: number) => boolean): number[] {
    if (this.disordered.get(set) !== 0) return this.groups.members(set).filter((pod) => wanted(this.due.get(pod)))
    const found: number[] = []
    for (let pod = this.groups.first(set); pod >= 0 && wanted(this.due.get(pod)); pod = this.groups.after(pod)) {
      found.push(pod)
    }
    return found
  }
}
