/**
 * Any write of the run by its revision. The recent ones are in the store's history; older ones were in the history of
 * some moment, or are recomputed on the way from one moment to the next.
 */
import type { Change } from '../../api/history.ts'
import type { Table } from '../../api/table.ts'
import type { Moment } from './moments.ts'
import type { TimeTravel } from './timetravel.ts'

/** Old writes kept for the next question. */
const KEPT = 4096

export class Recall {
  private readonly old = new Map<number, Change>()
  private line = -1

  constructor(private readonly travel: TimeTravel) {}

  /** The write of a revision on the shown line, up to where one stands. */
  change(revision: number): Change | undefined {
    const { store } = this.travel.cluster.server
    if (revision < 1 || revision > store.revision) return undefined
    return store.history.change(revision) ?? this.recalled(revision)
  }

  /** The write that made what an object is; its first write is at the end of the chain over `before`. */
  lastOf(table: Table, row: number): Change | undefined {
    const object = table.get(row)
    if (object) return this.change(Number(object.metadata.resourceVersion))
    return this.deletionOf(table.number, row)
  }

  /** The write before this one of the same object. */
  previous({ before }: Change): Change | undefined {
    return before && this.change(Number(before.metadata.resourceVersion))
  }

  /** Visits the writes from a revision on, in order, until the visitor returns true. */
  from(revision: number, visit: (change: Change) => boolean | undefined): void {
    for (let at = Math.max(1, revision); at <= this.travel.cluster.server.store.revision; at++) {
      const change = this.change(at)
      if (change && visit(change)) return
    }
  }

  /** The last deletion of a row's object among the writes that are at hand, then among the moments'. */
  private deletionOf(table: number, row: number): Change | undefined {
    const { store } = this.travel.cluster.server
    for (let at = store.revision; at >= 1; at--) {
      const change = this.change(at)
      if (change?.table === table && change.row === row && change.after === undefined) return change
    }
    return undefined
  }

  private recalled(revision: number): Change | undefined {
    const { travel } = this
    if (this.line !== travel.line.id || this.old.size > KEPT) this.old.clear()
    this.line = travel.line.id
    const known = this.old.get(revision)
    if (known) return known
    const { store } = travel.cluster.server
    travel.visit(
      ({ moments: { list } }) => this.goBehind(list, revision),
      () => {
        // A window, because the next question is about a write close by.
        const newest = Math.min(revision + KEPT / 4, store.revision)
        for (let at = Math.max(store.history.oldest, revision - KEPT / 2); at <= newest; at++) {
          const change = store.history.change(at)
          if (change) this.old.set(at, change)
        }
      },
    )
    return this.old.get(revision)
  }

  /** Goes to a moment, or on from one, whose history still has the revision. */
  private goBehind(list: readonly Moment[], revision: number): void {
    const { store } = this.travel.cluster.server
    const after = list.find((moment) => moment.revision >= revision)
    if (after && after.revision - store.history.limit < revision) return this.travel.replayFrom(after, () => true)
    const before = list.findLast((moment) => moment.revision < revision) ?? (list[0] as Moment)
    this.travel.replayFrom(before, () => store.revision >= revision)
  }
}
