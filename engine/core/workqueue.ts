/**
 * client-go's work queue on the virtual clock: de-duplicating, delaying, rate-limited, with a number of workers.
 *
 * Keys are small integers (row numbers of the store). A reconcile is one clock event, `syncMs` after a worker took the
 * key, and reads the world as it is then; so a key added while it waits or runs needs no second turn.
 * Source of the rules: client-go util/workqueue (delaying: the earlier time wins; default controller rate limiter:
 * 5 ms doubling to 1000 s per key).
 */
import type { Checkpoints } from './checkpoint.ts'
import type { Clock } from './clock.ts'
import { PagedFloats, PagedInts } from './paged.ts'
import type { Trace, Via } from './trace.ts'
import { VIAS } from './trace.ts'

/** What a reconcile asks for: nothing, a later turn, or a retry with back-off. */
export type Result = undefined | { afterMs: number } | 'retry'

export interface WorkQueueOptions {
  name: string
  /** Number of the actor (Trace.actorNumber). */
  actor: number
  workers: number
  /** Draws the time one turn takes. */
  syncMs: () => number
  run: (key: number) => Result
  retry?: RetryRule
}

/** Waits between failures of one key: the first one, doubled by each further failure up to the last. */
export interface RetryRule {
  baseMs: number
  maxMs: number
}

const IDLE = 0
const DELAYED = 1
const QUEUED = 2

const DEFAULT_RETRY: RetryRule = { baseMs: 5, maxMs: 1_000_000 }

/** Places of the counters: first and last key of the queue, its length, workers at work. */
const HEAD = 0
const TAIL = 1
const LENGTH = 2
const BUSY = 3

export class WorkQueue {
  private readonly state: PagedInts
  private readonly due: PagedFloats
  /** The clock's ticket of a waiting key's wake-up. */
  private readonly ticket: PagedInts
  private readonly trigger: PagedInts
  private readonly via: PagedInts
  private readonly failures: PagedInts
  /** FIFO of queued keys: next key +1, 0 = end. */
  private readonly next: PagedInts
  private readonly counters: PagedInts
  private readonly wakeHandler: number
  private readonly runHandler: number

  constructor(
    private readonly clock: Clock,
    private readonly trace: Trace,
    checkpoints: Checkpoints,
    private readonly options: WorkQueueOptions,
  ) {
    const ints = () => checkpoints.register(new PagedInts(checkpoints.epoch))
    this.state = ints()
    this.ticket = ints()
    this.trigger = ints()
    this.via = ints()
    this.failures = ints()
    this.next = ints()
    this.due = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.counters = ints()
    this.wakeHandler = clock.register(`${options.name}/wake`, (key) => this.wake(key))
    this.runHandler = clock.register(`${options.name}/run`, (key) => this.run(key))
  }

  /** Keys waiting for a worker. */
  get length(): number {
    return this.counters.get(LENGTH)
  }

  /** Adds `key` after `delayMs`; if it waits already, the earlier time wins; if it is queued, nothing happens. */
  addAfter(key: number, delayMs: number, via: Via, trigger: number): void {
    const at = this.clock.nowMs + delayMs
    const state = this.state.get(key)
    if (state === QUEUED || (state === DELAYED && this.due.get(key) <= at)) return
    if (state === DELAYED) this.clock.cancel(this.ticket.get(key))
    this.state.set(key, DELAYED)
    this.due.set(key, at)
    this.via.set(key, VIAS.indexOf(via))
    this.trigger.set(key, trigger)
    this.ticket.set(key, this.clock.at(at, this.wakeHandler, key))
  }

  /** How often the key failed in a row. */
  failuresOf(key: number): number {
    return this.failures.get(key)
  }

  private wake(key: number): void {
    this.state.set(key, QUEUED)
    if (this.counters.get(BUSY) < this.options.workers) {
      this.counters.add(BUSY, 1)
      this.clock.after(this.options.syncMs(), this.runHandler, key)
    } else this.enqueue(key)
  }

  private enqueue(key: number): void {
    const { counters } = this
    this.next.set(key, 0)
    if (counters.get(LENGTH) > 0) this.next.set(counters.get(TAIL), key + 1)
    else counters.set(HEAD, key)
    counters.set(TAIL, key)
    counters.add(LENGTH, 1)
  }

  private run(key: number): void {
    const { actor, run } = this.options
    this.state.set(key, IDLE)
    this.trace.begin(actor, VIAS[this.via.get(key)] as Via, this.trigger.get(key))
    const result = run(key)
    if (result === 'retry') this.retry(key)
    else {
      if (this.failures.get(key) !== 0) this.failures.set(key, 0)
      if (result) this.addAfter(key, result.afterMs, 'timer', this.trigger.get(key))
    }
    this.takeNext()
  }

  private retry(key: number): void {
    const n = this.failures.add(key, 1) - 1
    const { baseMs, maxMs } = this.options.retry ?? DEFAULT_RETRY
    const delay = n > 30 ? maxMs : Math.min(maxMs, baseMs * 2 ** n)
    this.addAfter(key, delay, 'timer', this.trigger.get(key))
  }

  private takeNext(): void {
    const { counters } = this
    if (counters.get(LENGTH) === 0) {
      counters.add(BUSY, -1)
      return
    }
    const key = counters.get(HEAD)
    counters.set(HEAD, this.next.get(key) - 1)
    counters.add(LENGTH, -1)
    this.clock.after(this.options.syncMs(), this.runHandler, key)
  }
}
