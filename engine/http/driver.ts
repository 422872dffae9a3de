/**
 * Drives a cluster's clock from the host's: so many virtual milliseconds a real one, as fast as it can, or not at all.
 * Work is done in short slices, so that requests get their turn.
 */
import type { Cluster } from '../cluster.ts'

/** Real milliseconds between slices, and the most a slice may take. */
const TICK_MS = 10
const SLICE_MS = 8

export class Driver {
  private timer: NodeJS.Timeout | undefined
  private immediate: NodeJS.Immediate | undefined
  /** Host time and virtual time from which a finite speed counts. */
  private anchorRealMs = 0
  private anchorMs = 0
  private speedNow = 0

  /** @param onProgress called after every slice in which the cluster may have changed */
  constructor(
    private readonly cluster: Cluster,
    private readonly onProgress: () => void,
  ) {}

  /** Virtual milliseconds a real one; Infinity = as fast as possible, idle when nothing is due. */
  get speed(): number {
    return this.speedNow
  }

  setSpeed(speed: number): void {
    this.speedNow = speed
    this.anchor()
    this.stop()
    if (speed === Number.POSITIVE_INFINITY) this.wake()
    else if (speed > 0) this.timer = setInterval(() => this.tick(), TICK_MS)
  }

  /** Tells the driver that there may be something to do; only matters when it idles. */
  wake(): void {
    if (this.speedNow !== Number.POSITIVE_INFINITY || this.immediate !== undefined) return
    this.immediate = setImmediate(() => this.sprint())
  }

  /** Moves the clock by hand. */
  advance(byMs: number): void {
    const { clock } = this.cluster.server
    clock.runUntil(clock.nowMs + byMs)
    this.anchor()
    this.onProgress()
    this.wake()
  }

  stop(): void {
    if (this.timer !== undefined) clearInterval(this.timer)
    if (this.immediate !== undefined) clearImmediate(this.immediate)
    this.timer = undefined
    this.immediate = undefined
  }

  private anchor(): void {
    this.anchorRealMs = performance.now()
    this.anchorMs = this.cluster.nowMs
  }

  /** Catches up with the host's clock; what a slice cannot manage is dropped, not piled up. */
  private tick(): void {
    const { clock } = this.cluster.server
    const started = performance.now()
    const target = Math.floor(this.anchorMs + (started - this.anchorRealMs) * this.speedNow)
    while (clock.nextMs <= target && performance.now() - started < SLICE_MS) clock.step()
    if (clock.nextMs > target) clock.runUntil(Math.max(target, clock.nowMs))
    else this.anchor()
    this.onProgress()
  }

  /** Runs until only periodic events remain, a slice at a time. */
  private sprint(): void {
    this.immediate = undefined
    const { clock } = this.cluster.server
    const started = performance.now()
    while (clock.pendingWork > 0 && performance.now() - started < SLICE_MS) clock.step()
    this.onProgress()
    if (clock.pendingWork > 0) this.wake()
  }
}
