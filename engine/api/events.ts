/**
 * Event objects: how components tell people what they did (client-go tools/record and its EventCorrelator).
 *
 * Equal events are counted on one object. From the tenth different message of one reason within ten minutes on, they
 * are counted together as "(combined from similar events)". A source may write 25 times about one object, and once
 * more every five minutes; what is beyond that is dropped.
 */
import { type EventTable, EVENTS } from './eventtable.ts'
import type { KObject } from './object.ts'
import type { EventSource } from './recordedevent.ts'
import type { Store } from './store.ts'

export { ABOUT, type EventSource } from './recordedevent.ts'

export interface EventSink {
  /** Records an event about an object, or about a field of it (`spec.containers{app}`). */
  record(
    about: KObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    source: EventSource,
    fieldPath?: string,
    /** Row of the object in its table, where the caller knows it: spares looking its name up. */
    row?: number,
  ): void
}

/** Different messages of one kind before they are combined, and for how long they are counted (10 in 10 minutes). */
const SIMILAR_EVENTS = 10
const SIMILAR_MS = 600_000
const COMBINED = '(combined from similar events): '
/** Spam filter: a burst of 25 and one token in 300 seconds. */
const BURST = 25
const REFILL_MS = 300_000

/** What is already known of an object's events from one source; serials, -1 for none. */
interface Known {
  equal: number
  combined: number
  /** Different messages of this type and reason, lately. */
  similar: number
  budgetMs: number
}

/** Writes events to the store as they happen. */
export class EventRecorder implements EventSink {
  private readonly table: EventTable
  /** What `known` found last: one object for all calls. */
  private readonly scratch: Known = { equal: -1, combined: -1, similar: 0, budgetMs: 0 }

  constructor(private readonly store: Store) {
    this.table = store.table(EVENTS) as EventTable
  }

  record(
    about: KObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    source: EventSource,
    fieldPath = '',
    rowGiven = -1,
  ): void {
    const { store } = this
    const { nowMs } = store.clock
    const objects = store.tableOfKind(groupOf(about.apiVersion), about.kind)
    if (objects === undefined) return
    const table = store.tableNumber(objects)
    const row = rowGiven >= 0 ? rowGiven : objects.row(about.metadata.namespace ?? '', about.metadata.name)
    const { uid, resourceVersion } = about.metadata
    const known = this.known(table, row, uid, type, reason, message, source, fieldPath)
    const budgetMs = Math.max(known.budgetMs, nowMs) + REFILL_MS
    if (budgetMs > nowMs + BURST * REFILL_MS) return
    const combine = known.equal < 0 && known.similar + 1 >= SIMILAR_EVENTS
    const same = combine ? known.combined : known.equal
    const { columns, nextSerial } = this.table
    this.table.record({
      table,
      row,
      uid,
      version: same < 0 ? Number(resourceVersion) : columns.versionOf(same),
      fieldPath,
      type,
      reason,
      text: combine ? COMBINED + message : message,
      source,
      firstMs: same < 0 ? nowMs : columns.firstMsOf(same),
      lastMs: nowMs,
      count: same < 0 ? 1 : columns.countOf(same) + 1,
      serial: same < 0 ? nextSerial : same,
      budgetMs,
      revision: store.revision + 1,
    })
  }

  private known(
    table: number,
    row: number,
    uid: string,
    type: string,
    reason: string,
    message: string,
    source: EventSource,
    fieldPath: string,
  ): Known {
    const known = this.scratch
    known.equal = -1
    known.combined = -1
    known.similar = 0
    known.budgetMs = 0
    const { nowMs } = this.store.clock
    const { columns } = this.table
    for (let at = this.table.newestAbout(table, row); at >= 0 && columns.has(at); at = columns.olderOf(at)) {
      if (columns.uidOf(at) !== uid || columns.sourceOf(at).component !== source.component) continue
      known.budgetMs = Math.max(known.budgetMs, columns.budgetMsOf(at))
      const kind = columns.kindOf(at)
      if (kind.reason !== reason || kind.type !== type || kind.fieldPath !== fieldPath) continue
      const text = columns.textOf(at)
      if (text === message) known.equal = known.equal < 0 ? at : known.equal
      else if (known.combined < 0 && text.startsWith(COMBINED)) known.combined = at
      if (columns.lastMsOf(at) + SIMILAR_MS >= nowMs) known.similar++
    }
    return known
  }
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '')
