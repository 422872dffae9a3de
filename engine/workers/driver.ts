/**
 * How much virtual time a frame runs. Pure: it is told what time it is and moves whatever clock it is given.
 *
 * A frame that cannot run what it owes within its budget keeps the debt. When a quarter of a second's worth of frames
 * stayed in debt, the speed is lowered to what was possible and `loweredFrom` says from where; once frames take a
 * small part of their budget again it goes back up.
 */

/** What is driven: the engine's clock. */
export interface Drivable {
  readonly nowMs: number
  /** Time of the next event, Infinity when there is none. */
  readonly nextMs: number
  /** Events that are not periodic. */
  readonly pendingWork: number
  step(): boolean
  runUntil(untilMs: number): void
}

/** Real ms a frame may spend in the engine: the rest of 16 goes to the batch and to commands. */
export const FRAME_BUDGET_REAL_MS = 10
/** "As fast as possible" runs in slices of this many real ms, so that a pause is heard at once. */
export const SLICE_REAL_MS = 12
/** A tab that slept owes nothing: more real time than this between two frames is forgotten. */
const MOST_ELAPSED_REAL_MS = 250
/** Frames looked at before the speed changes. */
const WINDOW = 15
/** Steps between two looks at the real clock. */
const STEPS_A_LOOK = 64
/** An idle cluster at full speed: at most this much virtual time a slice, or an hour would pass before anybody looked. */
const MOST_IDLE_MS = 60_000

const MAX = Number.POSITIVE_INFINITY

export class Driver {
  /** What the person asked for; 0 never: pausing is `playing`. */
  private asked = 1
  /** What is run at present. */
  private running = 1
  /** Virtual ms owed but not run, a fraction included. */
  private owedMs = 0
  private frames = 0
  private framesInDebt = 0
  private ranMs = 0
  private elapsedRealMs = 0
  private usedRealMs = 0
  playing = false

  /** @param nowReal the host's clock in ms, for budgets only: it never influences what the engine computes */
  constructor(private readonly nowReal: () => number) {}

  /** The speed at work: virtual ms a real ms, 0 while paused. */
  get speed(): number {
    return this.playing ? this.running : 0
  }

  /** The speed asked for, when the present one is lower. */
  get loweredFrom(): number | undefined {
    return this.running < this.asked ? this.asked : undefined
  }

  /** Virtual time owed: where the shown clock stands between two events. */
  get aheadMs(): number {
    return this.playing && this.running !== MAX ? Math.min(1, this.owedMs) : 0
  }

  /** @throws RangeError for anything but a positive number or Infinity */
  setSpeed(speed: number): void {
    if (!(speed > 0)) throw new RangeError('a speed is a positive number')
    this.asked = speed
    this.running = speed
    this.owedMs = 0
    this.forgetWindow()
  }

  /** Runs one frame after `elapsedRealMs`; returns whether the clock moved. */
  frame(clock: Drivable, elapsedRealMs: number): boolean {
    if (!this.playing) return false
    const began = clock.nowMs
    if (this.running === MAX) this.slice(clock)
    else this.pace(clock, Math.min(elapsedRealMs, MOST_ELAPSED_REAL_MS))
    return clock.nowMs !== began
  }

  private pace(clock: Drivable, elapsedRealMs: number): void {
    this.owedMs += elapsedRealMs * this.running
    const dueMs = Math.floor(this.owedMs)
    const began = this.nowReal()
    const ranMs = runWithin(clock, clock.nowMs + dueMs, () => this.nowReal() - began >= FRAME_BUDGET_REAL_MS)
    this.owedMs -= ranMs
    this.judge(ranMs, dueMs, elapsedRealMs, this.nowReal() - began)
  }

  private slice(clock: Drivable): void {
    const began = this.nowReal()
    const over = () => this.nowReal() - began >= SLICE_REAL_MS
    if (clock.pendingWork === 0) runWithin(clock, clock.nowMs + MOST_IDLE_MS, over)
    else for (let n = 1; clock.pendingWork > 0 && (n % STEPS_A_LOOK !== 0 || !over()); n++) clock.step()
  }

  /** Keeps the window's sums and changes the speed at its end. */
  private judge(ranMs: number, dueMs: number, elapsedRealMs: number, usedRealMs: number): void {
    this.frames++
    if (ranMs < dueMs) this.framesInDebt++
    this.ranMs += ranMs
    this.elapsedRealMs += elapsedRealMs
    this.usedRealMs += usedRealMs
    if (this.frames < WINDOW) return
    if (this.framesInDebt > WINDOW / 2) this.lower(this.ranMs / Math.max(1, this.elapsedRealMs))
    else if (this.running < this.asked && this.usedRealMs < (WINDOW * FRAME_BUDGET_REAL_MS) / 4) this.raise()
    this.forgetWindow()
  }

  private lower(possible: number): void {
    this.running = Math.min(this.running, Math.max(0.01, Number((possible * 0.8).toPrecision(1))))
    this.owedMs = 0
  }

  private raise(): void {
    this.running = Math.min(this.asked, this.running * 2)
  }

  private forgetWindow(): void {
    this.frames = 0
    this.framesInDebt = 0
    this.ranMs = 0
    this.elapsedRealMs = 0
    this.usedRealMs = 0
  }
}

/** Runs up to `untilMs` or until `over`; returns the virtual ms that passed. */
function runWithin(clock: Drivable, untilMs: number, over: () => boolean): number {
  const began = clock.nowMs
  for (let n = 1; clock.nextMs <= untilMs; n++) {
    clock.step()
    if (n % STEPS_A_LOOK === 0 && over()) return clock.nowMs - began
  }
  clock.runUntil(untilMs)
  return untilMs - began
}
