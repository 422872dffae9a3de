/** The one object the inspector shows: as the API server prints it, with its events and owners. */
import { type EventTable, EVENTS } from '../../api/eventtable.ts'
import type { KObject } from '../../api/object.ts'
import type { Schemas } from '../../api/schema/schemas.ts'
import type { Table } from '../../api/table.ts'
import type { Cluster } from '../../cluster.ts'
import type { EventRow, SelectedObject } from '../../protocol/batch.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import { eventRow } from './events.ts'
import { lifecycleOf } from './lifecycle.ts'
import { printed } from './printed.ts'
import { tableOf } from './tables.ts'

/** A busy object is printed again at most this often. */
const PAUSE_REAL_MS = 100
const MOST_EVENTS = 100

export class SelectedBatches {
  private ref: ObjectRef | undefined
  private table: Table | undefined
  private row = -1
  private dirty = false
  private takenAtReal = Number.NEGATIVE_INFINITY

  constructor(
    private readonly cluster: Cluster,
    private readonly schemas: Schemas,
  ) {}

  select(ref: ObjectRef | undefined): void {
    this.ref = ref
    this.table = ref && tableOf(this.cluster.server.store, ref)
    this.row = ref && this.table ? this.table.row(ref.namespace, ref.name) : -1
    this.dirty = true
    this.takenAtReal = Number.NEGATIVE_INFINITY
  }

  reset(): void {
    this.dirty = true
  }

  /** Notes a write of the object itself. */
  mark(table: Table, row: number): void {
    if (row === this.row && table === this.table) this.dirty = true
  }

  /** Notes an event about it. */
  markEvent(tableNumber: number, row: number): void {
    if (row === this.row && this.cluster.server.store.tableAt(tableNumber) === this.table) this.dirty = true
  }

  take(nowReal: number): SelectedObject | undefined {
    if (!this.dirty || !this.ref || nowReal - this.takenAtReal < PAUSE_REAL_MS) return undefined
    this.dirty = false
    this.takenAtReal = nowReal
    const object = this.table?.get(this.row)
    const shown = { ref: this.ref, events: this.events(), owners: object ? owners(object) : [] }
    if (object === undefined) return shown
    const table = this.table as Table
    const lifecycle = lifecycleOf(this.cluster, table, this.row)
    return { ...shown, ...printed(this.cluster, this.schemas, table, object), ...(lifecycle ? { lifecycle } : {}) }
  }

  private events(): EventRow[] {
    const { store } = this.cluster.server
    const events: EventRow[] = []
    if (this.table === undefined) return events
    const table = store.tableNumber(this.table)
    ;(store.table(EVENTS) as EventTable).eachAbout(table, this.row, (event) => {
      events.push(eventRow(store, event.serial * 2, event))
      return events.length >= MOST_EVENTS
    })
    return events.sort((a, b) => b.atMs - a.atMs)
  }
}

function owners({ metadata }: KObject): ObjectRef[] {
  return (metadata.ownerReferences ?? []).map(({ apiVersion, kind, name }) => ({
    apiVersion,
    kind,
    namespace: metadata.namespace ?? '',
    name,
  }))
}
