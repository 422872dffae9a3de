/**
 * Virtual time: one heap of events ordered by (time, sequence); nothing else moves the clock.
 *
 * An event is plain data (a handler's number, two integers and optional data), so the heap can be checkpointed,
 * digested and replayed. Handlers are registered once, by name, in cluster.ts's fixed order.
 */
import type { Checkpoints } from './checkpoint.ts'
import { invariant } from './invariant.ts'
import { PagedArray, PagedFloats, PagedInts } from './paged.ts'

/** Runs an event; `a`, `b` and `data` are what `at` was given. */
export type Handler = (a: number, b: number, data: unknown) => void

/** Sequence numbers of late events start here; ordinary ones stay far below. */
const LATE = 2 ** 52

interface Registered {
  name: string
  run: Handler
  periodic: boolean
}

/** In place of a handler's number: the event was taken back. */
const CANCELLED = -1

interface ClockState {
  nowMs: number
  nextSeq: number
  /** Events that have run. */
  ran: number
  size: number
  /** Events on the heap whose handlers are not periodic. */
  work: number
  /** Head of the free list of payload rows, +1 (0 = none). */
  free: number
  rows: number
}

export class Clock {
  private state: ClockState = { nowMs: 0, nextSeq: 1, ran: 0, size: 0, work: 0, free: 0, rows: 0 }
  private readonly handlers: Registered[] = []

  // The heap: position → (time, seq, payload row).
  private readonly times: PagedFloats
  private readonly seqs: PagedFloats
  private readonly rowsOf: PagedInts
  // Payload rows; freed rows link through `a`.
  private readonly handlerOf: PagedInts
  private readonly aOf: PagedInts
  private readonly bOf: PagedInts
  private readonly dataOf: PagedArray<unknown>

  constructor(checkpoints: Checkpoints) {
    const { epoch } = checkpoints
    this.times = checkpoints.register(new PagedFloats(epoch))
    this.seqs = checkpoints.register(new PagedFloats(epoch))
    this.rowsOf = checkpoints.register(new PagedInts(epoch))
    this.handlerOf = checkpoints.register(new PagedInts(epoch))
    this.aOf = checkpoints.register(new PagedInts(epoch))
    this.bOf = checkpoints.register(new PagedInts(epoch))
    this.dataOf = checkpoints.register(new PagedArray<unknown>(epoch))
    checkpoints.register({
      save: () => ({ ...this.state }),
      restore: (saved) => {
        this.state = { ...(saved as ClockState) }
      },
    })
  }

  /** Virtual milliseconds since the epoch of the run. */
  get nowMs(): number {
    return this.state.nowMs
  }

  /** Events waiting that are not periodic: 0 means the cluster has settled. */
  get pendingWork(): number {
    return this.state.work
  }

  /** All events waiting. */
  get pending(): number {
    return this.state.size
  }

  /** Time of the next event, or Infinity. */
  get nextMs(): number {
    this.dropCancelled()
    return this.state.size === 0 ? Number.POSITIVE_INFINITY : this.times.get(0)
  }

  /** Events that have run, ticks that take no sequence number included: what a replay up to here costs. */
  get ran(): number {
    return this.state.ran
  }

  /** Sequence number the next event will get. */
  get nextSeq(): number {
    return this.state.nextSeq
  }

  /**
   * Names a handler and returns its number. `periodic` handlers (leases, resyncs, cron) do not count as work.
   * Registration order is part of the engine's version: do it only while the cluster is being composed.
   */
  register(name: string, run: Handler, options: { periodic?: boolean } = {}): number {
    invariant(!this.handlers.some((h) => h.name === name), `two clock handlers named ${name}`)
    this.handlers.push({ name, run, periodic: options.periodic ?? false })
    return this.handlers.length - 1
  }

  handlerName(handler: number): string {
    return this.handlers[handler]?.name ?? `handler ${handler}`
  }

  /**
   * Puts an event on the heap; returns a ticket that `cancel` takes until the event has run. Times in the past are an
   * invariant violation; equal times run in order of calls.
   */
  at(timeMs: number, handler: number, a = 0, b = 0, data?: unknown): number {
    const s = this.state
    invariant(timeMs >= s.nowMs, 'an event in the past')
    const row = this.newRow()
    this.handlerOf.set(row, handler)
    this.aOf.set(row, a)
    this.bOf.set(row, b)
    if (data !== undefined) this.dataOf.set(row, data)
    if (!(this.handlers[handler] as Registered).periodic) s.work++
    this.siftUp(s.size++, timeMs, s.nextSeq++, row)
    return row
  }

  /** Takes back an event that has not run yet; it counts as work no longer. Its place on the heap goes with its time. */
  cancel(ticket: number): void {
    const handler = this.handlers[this.handlerOf.get(ticket)] as Registered
    if (!handler.periodic) this.state.work--
    this.handlerOf.set(ticket, CANCELLED)
  }

  /** Handlers registered so far; two such numbers name the handlers of whoever registered in between. */
  get handlerCount(): number {
    return this.handlers.length
  }

  /** Takes back every waiting event of the handlers [from, to). */
  cancelAll(from: number, to: number): void {
    for (let at = 0; at < this.state.size; at++) {
      const row = this.rowsOf.get(at)
      const handler = this.handlerOf.get(row)
      if (handler >= from && handler < to) this.cancel(row)
    }
  }

