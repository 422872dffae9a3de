/** Top-level owners (Deployment, bare ReplicaSet, bare Pod …) by a number that never changes: colour and letter on the stage. */
import { controllerOf, type KObject } from '../../api/object.ts'
import type { Store } from '../../api/store.ts'
import type { Workload } from '../../protocol/batch.ts'
import { tableOf } from './tables.ts'

/** Numbers travel in 16 bits; who comes after shares the last one. */
const MOST = 0xffff
/** Owners of owners: deeper chains end here. */
const MOST_LEVELS = 4

export class Workloads {
  readonly list: Workload[] = []
  private readonly numbers = new Map<string, number>()
  /** By uid of the direct owner. */
  private readonly byOwner = new Map<string, number>()
  private sent = 0

  constructor(private readonly store: Store) {}

  /** The number of the workload an object belongs to. */
  of(object: KObject): number {
    const owner = controllerOf(object)
    if (owner === undefined) return this.number(object)
    let number = this.byOwner.get(owner.uid)
    if (number === undefined) {
      number = this.number(this.top(object))
      this.byOwner.set(owner.uid, number)
    }
    return number
  }

  /** The whole list, when it grew since it was last taken. */
  take(all: boolean): Workload[] | undefined {
    if (!all && this.sent === this.list.length) return undefined
    this.sent = this.list.length
    return [...this.list]
  }

  private top(object: KObject): KObject {
    let at = object
    for (let level = 0; level < MOST_LEVELS; level++) {
      const owner = controllerOf(at)
      if (owner === undefined) return at
      const above = tableOf(this.store, owner)?.find(at.metadata.namespace ?? '', owner.name)
      if (above === undefined || above.metadata.uid !== owner.uid) return at === object ? named(object, owner) : at
      at = above
    }
    return at
  }

  private number({ kind, metadata }: KObject): number {
    const key = `${kind}/${metadata.namespace ?? ''}/${metadata.name}`
    let number = this.numbers.get(key)
    if (number === undefined) {
      number = Math.min(MOST, this.list.length)
      this.numbers.set(key, number)
      if (number === this.list.length) {
        this.list.push({ kind, namespace: metadata.namespace ?? '', name: metadata.name })
      }
    }
    return number
  }
}

/** An owner that is gone already is still known by name. */
function named(object: KObject, owner: { kind: string; name: string }): KObject {
  return { ...object, kind: owner.kind, metadata: { ...object.metadata, name: owner.name } }
}
