/**
 * Garbage collector: what has lost its owners goes, too. Source: pkg/controller/garbagecollector/garbagecollector.go.
 *
 * Background: dependents go after the owner. Foreground: the owner waits for those that block it. Orphan: dependents
 * are let go first. Works over every table, those of later CRDs included.
 */
import { StatusError } from '../../api/errors.ts'
import { EVENTS } from '../../api/eventtable.ts'
import type { KObject, OwnerReference } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { FOREGROUND, ORPHAN } from '../../api/verbs/deletion.ts'
import type { Result } from '../../core/workqueue.ts'
import { setOwners } from '../refs.ts'
import type { Controller, Enqueue } from '../runtime.ts'
import { Graph, type Place } from './graph.ts'

/** Concurrent garbage collector syncs. */
const WORKERS = 20
const SOURCE = { component: 'garbage-collector-controller' }

/** Builds the controller over a server. */
export function garbageCollector(server: ApiServer): Controller {
  const collector = new Collector(server)
  return {
    name: 'garbage-collector',
    title: 'Garbage collector',
    resource: '*',
    workers: WORKERS,
    watches: [],
    observe: (table, row, before, after, enqueue) => collector.changed(table, row, before, after, enqueue),
    reconcile: (number) => collector.reconcile(number),
  }
}

class Collector {
  private readonly graph: Graph

  constructor(private readonly server: ApiServer) {
    this.graph = new Graph(server)
  }

  /** Keeps the graph and queues what a write leaves to be collected. */
  changed(table: Table, row: number, before: KObject | undefined, after: KObject | undefined, enqueue: Enqueue): void {
    // Upstream, too, leaves Events out: nothing owns them, and there are many.
    if (table.info.plural === EVENTS) return
    if (before?.metadata.ownerReferences !== after?.metadata.ownerReferences) {
      this.graph.setOwners(table, row, after?.metadata.ownerReferences)
      if (after !== undefined && this.hasLostOwner(after)) enqueue(this.graph.number(table, row))
      if (before !== undefined && after !== undefined) this.unblocked(before, after, enqueue)
    }
    if (after === undefined) this.gone(before as KObject, enqueue)
    else if (after.metadata.deletionTimestamp !== undefined && isHeld(after)) {
      if (
        before?.metadata.deletionTimestamp === undefined ||
        before.metadata.finalizers !== after.metadata.finalizers
      ) {
        enqueue(this.graph.number(table, row))
      }
    }
  }

  /** Apart from `changed`, which every write calls: a closure there would be made each time. */
  private hasLostOwner(object: KObject): boolean {
    const owners = object.metadata.ownerReferences ?? []
    return owners.some((reference) => {
      const owner = this.graph.owner(reference, object)
      return owner === undefined || (owner === 'unknown' && this.graph.isElsewhere(reference, object))
    })
  }

  /** An owner that waits for its dependents is looked at when one no longer blocks it. */
  private unblocked(before: KObject, after: KObject, enqueue: Enqueue): void {
    for (const reference of before.metadata.ownerReferences ?? []) {
      if (reference.blockOwnerDeletion && !blocks(after, reference.uid)) this.wakeOwner(reference, before, enqueue)
    }
  }

  private wakeOwner(reference: OwnerReference, dependent: KObject, enqueue: Enqueue): void {
    const owner = this.graph.owner(reference, dependent)
    if (owner === undefined || owner === 'unknown' || !isDeletingDependents(owner.object)) return
    const { namespace = '', name } = owner.object.metadata
    enqueue(this.graph.number(owner.table, owner.table.row(namespace, name)))
  }

  /** An object went: its dependents are to be looked at, and owners that wait for it. */
  private gone(object: KObject, enqueue: Enqueue): void {
    if (this.graph.hasDependents(object.metadata.uid))
      this.graph.dependents(object.metadata.uid).forEach((row) => enqueue(row))
    for (const reference of object.metadata.ownerReferences ?? []) this.wakeOwner(reference, object, enqueue)
  }

  reconcile(number: number): Result {
    const place = this.graph.place(number)
    const object = place.table.get(place.row)
    if (object === undefined) return undefined
    try {
      this.collect(place, object)
      return undefined
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return error.reason === 'NotFound' ? undefined : 'retry'
    }
  }

  private collect({ table }: Place, object: KObject): void {
    const leaving = object.metadata.deletionTimestamp !== undefined
    const finalizers = object.metadata.finalizers ?? []
    if (leaving && finalizers.includes(ORPHAN)) return this.orphan(table, object)
    if (leaving && finalizers.includes(FOREGROUND)) return this.awaitDependents(table, object)
    if (!leaving) this.judge(table, object)
  }

