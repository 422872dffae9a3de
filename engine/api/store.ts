/**
 * The cluster's memory: tables of objects, one revision counter, the history of writes and the watchers.
 *
 * Objects are plain JSON, shared and immutable; a write replaces one row. Watchers are told in the same step, in order
 * of registration; they may only note things or put events on the clock (that is where latency is added).
 */
import type { Calendar } from '../core/calendar.ts'
import type { Checkpoints } from '../core/checkpoint.ts'
import type { Clock } from '../core/clock.ts'
import { invariant } from '../core/invariant.ts'
import type { Trace } from '../core/trace.ts'
import { EVENTS, EventTable } from './eventtable.ts'
import { History } from './history.ts'
import type { ResourceInfo } from './kind.ts'
import { LEASES, LeaseTable } from './leasetable.ts'
import type { KObject } from './object.ts'
import { Table } from './table.ts'

/** Told of a write: added when `before` is undefined, deleted when `after` is. */
export type Watcher = (row: number, before: KObject | undefined, after: KObject | undefined, revision: number) => void

/** Told of every write of every table. */
export type Observer = (
  table: Table,
  row: number,
  before: KObject | undefined,
  after: KObject | undefined,
  revision: number,
) => void

export interface StoreOptions {
  /** Revisions kept for watches and "why"; see History. */
  historyLimit: number
}

export class Store {
  readonly history: History
  private readonly tables: Table[] = []
  private readonly byResource = new Map<string, number>()
  private readonly byKind = new Map<string, Table>()
  private readonly watchers: Watcher[][] = []
  private readonly observers: Observer[] = []

  constructor(
    readonly clock: Clock,
    readonly calendar: Calendar,
    readonly trace: Trace,
    readonly checkpoints: Checkpoints,
    options: StoreOptions,
  ) {
    this.history = new History(checkpoints, options.historyLimit)
  }

  /** Makes room for a resource; before the run starts (built-in kinds) or when a CRD is established. */
  addTable(info: ResourceInfo): Table {
    invariant(!this.byResource.has(info.resource), `two tables for ${info.resource}`)
    const table = this.newTable(info)
    table.number = this.tables.length
    this.byResource.set(info.resource, table.number)
    this.byKind.set(`${info.group}/${info.kind}`, table)
    this.tables.push(table)
    this.watchers.push([])
    return table
  }

  private newTable(info: ResourceInfo): Table {
    if (info.resource === EVENTS) return new EventTable(info, this)
    if (info.resource === LEASES) return new LeaseTable(info, this.checkpoints, this.calendar)
    return new Table(info, this.checkpoints)
  }

  /** The table of `pods`, `deployments.apps`, … (plural.group, the group left out for the core). */
  table(resource: string): Table {
    const n = this.byResource.get(resource)
    invariant(n !== undefined, `no table ${resource}`)
    return this.tables[n] as Table
  }

  hasTable(resource: string): boolean {
    return this.byResource.has(resource)
  }

  /** The table of a group (empty for the core) and kind, if served. */
  tableOfKind(group: string, kind: string): Table | undefined {
    return this.byKind.get(`${group}/${kind}`)
  }

  tableNumber(table: Table): number {
    return table.number
  }

  tableAt(number: number): Table {
    return this.tables[number] as Table
  }

  allTables(): readonly Table[] {
    return this.tables
  }

  get revision(): number {
    return this.history.newest
  }

  watch(resource: string, watcher: Watcher): void {
    const n = this.byResource.get(resource)
    invariant(n !== undefined, `no table ${resource}`)
    ;(this.watchers[n] as Watcher[]).push(watcher)
  }

  observe(observer: Observer): void {
    this.observers.push(observer)
  }

  /**
   * Writes one row and returns the object as stored. `make` gets the new resourceVersion and returns the object to
   * keep; undefined deletes. The caller (the verbs) has checked everything.
   */
  commit(table: Table, row: number, make: ((resourceVersion: string) => KObject) | undefined): KObject | undefined {
    return this.write(table, row, make?.(this.nextVersion()))
  }

  /** The resourceVersion the next write gives. */
  nextVersion(): string {
    return String(this.history.newest + 1)
  }

  /** `commit` of an object that carries `nextVersion` already: without a closure, for what is written most. */
  write(table: Table, row: number, after: KObject | undefined): KObject | undefined {
    const before = table.get(row)
    const { number } = table
    const revision = this.history.append(number, row, before, after, this.clock.nowMs, this.trace)
    table.put(row, after)
    for (const watcher of this.watchers[number] as Watcher[]) watcher(row, before, after, revision)
    for (const observer of this.observers) observer(table, row, before, after, revision)
    return after
  }
}
