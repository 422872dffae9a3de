/**
 * Events, kept compact: a cluster of 150,000 Pods has recorded 700,000 of them within their hour.
 *
 * What the recorder writes takes a row by serial number and no name in the name index; each event links to the one
 * before it about the same object, which is how equal events are found again. Events written through the API are
 * ordinary rows. After an hour without news an event is gone (the API server's --event-ttl), without a watch event.
 */
import type { Calendar } from '../core/calendar.ts'
import type { Checkpoints } from '../core/checkpoint.ts'
import { PagedInts } from '../core/paged.ts'
import type { ResourceInfo } from './kind.ts'
import type { KObject, ObjectMeta } from './object.ts'
import { Table } from './table.ts'

export const EVENTS = 'events'

/** What the table needs of the store it is part of. */
export interface EventStore {
  readonly clock: { readonly nowMs: number }
  readonly calendar: Calendar
  readonly checkpoints: Checkpoints
  readonly revision: number
  tableAt(number: number): Table
  commit(table: Table, row: number, make: (() => KObject) | undefined): KObject | undefined
}

const TTL_MS = 3_600_000

/** Who reports: `deployment-controller`; a kubelet also names its host. */
export interface EventSource {
  component: string
  host?: string
}

/** In a message: `namespace/name` of the object it is about, filled in on reading so that many can share one text. */
export const ABOUT = '\uE000'

/** The facts of a recorded event; the rest of the object is computed. */
export interface EventFacts {
  /** Table number and row of the object it is about. */
  readonly table: number
  readonly row: number
  readonly uid: string
  /** resourceVersion of that object at the time. */
  readonly version: string
  readonly fieldPath: string
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  /** The message; may hold ABOUT. */
  readonly text: string
  readonly source: EventSource
  readonly firstMs: number
  readonly lastMs: number
  readonly count: number
  /** Number of the event in the run; its row and the last digits of its name. */
  readonly serial: number
  /** The source's budget for this object (see EventRecorder), as a theoretical arrival time. */
  readonly budgetMs: number
}

/** An Event object: its facts in fixed slots, the rest computed when it is read. */
export class RecordedEvent implements KObject, EventFacts {
  readonly table: number
  readonly row: number
  readonly uid: string
  readonly version: string
  readonly fieldPath: string
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  /** As recorded, with ABOUT where it stood. */
  readonly text: string
  readonly source: EventSource
  readonly firstMs: number
  readonly lastMs: number
  readonly count: number
  readonly serial: number
  readonly budgetMs: number

  constructor(
    private readonly owner: EventTable,
    facts: EventFacts,
    /** Its own resourceVersion. */
    readonly revision: number,
  ) {
    this.table = facts.table
    this.row = facts.row
    this.uid = facts.uid
    this.version = facts.version
    this.fieldPath = facts.fieldPath
    this.type = facts.type
    this.reason = facts.reason
    this.text = facts.text
    this.source = facts.source
    this.firstMs = facts.firstMs
    this.lastMs = facts.lastMs
    this.count = facts.count
    this.serial = facts.serial
    this.budgetMs = facts.budgetMs
  }

  get apiVersion(): string {
    return 'v1'
  }
  get kind(): string {
    return 'Event'
  }
  get metadata(): ObjectMeta {
    return this.owner.metadataOf(this)
  }
  get involvedObject(): Record<string, string> {
    return this.owner.referenceOf(this)
  }
  get message(): string {
    return this.text.includes(ABOUT) ? this.text.replace(ABOUT, this.owner.aboutOf(this)) : this.text
  }
  get firstTimestamp(): string {
    return this.owner.timeOf(this.firstMs)
  }
  get lastTimestamp(): string {
    return this.owner.timeOf(this.lastMs)
  }
  get eventTime(): null {
    return null
  }
  get reportingComponent(): string {
    return this.source.component
  }
  get reportingInstance(): string {
    return this.source.host ?? ''
  }
  toJSON(): KObject {
    const { apiVersion, kind, metadata, involvedObject, reason, message, source, firstTimestamp } = this
    const { lastTimestamp, count, type, eventTime, reportingComponent, reportingInstance } = this
    return {
      apiVersion,
      kind,
      metadata,
      involvedObject,
      reason,
      message,
      source,
      firstTimestamp,
      lastTimestamp,
      count,
      type,
      eventTime,
      reportingComponent,
      reportingInstance,
    } as KObject
  }
}

const hex = (n: number, digits: number) => n.toString(16).padStart(digits, '0')

export class EventTable extends Table {
  /** By serial: serial of the event before it about the same object, +1. */
  private readonly older: PagedInts
  /** By table: row of an object → serial of its newest event, +1. */
  private readonly newest: PagedInts[] = []
  /** [0] events recorded ever, [1] serials below are gone. */
  private readonly counts: PagedInts

  constructor(
    info: ResourceInfo,
    private readonly store: EventStore,
  ) {
    super(info, store.checkpoints)
    const { checkpoints } = store
    this.older = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.counts = checkpoints.register(new PagedInts(checkpoints.epoch))
  }

