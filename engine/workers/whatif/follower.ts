/**
 * A copy of a run that lives in a worker of its own: it follows the log it is told, so that what-ifs start from the
 * present at once, and the run that is shown never waits for them.
 */
import { Cluster } from '../../cluster.ts'
import type { ActionLog, LoggedAction } from '../../protocol/run.ts'

export class Follower {
  private cluster: Cluster | undefined
  private config = ''
  private done: readonly LoggedAction[] = []

  /** The run of a log at an instant; replays only what is new since the last time, where it is the same run. */
  at(log: ActionLog, untilMs: number): Cluster {
    const config = JSON.stringify(log.config)
    if (!this.cluster || config !== this.config || !this.isAhead(log.actions, untilMs)) {
      this.cluster = new Cluster(log.config)
      this.config = config
      this.done = []
    }
    for (const entry of log.actions.slice(this.done.length)) this.cluster.again(entry)
    this.done = log.actions
    this.cluster.server.clock.runUntil(untilMs)
    return this.cluster
  }

  /** Runs something on from the present and takes it back. */
  tried<T>(cluster: Cluster, work: () => T): T {
    const here = cluster.checkpoint()
    try {
      return work()
    } finally {
      cluster.restore(here)
    }
  }

  /** Whether the log goes on where this copy stands. */
  private isAhead(actions: readonly LoggedAction[], untilMs: number): boolean {
    const { done, cluster } = this
    if (!cluster || cluster.nowMs > untilMs || actions.length < done.length) return false
    const last = done.length - 1
    if (last >= 0 && !sameAction(done[last], actions[last])) return false
    const next = actions[done.length]
    return next === undefined || (next.atMs >= cluster.nowMs && next.seq >= cluster.server.clock.nextSeq)
  }
}

/** Sequence numbers tell runs apart as soon as anything differed before. */
const sameAction = (a: LoggedAction | undefined, b: LoggedAction | undefined): boolean =>
  a?.seq === b?.seq && a?.atMs === b?.atMs && JSON.stringify(a?.action) === JSON.stringify(b?.action)
