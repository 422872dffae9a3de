/**
 * Where Pods wait to be scheduled: active (in order of priority and waiting time), backing off, unschedulable (until
 * something changes that may help), gated. Keys are Pod rows. Source: kube-scheduler internal/queue scheduling_queue.go.
 */
import type { Checkpoints } from '../core/checkpoint.ts'
import type { Clock } from '../core/clock.ts'
import { Groups } from '../core/groups.ts'
import { PagedArray, PagedFloats, PagedInts } from '../core/paged.ts'
import { RowQueue } from './rowqueue.ts'
import type { QueuePlace } from './profile.ts'

export const INITIAL_BACKOFF_MS = 1000
export const MAX_BACKOFF_MS = 10_000
/** A Pod is not left unschedulable for longer, whatever happened. */
export const MAX_UNSCHEDULABLE_MS = 300_000
/** How often that is looked after. */
export const LEFTOVER_PERIOD_MS = 30_000

export type Place = 'none' | 'active' | 'backoff' | 'unschedulable' | 'gated'
const PLACES: readonly Place[] = ['none', 'active', 'backoff', 'unschedulable', 'gated']
const NONE = 0
const ACTIVE = 1
const BACKOFF = 2
const UNSCHEDULABLE = 3
const GATED = 4

/** How long a Pod waits after its first attempt that failed, and at most. */
export interface Backoff {
  readonly initialMs: number
  readonly maxMs: number
}

const DEFAULT_BACKOFF: Backoff = { initialMs: INITIAL_BACKOFF_MS, maxMs: MAX_BACKOFF_MS }

/** Virtual ms a Pod backs off after so many attempts: 1 s doubling to 10 s, unless told otherwise. */
export function backoffMs(attempts: number, { initialMs, maxMs }: Backoff = DEFAULT_BACKOFF): number {
  return Math.min(maxMs, initialMs * 2 ** Math.min(30, Math.max(0, attempts - 1)))
}

export class SchedulingQueue {
  private readonly place: PagedInts
  private readonly priority: PagedInts
  private readonly since: PagedFloats
  private readonly entered: PagedFloats
  private readonly attempts: PagedInts
  private readonly retryAt: PagedFloats
  /** Plugins that refused the Pod last, as bits. */
  private readonly refusedBy: PagedInts
  private readonly message: PagedArray<string>
  /** [0]: entries ever made. */
  private readonly counts: PagedInts
  private readonly active: RowQueue
  /** Rows by place, but for the active ones' order. */
  private readonly places: Groups
  private readonly backoffHandler: number
  private readonly leftoverHandler: number
  /** [0]: the leftover event is on the clock; [1 + plugin]: unschedulable Pods refused by it. */
  private readonly flags: PagedInts

  /**
   * @param name prefix of the clock handlers
   * @param wake called when the active queue may have become non-empty
   * @param sort whether the first of two Pods comes before the second
   */
  constructor(
    private readonly clock: Clock,
    checkpoints: Checkpoints,
    name: string,
    private readonly wake: () => void,
    private readonly sort: (first: QueuePlace, second: QueuePlace) => boolean,
    private readonly backoff: Backoff = DEFAULT_BACKOFF,
  ) {
    const ints = () => checkpoints.register(new PagedInts(checkpoints.epoch))
    const floats = () => checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.place = ints()
    this.priority = ints()
    this.since = floats()
    this.entered = floats()
    this.attempts = ints()
    this.retryAt = floats()
    this.refusedBy = ints()
    this.message = checkpoints.register(new PagedArray<string>(checkpoints.epoch))
    this.counts = ints()
    this.flags = ints()
    this.places = new Groups(checkpoints)
    this.active = new RowQueue(checkpoints, (a, b) => this.before(a, b))
    this.backoffHandler = clock.register(`${name}/backoff`, (row) => this.backoffOver(row))
    this.leftoverHandler = clock.register(`${name}/leftover`, () => this.flushLeftover(), { periodic: true })
  }

  placeOf(row: number): Place {
    return PLACES[this.place.get(row)] as Place
  }

  size(place: Exclude<Place, 'none'>): number {
    return this.places.size(PLACES.indexOf(place))
  }

  /** Rows of a place in order of getting there, the first `limit`. */
  rowsIn(place: Exclude<Place, 'none'>, limit = Number.POSITIVE_INFINITY): number[] {
    return this.places.members(PLACES.indexOf(place), limit)
  }

  messageOf(row: number): string {
    return this.message.get(row) ?? ''
  }

  attemptsOf(row: number): number {
    return this.attempts.get(row)
  }