  /** Recorded events have even rows, others odd ones. */
  override row(namespace: string, name: string): number {
    const recorded = this.findRecorded(namespace, name)
    return recorded ? recorded.serial * 2 : super.row(namespace, name) * 2 + 1
  }

  override keyOfRow(row: number): readonly [namespace: string, name: string] {
    if (row % 2 === 1) return super.keyOfRow((row - 1) / 2)
    const event = this.objects.get(row) as RecordedEvent
    return [event.metadata.namespace as string, event.metadata.name]
  }

  protected override namespaceAt(row: number): string {
    if (row % 2 === 1) return super.namespaceAt((row - 1) / 2)
    const { table, row: about } = this.objects.get(row) as RecordedEvent
    return this.store.tableAt(table).keyOfRow(about)[0] || 'default'
  }

  override get(row: number): KObject | undefined {
    const event = this.objects.get(row)
    return event instanceof RecordedEvent && this.expired(event) ? undefined : event
  }

  override find(namespace: string, name: string): KObject | undefined {
    return this.get(this.row(namespace, name))
  }

  override each(namespace: string | undefined, visit: (object: KObject, row: number) => void): void {
    super.each(namespace, (event, row) => {
      if (!(event instanceof RecordedEvent && this.expired(event))) visit(event, row)
    })
  }

  /** Serial of the next event to be recorded. */
  get nextSerial(): number {
    return this.counts.get(0)
  }

  /** Visits the events about an object, newest first, until `visit` returns true. */
  eachAbout(table: number, row: number, visit: (event: RecordedEvent) => boolean | undefined): void {
    for (let at = this.newest[table]?.get(row) ?? 0; at !== 0; at = this.older.get(at - 1)) {
      const event = this.objects.get((at - 1) * 2) as RecordedEvent | undefined
      // Older ones are gone too.
      if (event === undefined || visit(event)) return
    }
  }

  /** Writes a new recorded event, or a later state of one. */
  record(facts: EventFacts): void {
    const fresh = facts.serial === this.nextSerial
    if (fresh) {
      this.link(facts)
      this.dropExpired()
    }
    this.store.commit(this, facts.serial * 2, () => new RecordedEvent(this, facts, this.store.revision + 1))
  }

  private link({ table, row, serial }: EventFacts): void {
    this.counts.add(0, 1)
    let newest = this.newest[table]
    if (newest === undefined) {
      const { checkpoints } = this.store
      newest = checkpoints.register(new PagedInts(checkpoints.epoch))
      this.newest[table] = newest
    }
    this.older.set(serial, newest.get(row))
    newest.set(row, serial + 1)
  }

  private expired(event: RecordedEvent): boolean {
    return event.lastMs + TTL_MS < this.store.clock.nowMs
  }

  private dropExpired(): void {
    for (let serial = this.counts.get(1); serial < this.nextSerial; serial++) {
      const event = this.objects.get(serial * 2) as RecordedEvent | undefined
      if (event !== undefined && !this.expired(event)) return
      this.counts.set(1, serial + 1)
      if (event !== undefined) this.put(serial * 2, undefined)
    }
  }

  /** By the digits after the dot: the instant in nanoseconds, whose last six decimals are the serial. */
  private findRecorded(namespace: string, name: string): RecordedEvent | undefined {
    const digits = /\.([0-9a-f]{16})$/.exec(name)?.[1]
    if (digits === undefined) return undefined
    const low = Number(BigInt(`0x${digits}`) % 1_000_000n)
    for (let serial = low; serial < this.nextSerial; serial += 1_000_000) {
      const event = this.objects.get(serial * 2) as RecordedEvent | undefined
      if (event?.metadata.name === name && event.metadata.namespace === namespace) return event
    }
    return undefined
  }

  // ------------------------------------------------------------------------------------------------ computed fields

  metadataOf(event: RecordedEvent): ObjectMeta {
    const [namespace, name] = this.store.tableAt(event.table).keyOfRow(event.row)
    const { calendar } = this.store
    const nanos = BigInt(calendar.epochMs + event.firstMs) * 1_000_000n + BigInt(event.serial % 1_000_000)
    return {
      name: `${name}.${nanos.toString(16)}`,
      namespace: namespace || 'default',
      uid: `${hex(event.serial, 8)}-0000-4000-8000-${nanos.toString(16).slice(-12)}`,
      resourceVersion: String(event.revision),
      creationTimestamp: calendar.seconds(event.firstMs),
    }
  }

  referenceOf({ table, row, uid, version, fieldPath }: EventFacts): Record<string, string> {
    const { info } = this.store.tableAt(table)
    const [namespace, name] = this.store.tableAt(table).keyOfRow(row)
    return {
      kind: info.kind,
      ...(namespace ? { namespace } : {}),
      name,
      uid,
      apiVersion: info.group ? `${info.group}/${info.version}` : info.version,
      resourceVersion: version,
      ...(fieldPath ? { fieldPath } : {}),
    }
  }

  aboutOf({ table, row }: EventFacts): string {
    const [namespace, name] = this.store.tableAt(table).keyOfRow(row)
    return namespace ? `${namespace}/${name}` : name
  }

  timeOf(ms: number): string {
    return this.store.calendar.seconds(ms)
  }
}
