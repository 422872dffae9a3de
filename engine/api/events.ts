/**
 * Event objects: how components tell people what they did (client-go tools/record and its EventCorrelator).
 *
 * Equal events are counted on one object. From the tenth different message of one reason within ten minutes on, they
 * are counted together as "(combined from similar events)". A source may write 25 times about one object, and once
 * more every five minutes; what is beyond that is dropped.
 */
import { type EventFacts, type EventSource, type EventTable, EVENTS, type RecordedEvent } from './eventtable.ts'
import type { KObject } from './object.ts'
import type { Store } from './store.ts'

export type { EventSource } from './eventtable.ts'

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
    const facts = { table, row, uid, version, fieldPath, type, reason, message, source, firstMs: nowMs, lastMs: nowMs }
    const known = this.known(facts)
    const budgetMs = Math.max(known.budgetMs, nowMs) + REFILL_MS
    if (budgetMs > nowMs + BURST * REFILL_MS) return
    const combine = known.equal === undefined && known.similar + 1 >= SIMILAR_EVENTS
    const same = combine ? known.combined : known.equal
    if (same !== undefined) {
      const text = combine ? COMBINED + message : same.facts.message
      const count = same.facts.count + 1
      this.table.record({ ...same.facts, message: text, lastMs: nowMs, count, budgetMs })
    } else {
      const text = combine ? COMBINED + message : message
      this.table.record({ ...facts, message: text, count: 1, serial: this.table.nextSerial, budgetMs })
    }
  }

  private known(facts: Omit<EventFacts, 'count' | 'serial' | 'budgetMs'>): Known {
    const known: Known = { equal: undefined, combined: undefined, similar: 0, budgetMs: 0 }
    this.table.eachAbout(facts.table, facts.row, (event) => {
      const f = event.facts
      if (f.uid !== facts.uid || f.source.component !== facts.source.component) return false
      known.budgetMs = Math.max(known.budgetMs, f.budgetMs)
      if (f.reason !== facts.reason || f.type !== facts.type || f.fieldPath !== facts.fieldPath) return false
      if (f.message === facts.message) known.equal ??= event
      else if (f.message.startsWith(COMBINED)) known.combined ??= event
      if (f.lastMs + SIMILAR_MS >= facts.lastMs) known.similar++
      return false
    })
    return known
  }
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '')
