/**
 * Event objects: how components tell people what they did (client-go tools/record and its EventCorrelator).
 *
 * Equal events are counted on one object. From the tenth different message of one reason within ten minutes on, they
 * are counted together as "(combined from similar events)". A source may write 25 times about one object, and once
 * more every five minutes; what is beyond that is dropped.
 */
import { type EventSource, type EventTable, EVENTS, type RecordedEvent } from './eventtable.ts'
import type { KObject } from './object.ts'
import type { Store } from './store.ts'

export { ABOUT, type EventSource } from './eventtable.ts'

export interface EventSink {
  /** Records an event about an object, or about a field of it (`spec.containers{app}`). */
  record(
    about: KObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    source: EventSource,
    fieldPath?: string,
  ): void
}

/** Different messages of one kind before they are combined, and for how long they are counted (10 in 10 minutes). */
const SIMILAR_EVENTS = 10
const SIMILAR_MS = 600_000
const COMBINED = '(combined from similar events): '
/** Spam filter: a burst of 25 and one token in 300 seconds. */
const BURST = 25
const REFILL_MS = 300_000

/** What is already known of an object's events from one source. */
interface Known {
  equal: RecordedEvent | undefined
  combined: RecordedEvent | undefined
  /** Different messages of this type and reason, lately. */
  similar: number
  budgetMs: number
}

/** Writes events to the store as they happen. */
export class EventRecorder implements EventSink {
  private readonly table: EventTable

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
  ): void {
    const { store } = this
    const { nowMs } = store.clock
    const objects = store.tableOfKind(groupOf(about.apiVersion), about.kind)
    if (objects === undefined) return
    const table = store.tableNumber(objects)
    const row = objects.row(about.metadata.namespace ?? '', about.metadata.name)
    const { uid, resourceVersion: version } = about.metadata
    const known = this.known(table, row, uid, type, reason, message, source, fieldPath)
    const budgetMs = Math.max(known.budgetMs, nowMs) + REFILL_MS
    if (budgetMs > nowMs + BURST * REFILL_MS) return
    const combine = known.equal === undefined && known.similar + 1 >= SIMILAR_EVENTS
    const same = combine ? known.combined : known.equal
    this.table.record({
      table,
      row,
      uid,
      version: same?.version ?? version,
      fieldPath,
      type,
      reason,
      text: combine ? COMBINED + message : message,
      source,
      firstMs: same?.firstMs ?? nowMs,
      lastMs: nowMs,
      count: same ? same.count + 1 : 1,
      serial: same?.serial ?? this.table.nextSerial,
      budgetMs,
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
    const known: Known = { equal: undefined, combined: undefined, similar: 0, budgetMs: 0 }
    const { nowMs } = this.store.clock
    this.table.eachAbout(table, row, (event) => {
      if (event.uid !== uid || event.source.component !== source.component) return false
      known.budgetMs = Math.max(known.budgetMs, event.budgetMs)
      if (event.reason !== reason || event.type !== type || event.fieldPath !== fieldPath) return false
      if (event.text === message) known.equal ??= event
      else if (event.text.startsWith(COMBINED)) known.combined ??= event
      if (event.lastMs + SIMILAR_MS >= nowMs) known.similar++
      return false
    })
    return known
  }
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '')
