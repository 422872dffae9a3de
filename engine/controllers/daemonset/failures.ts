/** Pods that fail on a node again and again are replaced ever more slowly. Source: daemon_controller.go failedPodsBackoff. */
import type { ApiServer } from '../../api/server.ts'
import { type BackoffEntry, isInBackoffSinceUpdate, nextBackoff } from '../../core/backoff.ts'
import { Cell } from '../../core/checkpoint.ts'

const RULE = { initial: 1000, max: 15 * 60_000 }

export class FailureBackoff {
  private readonly entries: Cell<ReadonlyMap<string, BackoffEntry>>

  constructor(private readonly server: ApiServer) {
    this.entries = server.checkpoints.register(new Cell<ReadonlyMap<string, BackoffEntry>>(new Map()))
  }

  /** Time to wait before the Pod that failed on a node is replaced; 0 starts the wait for the next one. */
  waitMs(uid: string, node: string): number {
    const { nowMs } = this.server.clock
    const key = `${uid}/${node}`
    const entry = this.entries.value.get(key)
    if (entry !== undefined && isInBackoffSinceUpdate(entry, RULE, nowMs)) {
      return entry.updatedAt + entry.backoff - nowMs
    }
    this.entries.value = new Map(this.entries.value).set(key, nextBackoff(entry, RULE, nowMs))
    return 0
  }
}