  /**
   * Puts an event behind all others of its instant, ordered among its like by `order` (below 2^40) and not by the
   * sequence: for ticks that may be elided, which must take no sequence number from anyone.
   */
  atLate(timeMs: number, order: number, handler: number, a = 0, b = 0): void {
    const s = this.state
    invariant(timeMs >= s.nowMs, 'an event in the past')
    const row = this.newRow()
    this.handlerOf.set(row, handler)
    this.aOf.set(row, a)
    this.bOf.set(row, b)
    if (!(this.handlers[handler] as Registered).periodic) s.work++
    this.siftUp(s.size++, timeMs, LATE + order, row)
  }

  /** `at` relative to now. */
  after(delayMs: number, handler: number, a = 0, b = 0, data?: unknown): number {
    return this.at(this.state.nowMs + delayMs, handler, a, b, data)
  }

  /** Runs the next event, moving time to it; false when there is none. */
  step(): boolean {
    this.dropCancelled()
    if (this.state.size === 0) return false
    this.runTop()
    return true
  }

  /** Runs the event on top, which is there and not cancelled. */
  private runTop(): void {
    const s = this.state
    const row = this.rowsOf.get(0)
    s.nowMs = this.times.get(0)
    s.ran++
    this.removeTop()
    const handler = this.handlers[this.handlerOf.get(row)] as Registered
    const a = this.aOf.get(row)
    const b = this.bOf.get(row)
    const data = this.dataOf.get(row)
    this.freeRow(row, data !== undefined)
    if (!handler.periodic) s.work--
    handler.run(a, b, data)
  }

  /** Runs every event up to and including `untilMs`, then sets the time to it. */
  runUntil(untilMs: number): void {
    while (this.nextMs <= untilMs) this.runTop()
    if (untilMs > this.state.nowMs) this.state.nowMs = untilMs
  }

  /** Every waiting event in order of (time, sequence), for digests and for people. */
  *waiting(): Generator<{ timeMs: number; seq: number; handler: string; a: number; b: number; data: unknown }> {
    const order = Array.from({ length: this.state.size }, (_, i) => i)
    order.sort((x, y) => this.times.get(x) - this.times.get(y) || this.seqs.get(x) - this.seqs.get(y))
    for (const i of order) {
      const row = this.rowsOf.get(i)
      if (this.handlerOf.get(row) === CANCELLED) continue
      yield {
        timeMs: this.times.get(i),
        seq: this.seqs.get(i),
        handler: this.handlerName(this.handlerOf.get(row)),
        a: this.aOf.get(row),
        b: this.bOf.get(row),
        data: this.dataOf.get(row),
      }
    }
  }

  private dropCancelled(): void {
    while (this.state.size > 0) {
      const row = this.rowsOf.get(0)
      if (this.handlerOf.get(row) !== CANCELLED) return
      this.removeTop()
      this.freeRow(row, this.dataOf.get(row) !== undefined)
    }
  }

  private newRow(): number {
    const s = this.state
    if (s.free === 0) return s.rows++
    const row = s.free - 1
    s.free = this.aOf.get(row)
    return row
  }

  private freeRow(row: number, hadData: boolean): void {
    if (hadData) this.dataOf.set(row, undefined)
    this.aOf.set(row, this.state.free)
    this.state.free = row + 1
  }

  private place(at: number, time: number, seq: number, row: number): void {
    this.times.set(at, time)
    this.seqs.set(at, seq)
    this.rowsOf.set(at, row)
  }

  private move(from: number, to: number): void {
    this.times.set(to, this.times.get(from))
    this.seqs.set(to, this.seqs.get(from))
    this.rowsOf.set(to, this.rowsOf.get(from))
  }

  private siftUp(start: number, time: number, seq: number, row: number): void {
    let at = start
    while (at > 0) {
      const parent = (at - 1) >> 2
      const t = this.times.get(parent)
      // A new event has the highest sequence number, so among equal times it stays behind.
      if (t < time || (t === time && this.seqs.get(parent) < seq)) break
      this.move(parent, at)
      at = parent
    }
    this.place(at, time, seq, row)
  }

  /** Takes the top off and lets the last event sink from there (a heap of fan-out four: fewer levels, fewer moves). */
  private removeTop(): void {
    const last = --this.state.size
    if (last === 0) return
    const time = this.times.get(last)
    const seq = this.seqs.get(last)
    const row = this.rowsOf.get(last)
    let at = 0
    for (;;) {
      const child = this.leastChild(at, last)
      if (child < 0) break
      const t = this.times.get(child)
      if (t > time || (t === time && this.seqs.get(child) > seq)) break
      this.move(child, at)
      at = child
    }
    this.place(at, time, seq, row)
  }

  private leastChild(at: number, size: number): number {
    const first = at * 4 + 1
    if (first >= size) return -1
    let best = first
    let bestTime = this.times.get(first)
    const end = Math.min(first + 4, size)
    for (let c = first + 1; c < end; c++) {
      const t = this.times.get(c)
      if (t < bestTime || (t === bestTime && this.seqs.get(c) < this.seqs.get(best))) {
        best = c
        bestTime = t
      }
    }
    return best
  }
}
