/**
 * Who depends on whom, over all tables, by uid: kept write by write, so that deleting an owner costs its dependents
 * and nothing else. Source of the idea: pkg/controller/garbagecollector/graph_builder.go.
 */
import type { KObject, OwnerReference } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { MultiGroups } from '../../core/groups.ts'
import { Intern } from '../../core/intern.ts'

/** An object's place, whatever its resource. */
export interface Place {
  table: Table
  row: number
}

const NONE: readonly number[] = []

export class Graph {
  private readonly owners: MultiGroups
  private readonly uids = new Intern()
  /** Numbers of places by table and row; for ever, like row numbers. */
  private readonly numbers = new Map<Table, number[]>()
  private readonly places: Place[] = []

  constructor(private readonly server: ApiServer) {
    this.owners = new MultiGroups(server.checkpoints)
  }

  /** The number of a place: what queues are keyed by. */
  number(table: Table, row: number): number {
    let numbers = this.numbers.get(table)
    if (numbers === undefined) {
      numbers = []
      this.numbers.set(table, numbers)
    }
    let n = numbers[row]
    if (n === undefined) {
      n = this.places.length
      numbers[row] = n
      this.places.push({ table, row })
    }
    return n
  }

  place(number: number): Place {
    return this.places[number] as Place
  }

  /** Takes in an object's owners. */
  setOwners(table: Table, row: number, references: readonly OwnerReference[] | undefined): void {
    const uids = references === undefined ? NONE : references.map(({ uid }) => this.uids.number(uid))
    this.owners.set(this.number(table, row), uids)
  }

  hasDependents(uid: string): boolean {
    const n = this.uids.find(uid)
    return n >= 0 && this.owners.size(n) > 0
  }

  /** Numbers of all objects that name this owner. */
  dependents(uid: string): number[] {
    const found: number[] = []
    const n = this.uids.find(uid)
    if (n >= 0) this.owners.each(n, (number) => found.push(number))
    return found
  }

  object(number: number): KObject | undefined {
    const { table, row } = this.place(number)
    return table.get(row)
  }

  /**
   * The owner a reference of `dependent` names: undefined when it is gone (or another one of that name took its place),
   * `unknown` when its kind is not served, or is one of namespaces where the dependent is in none, so that nobody can tell.
   */
  owner(reference: OwnerReference, dependent: KObject): { table: Table; object: KObject } | undefined | 'unknown' {
    const slash = reference.apiVersion.indexOf('/')
    const group = slash < 0 ? '' : reference.apiVersion.slice(0, slash)
    const table = this.server.store.tableOfKind(group, reference.kind)
    if (table === undefined || (table.info.namespaced && !dependent.metadata.namespace)) return 'unknown'
    const object = table.find(table.info.namespaced ? (dependent.metadata.namespace ?? '') : '', reference.name)
    return object?.metadata.uid === reference.uid ? { table, object } : undefined
  }
  /** Whether the owner that a reference of `dependent` names is there, but in a namespace other than its own. */
  isElsewhere(reference: OwnerReference, dependent: KObject): boolean {
    const { store } = this.server
    const table = store.tableOfKind(reference.apiVersion.split('/').slice(0, -1).join('/'), reference.kind)
    if (!table?.info.namespaced) return false
    return store
      .table('namespaces')
      .list()
      .some(({ metadata: { name } }) => {
        const isOther = name !== dependent.metadata.namespace
        return isOther && table.find(name, reference.name)?.metadata.uid === reference.uid
      })
  }
}
