/**
 * Events, kept compact.
 *
 * What the recorder writes takes a row by serial number, no name in the name index and no place among a namespace's
 * objects; its facts are in columns and an object is made of them when somebody reads. Each event links to the one
 * before it about the same object, which is how equal events are found again. Events written through the API are
 * ordinary rows. After an hour without news an event is gone (the API server's --event-ttl), without a watch event.
 */
import type { Calendar } from '../core/calendar.ts'
import type { Checkpoints } from '../core/checkpoint.ts'
import { PagedInts } from '../core/paged.ts'
import { EventColumns } from './eventcolumns.ts'
import type { ResourceInfo } from './kind.ts'
import type { KObject, ObjectMeta } from './object.ts'
import { type EventFacts, type EventOwner, RecordedEvent } from './recordedevent.ts'
import { Table } from './table.ts'

export const EVENTS = 'events'

/** What the table needs of the store it is part of. */
export interface EventStore {
  readonly clock: { readonly nowMs: number }
  readonly calendar: Calendar
  readonly checkpoints: Checkpoints
  readonly revision: number
  tableAt(number: number): Table
  write(table: Table, row: number, after: KObject | undefined): KObject | undefined
}

const TTL_MS = 3_600_000

const hex = (n: number, digits: number) => n.toString(16).padStart(digits, '0')

/** Recorded events have even rows, others odd ones. */
const isRecorded = (row: number): boolean => row % 2 === 0

export class EventTable extends Table implements EventOwner {
  /** By serial: the facts of recorded events. */
  readonly columns: EventColumns
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
    this.columns = new EventColumns(checkpoints)
    this.counts = checkpoints.register(new PagedInts(checkpoints.epoch))
  }

  override row(namespace: string, name: string): number {
    const serial = this.findRecorded(namespace, name)
    return serial >= 0 ? serial * 2 : super.row(namespace, name) * 2 + 1
  }

  override keyOfRow(row: number): readonly [namespace: string, name: string] {
    if (!isRecorded(row)) return super.keyOfRow((row - 1) / 2)
    const { namespace, name } = this.metadataOf(this.columns.facts(row / 2))
    return [namespace as string, name]
  }

  protected override namespaceAt(row: number): string {
    return super.namespaceAt((row - 1) / 2)
  }

  override get(row: number): KObject | undefined {
    if (!isRecorded(row)) return super.get(row)
    const serial = row / 2
    return this.isThere(serial) ? new RecordedEvent(this, this.columns.facts(serial)) : undefined
  }

  override find(namespace: string, name: string): KObject | undefined {
    return this.get(this.row(namespace, name))
  }

  override put(row: number, object: KObject | undefined): void {
    if (!isRecorded(row)) super.put(row, object)
    else if (object === undefined) this.columns.remove(row / 2)
    else this.columns.put((object as RecordedEvent).facts)
  }

  override each(namespace: string | undefined, visit: (object: KObject, row: number) => void): void {
    for (let serial = this.counts.get(1); serial < this.nextSerial; serial++) {
      if (!this.isThere(serial)) continue
      if (namespace === undefined || this.namespaceOfSerial(serial) === namespace) {
        visit(this.get(serial * 2) as KObject, serial * 2)
      }
    }
    super.each(namespace, visit)
  }

  override count(namespace?: string): number {
    let n = super.count(namespace)
    for (let serial = this.counts.get(1); serial < this.nextSerial; serial++) {
      if (this.isThere(serial) && (namespace === undefined || this.namespaceOfSerial(serial) === namespace)) n++
    }
    return n
  }

  /** Serial of the next event to be recorded. */
  get nextSerial(): number {
    return this.counts.get(0)
  }

  /** Serial of the newest event about an object, or -1. */
  newestAbout(table: number, row: number): number {
    return (this.newest[table]?.get(row) ?? 0) - 1
  }

  /** Visits the events about an object, newest first, until `visit` returns true. */
  eachAbout(table: number, row: number, visit: (event: RecordedEvent) => boolean | undefined): void {
    for (let serial = this.newestAbout(table, row); serial >= 0; serial = this.columns.olderOf(serial)) {
      // Older ones are gone too.
      if (!this.columns.has(serial) || visit(new RecordedEvent(this, this.columns.facts(serial)))) return
    }
  }

  /** Writes a new recorded event, or a later state of one. */
  record(facts: EventFacts): void {
    if (facts.serial === this.nextSerial) {
      this.dropExpired()
      this.link(facts)
    }
    this.store.write(this, facts.serial * 2, new RecordedEvent(this, facts))
  }

  private link({ table, row, serial }: EventFacts): void {
    this.counts.add(0, 1)
    let newest = this.newest[table]
    if (newest === undefined) {
      const { checkpoints } = this.store
      newest = checkpoints.register(new PagedInts(checkpoints.epoch))
      this.newest[table] = newest
    }
    this.columns.setOlder(serial, newest.get(row) - 1)
    newest.set(row, serial + 1)
  }

  private isThere(serial: number): boolean {
    return this.columns.has(serial) && !this.expired(serial)
  }

  private expired(serial: number): boolean {
    return this.columns.lastMsOf(serial) + TTL_MS < this.store.clock.nowMs
  }

  private dropExpired(): void {
    for (let serial = this.counts.get(1); serial < this.nextSerial; serial++) {
      const isThere = this.columns.has(serial)
      if (isThere && !this.expired(serial)) return
      this.counts.set(1, serial + 1)
      if (isThere) this.columns.remove(serial)
    }
  }

  private namespaceOfSerial(serial: number): string {
    return this.store.tableAt(this.columns.tableOf(serial)).keyOfRow(this.columns.rowOf(serial))[0] || 'default'
  }

  /** Serial by the digits after the dot: the instant in nanoseconds, whose last six decimals are the serial; or -1. */
  private findRecorded(namespace: string, name: string): number {
    const digits = /\.([0-9a-f]{16})$/.exec(name)?.[1]
    if (digits === undefined) return -1
    const low = Number(BigInt(`0x${digits}`) % 1_000_000n)
    for (let serial = low; serial < this.nextSerial; serial += 1_000_000) {
      if (!this.columns.has(serial)) continue
      const metadata = this.metadataOf(this.columns.facts(serial))
      if (metadata.name === name && metadata.namespace === namespace) return serial
    }
    return -1
  }

  // ------------------------------------------------------------------------------------------------ computed fields

  metadataOf(event: EventFacts): ObjectMeta {
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
      resourceVersion: String(version),
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
