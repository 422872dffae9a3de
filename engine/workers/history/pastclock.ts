/** The clock of a past that is looked at: it carries out the logged actions at their places and ends at the present. */
import type { Cluster } from '../../cluster.ts'
import type { LoggedAction } from '../../protocol/run.ts'

export class PastClock {
  /**
   * @param actions everything done on the line, from its beginning
   * @param endMs virtual time of the present: nothing runs past it
   * @param stepped called after each step
   */
  constructor(
    private readonly cluster: Cluster,
    private readonly actions: readonly LoggedAction[],
    private readonly endMs: number,
    private readonly stepped: () => void = () => undefined,
  ) {}

  get nowMs(): number {
    return this.cluster.nowMs
  }

  /** Time of the next event or action; Infinity when the present comes before. */
  get nextMs(): number {
    const action = this.nextAction
    const nextMs = action && this.cluster.isNext(action) ? action.atMs : this.cluster.server.clock.nextMs
    return nextMs > this.endMs ? Number.POSITIVE_INFINITY : nextMs
  }

  /** Events that are not periodic, and actions still to come. */
  get pendingWork(): number {
    return this.cluster.server.clock.pendingWork + (this.nextAction ? 1 : 0)
  }

  /** Whether the present is reached. */
  get isOver(): boolean {
    return this.nowMs >= this.endMs
  }

  step(): boolean {
    if (this.nextMs === Number.POSITIVE_INFINITY) return false
    const action = this.nextAction
    if (action && this.cluster.isNext(action)) this.cluster.again(action)
    else this.cluster.server.clock.step()
    this.stepped()
    return true
  }

  /** Runs all up to and including `untilMs`, at most to the present. */
  runUntil(untilMs: number): void {
    const end = Math.min(untilMs, this.endMs)
    while (this.nextMs <= end) this.step()
    this.cluster.server.clock.runUntil(end)
  }

  /** Runs to where entry `index` of the log is what comes next. */
  runBefore(index: number): void {
    const { cluster } = this
    const { clock } = cluster.server
    const action = this.actions[index] as LoggedAction
    while ((cluster.actionCount < index || !cluster.isNext(action)) && this.step());
    // What is still due before the action's instant takes no sequence number, or the action would be at another place.
    while (clock.nextMs < action.atMs) clock.step()
    if (clock.nextMs > action.atMs) clock.runUntil(action.atMs)
  }

  /** Runs until so many entries of the log are carried out. */
  runThrough(count: number): void {
    while (this.cluster.actionCount < count && this.step());
  }

  private get nextAction(): LoggedAction | undefined {
    return this.actions[this.cluster.actionCount]
  }
}
