/** Event objects as rows, and how many there were when: the events tab and the scrubber's bars. */
import { apiVersionOf } from '../../api/discovery.ts'
import { type EventTable, EVENTS } from '../../api/eventtable.ts'
import { RecordedEvent } from '../../api/recordedevent.ts'
import type { KObject } from '../../api/object.ts'
import type { Store } from '../../api/store.ts'
import type { Event } from '../../kinds/types.ts'
import type { EventRow } from '../../protocol/batch.ts'
import type { ObjectRef } from '../../protocol/object.ts'

/** Rows sent in one batch, the newest; at high speed nobody could read the others. */
const MOST_ROWS = 120
/** Width of a bar's bucket, in virtual ms. */
const BUCKET_MS = 1000

/** Events a second of virtual time. */
export type Bucket = [startMs: number, count: number, warnings: number]

export class EventBatches {
  /** Latest state of each event written since the last batch, by row, in order of writing. */
  private readonly written = new Map<number, KObject>()
  private buckets = new Map<number, Bucket>()
  /** False while what runs was counted before. */
  private counting = true
  private readonly changedBuckets = new Set<Bucket>()

  constructor(private readonly store: Store) {}

  /** Notes a write of the events table; O(1). */
  mark(row: number, event: KObject): void {
    if (this.written.size >= MOST_ROWS * 2) this.forgetOldest()
    this.written.delete(row)
    this.written.set(row, event)
    if (this.counting) this.count(event)
  }

  reset(): void {
    this.written.clear()
    const all: [number, KObject][] = []
    ;(this.store.table(EVENTS) as EventTable).each(undefined, (event, row) => all.push([row, event]))
    for (const [row, event] of all.slice(-MOST_ROWS)) this.written.set(row, event)
    for (const bucket of this.buckets.values()) this.changedBuckets.add(bucket)
  }

  /** Counts into these buckets, or (in a past) only shows them. */
  showDensity(buckets: Map<number, Bucket>, counting: boolean): void {
    this.buckets = buckets
    this.counting = counting
    this.changedBuckets.clear()
  }

  takeRows(): EventRow[] | undefined {
    if (this.written.size === 0) return undefined
    const rows = [...this.written].slice(-MOST_ROWS).map(([row, event]) => eventRow(this.store, row, event))
    this.written.clear()
    return rows
  }

  takeDensity(): Bucket[] | undefined {
    if (this.changedBuckets.size === 0) return undefined
    const buckets = [...this.changedBuckets].map((bucket): Bucket => [...bucket])
    this.changedBuckets.clear()
    return buckets
  }

  private forgetOldest(): void {
    let n = MOST_ROWS
    for (const row of this.written.keys()) {
      if (n-- === 0) return
      this.written.delete(row)
    }
  }

  private count(event: KObject): void {
    const startMs = Math.floor(this.store.clock.nowMs / BUCKET_MS) * BUCKET_MS
    let bucket = this.buckets.get(startMs)
    if (bucket === undefined) {
      bucket = [startMs, 0, 0]
      this.buckets.set(startMs, bucket)
    }
    bucket[1]++
    if ((event as Event).type === 'Warning') bucket[2]++
    this.changedBuckets.add(bucket)
  }
}

/** An event as the page lists it. */
export function eventRow(store: Store, id: number, event: KObject): EventRow {
  return event instanceof RecordedEvent ? recordedRow(store, id, event) : writtenRow(store, id, event as Event)
}

function recordedRow(store: Store, id: number, event: RecordedEvent): EventRow {
  const table = store.tableAt(event.table)
  const [namespace, name] = table.keyOfRow(event.row)
  const { kind } = table.info
  return {
    id,
    atMs: event.lastMs,
    type: event.type,
    reason: event.reason,
    object: `${kind.toLowerCase()}/${name}`,
    message: event.message,
    source: sourceText(event.source.component, event.source.host),
    count: event.count,
    about: { apiVersion: apiVersionOf(table.info), kind, namespace, name },
  }
}

/** An event some client wrote: whatever it says, as far as it says it. */
function writtenRow(store: Store, id: number, event: Event): EventRow {
  const { involvedObject: on = {}, source } = event
  const about: ObjectRef = {
    apiVersion: on.apiVersion ?? '',
    kind: on.kind ?? '',
    namespace: on.namespace ?? '',
    name: on.name ?? '',
  }
  const at = event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp
  return {
    id,
    atMs: store.calendar.virtualMs(at) ?? 0,
    type: event.type === 'Warning' ? 'Warning' : 'Normal',
    reason: event.reason ?? '',
    object: `${about.kind.toLowerCase()}/${about.name}`,
    message: event.message ?? '',
    source: sourceText(source?.component ?? event.reportingComponent ?? '', source?.host),
    count: event.count ?? 1,
    about,
  }
}

const sourceText = (component: string, host: string | undefined): string => (host ? `${component}, ${host}` : component)
