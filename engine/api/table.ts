/**
 * All objects of one resource, by row number.
 *
 * A row number is the interned (namespace, name), given out for ever: the same name deleted and created again has the
 * same row. It is what queues, indexes and hot paths use in place of string keys. Behaviour must never depend on the
 * size of a row number (see Intern); iteration is in order of joining a namespace, canonical output sorts by key.
 */
import type { Checkpoints } from '../core/checkpoint.ts'
import { Groups, MultiGroups } from '../core/groups.ts'
import { Intern } from '../core/intern.ts'
import { PagedArray } from '../core/paged.ts'
import type { ResourceInfo } from './kind.ts'
import type { KObject } from './object.ts'

/** The part of an object an index reads: while it is the same object, the index has nothing to do. */
export type PartOf = (object: KObject) => unknown

/** Objects by one value, e.g. Pods by node name. */
export interface Index {
  of(object: KObject): string | undefined
  part: PartOf | undefined
  groups: Groups
  keys: Intern
}

/** Objects by several values, e.g. by each label pair. */
export interface MultiIndex {
  of(object: KObject): readonly string[]
  part: PartOf | undefined
  groups: MultiGroups
  keys: Intern
}

export class Table {
  /** Its number in the store; given by the store. */
  number = -1
  protected readonly objects: PagedArray<KObject>
  private readonly byNamespace: Groups
  private readonly namespaces = new Intern()
  /** names[namespace number]: name → row. */
  private readonly names: Map<string, number>[] = []
  /** By row: number of the namespace, and the name. */
  private readonly namespaceOf: number[] = []
  private readonly nameOf: string[] = []
  private readonly indexes = new Map<string, Index>()
  private readonly multiIndexes = new Map<string, MultiIndex>()
  private readonly indexList: Index[] = []
  private readonly multiIndexList: MultiIndex[] = []

  constructor(
    readonly info: ResourceInfo,
    private readonly checkpoints: Checkpoints,
  ) {
    this.objects = checkpoints.register(new PagedArray<KObject>(checkpoints.epoch))
    this.byNamespace = new Groups(checkpoints)
  }

  /** The row of (namespace, name), given out at first mention; the object need not exist. */
  row(namespace: string, name: string): number {
    const ns = this.namespaces.number(namespace)
    let names = this.names[ns]
    if (names === undefined) {
      names = new Map()
      this.names[ns] = names
    }
    let row = names.get(name)
    if (row === undefined) {
      row = this.nameOf.length
      names.set(name, row)
      this.namespaceOf.push(ns)
      this.nameOf.push(name)
    }
    return row
  }

  /** [namespace, name] of a row. */
  keyOfRow(row: number): readonly [namespace: string, name: string] {
    return [this.namespaces.text(this.namespaceOf[row] as number), this.nameOf[row] as string]
  }

  /** Namespace of a row whose object has just been put. */
  protected namespaceAt(row: number): string {
    return this.namespaces.text(this.namespaceOf[row] as number)
  }

  get(row: number): KObject | undefined {
    return this.objects.get(row)
  }

  find(namespace: string, name: string): KObject | undefined {
    const ns = this.namespaces.find(namespace)
    const row = ns < 0 ? undefined : this.names[ns]?.get(name)
    return row === undefined ? undefined : this.objects.get(row)
  }

  /** Puts, replaces or (undefined) removes the object of a row and keeps every index. Only the store calls this. */
  put(row: number, object: KObject | undefined): void {
    const old = this.objects.get(row)
    this.objects.set(row, object)
    if (object === undefined) this.byNamespace.set(row, -1)
    else if (old === undefined) this.byNamespace.set(row, this.namespaces.number(this.namespaceAt(row)))
    for (const index of this.indexList) putSingle(index, row, object, old)
    for (const index of this.multiIndexList) putMulti(index, row, old, object)
  }

  /** Whether no name of the resource was ever mentioned: cheap enough to be asked at every write of another. */
  get isUnused(): boolean {
    return this.nameOf.length === 0
  }

  /** Number of objects, in one namespace or in all. */
  count(namespace?: string): number {
    if (namespace !== undefined) {
      const ns = this.namespaces.find(namespace)
      return ns < 0 ? 0 : this.byNamespace.size(ns)
    }
    let n = 0
    for (let ns = 0; ns < this.namespaces.size; ns++) n += this.byNamespace.size(ns)
    return n
  }

