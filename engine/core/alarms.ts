/**
 * One alarm a key that is put off again and again: a deadline that every sign of progress moves.
 *
 * Putting it off costs no event: the event on the clock stays where it is and, when it comes too early, goes on to the
 * time that holds by then.
 */
import type { Checkpoints } from './checkpoint.ts'
import type { Clock } from './clock.ts'
import { PagedFloats, PagedInts } from './paged.ts'

export class Alarms {
  /** When a key's alarm is due; 0 = none. */
  private readonly due: PagedFloats
  /** Time of the event on the clock, and its ticket +1 (0 = no event). */
  private readonly eventMs: PagedFloats
  private readonly ticket: PagedInts
  private readonly handler: number

  /**
   * @param ring called at the time last set; the alarm is off by then
   * @param options.periodic alarms that ring again and again do not count as work
   */
  constructor(
    private readonly clock: Clock,
    checkpoints: Checkpoints,
    name: string,
    private readonly ring: (key: number) => void,
    options: { periodic?: boolean } = {},
  ) {
    this.due = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.eventMs = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.ticket = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.handler = clock.register(name, (key) => this.fire(key), options)
  }

  /** Sets or moves the alarm. */
  set(key: number, atMs: number): void {
    this.due.set(key, atMs)
    if (this.ticket.get(key) !== 0) {
      if (this.eventMs.get(key) <= atMs) return
      this.clock.cancel(this.ticket.get(key) - 1)
    }
    this.put(key, atMs)
  }

  /** Turns the alarm off. */
  clear(key: number): void {
    if (this.ticket.get(key) === 0) return
    this.clock.cancel(this.ticket.get(key) - 1)
    this.ticket.set(key, 0)
    this.due.set(key, 0)
  }

  private put(key: number, atMs: number): void {
    this.eventMs.set(key, atMs)
    this.ticket.set(key, this.clock.at(atMs, this.handler, key) + 1)
  }

  private fire(key: number): void {
    const due = this.due.get(key)
    this.ticket.set(key, 0)
    if (due > this.clock.nowMs) {
      this.put(key, due)
      return
    }
    this.due.set(key, 0)
    this.ring(key)
  }
}