  /** Deletes an object all of whose owners are gone; otherwise strikes the gone ones off. */
  private judge(table: Table, object: KObject): void {
    const references = object.metadata.ownerReferences ?? []
    if (references.length === 0) return
    for (const reference of references) this.complain(object, reference)
    const { solid, dangling, waiting } = this.classify(object, references)
    if (solid.length > 0) {
      if (dangling.length + waiting.length > 0) setOwners(this.server, table, object, solid)
    } else if (waiting.length > 0 && this.graph.hasDependents(object.metadata.uid)) {
      this.deleteForeground(table, object)
    } else this.delete(table, object, policyOf(object))
  }

  /** Says so where an owner is in another namespace: it must be in its dependent's namespace, or in none (graph_builder.go reportInvalidNamespaceOwnerRef). */
  private complain(object: KObject, reference: OwnerReference): void {
    const isThere = typeof this.graph.owner(reference, object) === 'object'
    if (isThere || !this.graph.isElsewhere(reference, object)) return
    const { apiVersion, kind, name, uid } = reference
    const { namespace = '' } = object.metadata
    const owner = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`
    const message = `ownerRef ${owner} does not exist in namespace "${namespace}"`
    this.server.events.record(object, 'Warning', 'OwnerRefInvalidNamespace', message, SOURCE)
  }

  private classify(object: KObject, references: readonly OwnerReference[]) {
    const sorted: Record<'solid' | 'dangling' | 'waiting', OwnerReference[]> = { solid: [], dangling: [], waiting: [] }
    for (const reference of references) {
      const owner = this.graph.owner(reference, object)
      if (owner === undefined) sorted.dangling.push(reference)
      else if (owner !== 'unknown' && reference.blockOwnerDeletion && isDeletingDependents(owner.object)) {
        sorted.waiting.push(reference)
      } else sorted.solid.push(reference)
    }
    return sorted
  }

  /** An owner waits for this object, which itself has dependents: they go first. A ring of waiting is cut open. */
  private deleteForeground(table: Table, object: KObject): void {
    const ring = this.graph.dependents(object.metadata.uid).some((dependent) => {
      const held = this.graph.object(dependent)
      return held !== undefined && isDeletingDependents(held)
    })
    if (ring) {
      const unblocked = (object.metadata.ownerReferences ?? []).map((reference) => ({
        ...reference,
        blockOwnerDeletion: false,
      }))
      setOwners(this.server, table, object, unblocked)
    }
    this.delete(table, object, 'Foreground')
  }

  /** Foreground deletion: once nothing blocks it, the object may go; until then its dependents are deleted. */
  private awaitDependents(table: Table, object: KObject): void {
    const { uid } = object.metadata
    let blocked = false
    for (const dependent of this.graph.dependents(uid)) {
      const held = this.graph.object(dependent)
      if (held === undefined || !blocks(held, uid)) continue
      blocked = true
      if (held.metadata.deletionTimestamp === undefined) this.judge(this.graph.place(dependent).table, held)
    }
    if (!blocked) this.dropFinalizer(table, object, FOREGROUND)
  }

  private orphan(table: Table, object: KObject): void {
    const { uid } = object.metadata
    for (const dependent of this.graph.dependents(uid)) {
      const held = this.graph.object(dependent)
      const rest = held?.metadata.ownerReferences?.filter((reference) => reference.uid !== uid) ?? []
      if (held !== undefined) setOwners(this.server, this.graph.place(dependent).table, held, rest)
    }
    this.dropFinalizer(table, object, ORPHAN)
  }

  private dropFinalizer(table: Table, object: KObject, finalizer: string): void {
    const { namespace = '', name } = object.metadata
    this.server.verbs.modify(table, namespace, name, (stored) => ({
      ...stored,
      metadata: { ...stored.metadata, finalizers: stored.metadata.finalizers?.filter((f) => f !== finalizer) ?? [] },
    }))
  }

  private delete(table: Table, object: KObject, propagationPolicy: 'Background' | 'Foreground' | 'Orphan'): void {
    const { namespace = '', name, uid } = object.metadata
    this.server.verbs.delete(table, namespace, name, { propagationPolicy, preconditions: { uid } })
  }
}

/** The propagation an object's own finalizers ask for. */
function policyOf({ metadata: { finalizers = [] } }: KObject): 'Background' | 'Foreground' | 'Orphan' {
  if (finalizers.includes(ORPHAN)) return 'Orphan'
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background'
}

function isHeld({ metadata: { finalizers } }: KObject): boolean {
  return finalizers !== undefined && (finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN))
}

function isDeletingDependents({ metadata }: KObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(FOREGROUND) ?? false)
}

function blocks({ metadata: { ownerReferences = [] } }: KObject, ownerUid: string): boolean {
  return ownerReferences.some(({ uid, blockOwnerDeletion }) => uid === ownerUid && blockOwnerDeletion)
}
