/**
 * Pods by what they are grouped by, kept up to date by what the last batch changed: a frame costs what changed in it, however many Pods
 * there are. Says which slots have to be painted anew.
 */
import { type Verdict, VERDICTS } from '../../../draw/field.ts'
import type { Mirror } from '../../../session/mirror.ts'

/** The group of a living Pod; -1 for one that is not shown. */
export type KeyOf = (mirror: Mirror, pod: number) => number

export type Counts = Record<Verdict, number>

/** Slots of a group that changed, or all of it. */
export type Stale = number[] | 'all'

const NOBODY = -1
const NO_ROWS: readonly number[] = []
/** From here on it is cheaper to paint the group as a whole. */
const MOST_SLOTS = 4000

export class PodGroups {
  private readonly keyOf: KeyOf
  private readonly members = new Map<number, number[]>()
  private readonly counts = new Map<number, Counts>()
  private group = new Int32Array(0)
  private slot = new Int32Array(0)
  /** PodStateOrder index each Pod was counted with. */
  private state = new Uint8Array(0)
  private stale = new Map<number, Stale>()
  private generation = -1
  private batchId = -1

  constructor(keyOf: KeyOf) {
    this.keyOf = keyOf
  }

  /** Pods of a group by slot. Don't keep it: it changes in place. */
  of(group: number): readonly number[] {
    return this.members.get(group) ?? NO_ROWS
  }

  countsOf(group: number): Counts {
    return this.counts.get(group) ?? { ready: 0, starting: 0, trouble: 0 }
  }

  /** Groups that have Pods. */
  get ids(): Iterable<number> {
    return this.members.keys()
  }

  /** Group and slot of a Pod; undefined for one that is not shown. */
  placeOf(pod: number): { group: number; slot: number } | undefined {
    const group = this.group[pod] ?? NOBODY
    return group === NOBODY ? undefined : { group, slot: this.slot[pod] as number }
  }

  /** Takes over the mirror's latest batch, or everything when one was missed. */
  update(mirror: Mirror): void {
    const { generation, batchId } = mirror
    if (generation === this.generation && batchId === this.batchId) return
    const isNext = generation === this.generation && batchId === this.batchId + 1
    this.generation = generation
    this.batchId = batchId
    if (!isNext) this.rebuild(mirror)
    else for (const rows of mirror.changedPods) for (const pod of rows) this.refresh(mirror, pod)
  }

  /** What changed since it was last asked. */
  takeStale(): ReadonlyMap<number, Stale> {
    const { stale } = this
    this.stale = new Map()
    return stale
  }

  /** Marks all Pods of some kind to be painted anew: what is blue changed. */
  touch(pod: number): void {
    const place = this.placeOf(pod)
    if (place) this.mark(place.group, place.slot)
  }

  private rebuild(mirror: Mirror): void {
    for (const group of this.members.keys()) this.stale.set(group, 'all')
    this.members.clear()
    this.counts.clear()
    this.group.fill(NOBODY)
    for (let pod = 0; pod < mirror.pods.alive.length; pod++) this.refresh(mirror, pod)
    for (const group of this.members.keys()) this.stale.set(group, 'all')
  }

  private refresh(mirror: Mirror, pod: number): void {
    const { pods } = mirror
    if (pod >= this.group.length) this.grow(Math.max(pod + 1, pods.alive.length))
    const before = this.group[pod] as number
    const after = pods.alive[pod] ? this.keyOf(mirror, pod) : NOBODY
    if (before !== NOBODY) this.count(before, this.state[pod] as number, -1)
    if (before !== after) {
      if (before !== NOBODY) this.leave(before, pod)
      this.group[pod] = after
      if (after !== NOBODY) this.join(after, pod)
    }
    if (after === NOBODY) return
    const state = pods.state[pod] as number
    this.state[pod] = state
    this.count(after, state, 1)
    this.mark(after, this.slot[pod] as number)
  }

  /** The last one takes the place of who left, so that no row moves up. */
  private leave(group: number, pod: number): void {
    const rows = this.members.get(group) as number[]
    const slot = this.slot[pod] as number
    const last = rows.pop() as number
    this.mark(group, rows.length)
    if (last !== pod) {
      rows[slot] = last
      this.slot[last] = slot
      this.mark(group, slot)
    }
    if (rows.length > 0) return
    this.members.delete(group)
    this.counts.delete(group)
    this.stale.set(group, 'all')
  }

  private join(group: number, pod: number): void {
    let rows = this.members.get(group)
    if (!rows) this.members.set(group, (rows = []))
    this.slot[pod] = rows.length
    rows.push(pod)
  }

  private count(group: number, state: number, by: number): void {
    let counts = this.counts.get(group)
    if (!counts) this.counts.set(group, (counts = { ready: 0, starting: 0, trouble: 0 }))
    counts[VERDICTS[state] ?? 'starting'] += by
  }

  private mark(group: number, slot: number): void {
    const slots = this.stale.get(group)
    if (slots === 'all') return
    if (!slots) this.stale.set(group, [slot])
    else if (slots.length < MOST_SLOTS) slots.push(slot)
    else this.stale.set(group, 'all')
  }

  private grow(size: number): void {
    const group = new Int32Array(size * 2).fill(NOBODY)
    group.set(this.group)
    this.group = group
    const slot = new Int32Array(size * 2)
    slot.set(this.slot)
    this.slot = slot
    const state = new Uint8Array(size * 2)
    state.set(this.state)
    this.state = state
  }
}
