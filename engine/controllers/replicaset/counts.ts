/**
 * How many Pods each ReplicaSet has, how many ready and available, kept up to date write by write.
 *
 * Recounting at every sync would make a roll-out of n Pods cost n² (PERFORMANCE.md, choice 3). Each Pod's share (what it
 * counts as, and for whom) is stored beside it; a write to the Pod takes the old share off and adds the new one.
 */
import { labelSelector } from '../../api/labelselector.ts'
import { selectorFromSet, selectorMatches } from '../../api/labels.ts'
import { controllerOf, type KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { PagedInts } from '../../core/paged.ts'
import type { Pod, ReplicaSet } from '../../kinds/types.ts'
import { isPodActive, isPodReady, podReadySinceMs } from '../../rules/podutil.ts'
import { BY_CONTROLLER } from '../indexes.ts'
import { AvailabilityQueue } from './availability.ts'
import type { Flavour } from './flavour.ts'

/** Counts of one ReplicaSet's active Pods. */
export interface Counts {
  replicas: number
  fullyLabeled: number
  ready: number
  available: number
  /** Pods it owns whose labels its selector does not match: to be released. */
  strays: number
}

const ACTIVE = 1
const LABELED = 2
const READY = 4
const AVAILABLE = 8
const STRAY = 16
const BITS = [ACTIVE, LABELED, READY, AVAILABLE, STRAY]

export class PodCounts {
  private readonly pods: Table
  private readonly sets: Table
  /** Row of the ReplicaSet a Pod counts for, +1. */
  private readonly ownerOf: PagedInts
  private readonly shareOf: PagedInts
  /** BITS.length counters a ReplicaSet's row. */
  private readonly sums: PagedInts
  /** Ready Pods that minReadySeconds still keeps from being available. */
  private readonly waiting: AvailabilityQueue

  constructor(
    private readonly server: ApiServer,
    private readonly flavour: Flavour,
  ) {
    const { store, checkpoints } = server
    const ints = () => checkpoints.register(new PagedInts(checkpoints.epoch))
    this.pods = store.table('pods')
    this.sets = store.table(flavour.resource)
    this.ownerOf = ints()
    this.shareOf = ints()
    this.sums = ints()
    this.waiting = new AvailabilityQueue(server)
    store.watch(flavour.resource, (row, before, after) => {
      this.setChanged(row, before && flavour.view(before), after && flavour.view(after))
    })
  }

  /** The counts now; Pods whose minReadySeconds have passed are moved to available first. */
  of(row: number): Counts {
    this.waiting.take(row, (pod) => {
      this.count(pod, row, this.shareOf.get(pod) | AVAILABLE)
    })
    const at = row * BITS.length
    return {
      replicas: this.sums.get(at),
      fullyLabeled: this.sums.get(at + 1),
      ready: this.sums.get(at + 2),
      available: this.sums.get(at + 3),
      strays: this.sums.get(at + 4),
    }
  }

  /** Virtual time at which the next waiting Pod becomes available; undefined when none waits. */
  nextAvailableMs(row: number): number | undefined {
    return this.waiting.nextMs(row)
  }

  /** ReplicaSets whose counts the last write changed: the one the Pod was in, and another that it is in now; -1: none. */
  left = -1
  joined = -1

  /** Takes in a write to a Pod; whether it changed any counts (see `left` and `joined`). */
  podChanged(pod: number, after: Pod | undefined): boolean {
    const owner = after === undefined ? -1 : this.rowOfOwner(after)
    const before = this.ownerOf.get(pod) - 1
    const share = owner < 0 ? 0 : this.withAvailability(pod, after as Pod, owner, this.setAt(owner))
    if (owner === before && share === this.shareOf.get(pod)) return false
    this.count(pod, owner, share)
    this.left = before
    this.joined = owner === before ? -1 : owner
    return true
  }

  /** Row of the ReplicaSet that a Pod names as its controller and that exists, or -1. */
  rowOfOwner(pod: KObject): number {
    const owner = controllerOf(pod)
    if (owner?.kind !== this.flavour.kind || owner.apiVersion !== this.flavour.apiVersion) return -1
    const row = this.sets.row(pod.metadata.namespace ?? '', owner.name)
    return this.sets.get(row)?.metadata.uid === owner.uid ? row : -1
  }

  private setAt(row: number): ReplicaSet {
    return this.flavour.view(this.sets.get(row) as KObject)
  }

  private setChanged(row: number, before: ReplicaSet | undefined, after: ReplicaSet | undefined): void {
    if (before !== undefined && before.metadata.uid !== after?.metadata.uid) {
      this.eachOwned(before, (_pod, podRow) => this.count(podRow, -1, 0))
    }
    if (after === undefined || (before !== undefined && countsAlike(before, after))) return
    this.eachOwned(after, (pod, podRow) => {
      // Waiting times and labels are judged anew.
      this.count(podRow, -1, 0)
      this.count(podRow, row, this.withAvailability(podRow, pod, row, after))
    })
  }

  private eachOwned(set: ReplicaSet, visit: (pod: Pod, row: number) => void): void {
    this.pods.eachIn(BY_CONTROLLER, set.metadata.uid, (pod, row) => visit(pod as Pod, row))
  }

  private withAvailability(pod: number, object: Pod, owner: number, set: ReplicaSet): number {
    const share = shareIn(object, set)
    if ((share & READY) === 0) return share
    const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1000
    if (minReadyMs === 0) return share | AVAILABLE
    const since = podReadySinceMs(object)
    if (since === undefined) return share
    const dueMs = since - this.server.calendar.epochMs + minReadyMs
    if (dueMs <= this.server.clock.nowMs) return share | AVAILABLE
    if (this.waiting.setOf(pod) !== owner) this.waiting.add(owner, pod, dueMs)
    return share
  }

  /** Moves a Pod's share: off the ReplicaSet it counted for, onto `owner` (-1: none). */
  private count(pod: number, owner: number, share: number): void {
    const before = this.ownerOf.get(pod) - 1
    if (before >= 0) this.add(before, this.shareOf.get(pod), -1)
    if (owner >= 0) this.add(owner, share, 1)
    this.ownerOf.set(pod, owner + 1)
    this.shareOf.set(pod, share)
    if (owner < 0 || (share & (READY | AVAILABLE)) !== READY) this.waiting.remove(pod)
  }

  private add(owner: number, share: number, by: number): void {
    for (let i = 0; i < BITS.length; i++) {
      if ((share & (BITS[i] as number)) !== 0) this.sums.add(owner * BITS.length + i, by)
    }
  }
}

/** What a Pod counts as for its ReplicaSet, availability left out. */
function shareIn(pod: Pod, { spec }: ReplicaSet): number {
  if (!isPodActive(pod)) return 0
  const { labels } = pod.metadata
  const template = spec.template?.metadata?.labels
  const alike = labels === template
  const labeled = alike || selectorMatches(selectorFromSet(template), labels)
  const stray = !alike && !selectorMatches(labelSelector(spec.selector), labels)
  return ACTIVE | (labeled ? LABELED : 0) | (isPodReady(pod) ? READY : 0) | (stray ? STRAY : 0)
}

/** Whether every Pod's share is the same under both versions. */
function countsAlike(before: ReplicaSet, after: ReplicaSet): boolean {
  return (
    before.metadata.uid === after.metadata.uid &&
    before.spec.minReadySeconds === after.spec.minReadySeconds &&
    before.spec.template?.metadata?.labels === after.spec.template?.metadata?.labels &&
    before.spec.selector === after.spec.selector
  )
}