  /** Visits the objects of a namespace (or of all) in no order that means anything. */
  each(namespace: string | undefined, visit: (object: KObject, row: number) => void): void {
    const first = namespace === undefined ? 0 : this.namespaces.find(namespace)
    if (first < 0) return
    const end = namespace === undefined ? this.namespaces.size : first + 1
    for (let ns = first; ns < end; ns++) {
      this.byNamespace.each(ns, (row) => {
        visit(this.objects.get(row) as KObject, row)
      })
    }
  }

  /** Objects sorted by namespace and name, as etcd lists them. */
  list(namespace?: string): KObject[] {
    const out: KObject[] = []
    this.each(namespace, (object) => {
      out.push(object)
    })
    return out.sort(byKey)
  }

  /** Adds an index over one value; objects already there are taken in. @param part see PartOf; the value follows from it */
  addIndex(name: string, of: Index['of'], part?: PartOf): void {
    if (this.indexes.has(name)) return
    const index = {
      of,
      part,
      groups: this.checkpoints.asLasting(() => new Groups(this.checkpoints)),
      keys: new Intern(),
    }
    this.indexes.set(name, index)
    this.indexList.push(index)
    this.each(undefined, (object, row) => {
      putSingle(index, row, object)
    })
  }

  /** Adds an index over several values. @param part see PartOf; the values follow from it and the object's namespace */
  addMultiIndex(name: string, of: MultiIndex['of'], part?: PartOf): void {
    if (this.multiIndexes.has(name)) return
    const index = {
      of,
      part,
      groups: this.checkpoints.asLasting(() => new MultiGroups(this.checkpoints)),
      keys: new Intern(),
    }
    this.multiIndexes.set(name, index)
    this.multiIndexList.push(index)
    this.each(undefined, (object, row) => {
      putMulti(index, row, undefined, object)
    })
  }

  /** Visits the objects with this value in an index, in order of getting it. */
  eachIn(index: string, value: string, visit: (object: KObject, row: number) => void): void {
    const single = this.indexes.get(index) ?? this.multiIndexes.get(index)
    if (single === undefined) throw new Error(`no index ${index} on ${this.info.plural}`)
    const group = single.keys.find(value)
    if (group < 0) return
    single.groups.each(group, (row) => {
      visit(this.objects.get(row) as KObject, row)
    })
  }

  /** Number of objects with this value in an index. */
  countIn(index: string, value: string): number {
    const found = this.indexes.get(index) ?? this.multiIndexes.get(index)
    const group = found === undefined ? -1 : found.keys.find(value)
    return group < 0 || found === undefined ? 0 : found.groups.size(group)
  }
}

function putSingle(index: Index, row: number, object: KObject | undefined, old?: KObject): void {
  if (isUntouched(index.part, object, old)) return
  const value = object === undefined ? undefined : index.of(object)
  if (old !== undefined && object !== undefined && index.of(old) === value) return
  index.groups.set(row, value === undefined ? -1 : index.keys.number(value))
}

function putMulti(index: MultiIndex, row: number, old: KObject | undefined, object: KObject | undefined): void {
  if (isUntouched(index.part, object, old)) return
  if (old !== undefined && object !== undefined && sameValues(index.of(old), index.of(object))) return
  const values = object === undefined ? NO_VALUES : index.of(object)
  // What most objects are to most of these indexes: nothing, now as before.
  if (values.length === 0 && old === undefined) return
  index.groups.set(row, values.length === 0 ? NO_GROUPS : numbersOf(values, index.keys))
}

/** A function of its own: a closure in putMulti would cost every write of every object. */
const numbersOf = (values: readonly string[], keys: Intern): number[] => values.map((value) => keys.number(value))

const NO_VALUES: readonly string[] = []
const NO_GROUPS: readonly number[] = []

/** Most writes keep the part that is indexed: the same labels object, the same owners. */
function isUntouched(part: PartOf | undefined, object: KObject | undefined, old: KObject | undefined): boolean {
  return part !== undefined && object !== undefined && old !== undefined && part(object) === part(old)
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The order of `namespace/name`, which is etcd's: what is in `team-1` comes before what is in `team`. */
export function byKey(a: KObject, b: KObject): number {
  const x = a.metadata.namespace ?? ''
  const y = b.metadata.namespace ?? ''
  if (x !== y) return compareNamespaces(x, y)
  return a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0
}

/** As if a slash stood behind each; `-` and `.` come before it. */
function compareNamespaces(x: string, y: string): number {
  if (y.startsWith(x)) return y.charAt(x.length) < '/' ? 1 : -1
  if (x.startsWith(y)) return x.charAt(y.length) < '/' ? -1 : 1
  return x < y ? -1 : 1
}