  /** When the back-off ends; NaN when the Pod is not backing off. */
  retryAtOf(row: number): number {
    return this.place.get(row) === BACKOFF ? this.retryAt.get(row) : Number.NaN
  }

  refusedByOf(row: number): number {
    return this.refusedBy.get(row)
  }

  /** Unschedulable Pods that the plugin refused. */
  refusedCount(plugin: number): number {
    return this.flags.get(1 + plugin)
  }

  /** A new Pod, or one whose gates are gone. */
  add(row: number, priority: number): void {
    this.move(row, ACTIVE, priority)
  }

  gate(row: number, priority: number, message: string): void {
    this.message.set(row, message)
    this.move(row, GATED, priority)
  }

  /** Takes the next Pod; -1 when none is ready. Counts the attempt. */
  pop(): number {
    const row = this.active.pop()
    if (row < 0) return -1
    this.setPlace(row, NONE)
    this.attempts.add(row, 1)
    return row
  }

  /** Gives a Pod back that no node took; `refusedBy` are the plugins (bits) whose refusals would have to end. */
  refuse(row: number, refusedBy: number, message: string): void {
    this.since.set(row, this.clock.nowMs)
    this.refusedBy.set(row, refusedBy)
    this.message.set(row, message)
    this.setPlace(row, UNSCHEDULABLE)
    this.countRefused(refusedBy, 1)
    this.startLeftover()
  }

  /** Gives a Pod back whose attempt failed for no fault of its own: it is tried again after its back-off. */
  retry(row: number, message: string): void {
    this.since.set(row, this.clock.nowMs)
    this.refusedBy.set(row, 0)
    this.message.set(row, message)
    this.requeue(row)
  }

  /** Moves an unschedulable Pod on: something changed that may help. */
  requeue(row: number): void {
    const until = this.since.get(row) + backoffMs(this.attempts.get(row), this.backoff)
    if (until <= this.clock.nowMs) {
      this.setPlace(row, ACTIVE)
      return
    }
    this.setPlace(row, BACKOFF)
    this.retryAt.set(row, until)
    this.clock.at(until, this.backoffHandler, row)
  }

  /** The Pod is bound or gone. */
  remove(row: number): void {
    this.setPlace(row, NONE)
    this.attempts.set(row, 0)
    this.refusedBy.set(row, 0)
    if (this.message.get(row) !== undefined) this.message.set(row, undefined)
  }

  private before(a: number, b: number): boolean {
    const first = { priority: this.priority.get(a), sinceMs: this.since.get(a) }
    const second = { priority: this.priority.get(b), sinceMs: this.since.get(b) }
    const alike = first.priority === second.priority && first.sinceMs === second.sinceMs
    if (!alike && this.sort(first, second)) return true
    return (alike || !this.sort(second, first)) && this.entered.get(a) < this.entered.get(b)
  }

  private move(row: number, place: number, priority: number): void {
    this.setPlace(row, NONE)
    this.priority.set(row, priority)
    this.since.set(row, this.clock.nowMs)
    this.setPlace(row, place)
  }

  private setPlace(row: number, place: number): void {
    const old = this.place.get(row)
    if (old === place) return
    if (old === ACTIVE) this.active.remove(row)
    if (old === UNSCHEDULABLE) this.countRefused(this.refusedBy.get(row), -1)
    this.place.set(row, place)
    this.places.set(row, place === NONE ? -1 : place)
    if (place !== ACTIVE) return
    this.entered.set(row, this.counts.add(0, 1))
    this.active.push(row)
    this.wake()
  }

  private countRefused(plugins: number, by: number): void {
    for (let plugin = 0; plugins >>> plugin !== 0; plugin++) {
      if ((plugins >>> plugin) & 1) this.flags.add(1 + plugin, by)
    }
  }

  private backoffOver(row: number): void {
    if (this.place.get(row) === BACKOFF && this.retryAt.get(row) === this.clock.nowMs) this.setPlace(row, ACTIVE)
  }

  private startLeftover(): void {
    if (this.flags.get(0) !== 0) return
    this.flags.set(0, 1)
    const periods = Math.floor(this.clock.nowMs / LEFTOVER_PERIOD_MS) + 1
    this.clock.at(periods * LEFTOVER_PERIOD_MS, this.leftoverHandler)
  }

  private flushLeftover(): void {
    this.flags.set(0, 0)
    const due = this.clock.nowMs - MAX_UNSCHEDULABLE_MS
    for (const row of this.rowsIn('unschedulable')) if (this.since.get(row) < due) this.requeue(row)
    if (this.places.size(UNSCHEDULABLE) > 0) this.startLeftover()
  }
}
