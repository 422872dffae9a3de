/**
 * CPU that containers spend on work, measured at every tick: only of those that work. A container at rest costs nothing
 * to measure, because what it uses is what its program says it uses (docs/decisions/0014).
 */
import type { ApiServer } from '../../api/server.ts'
import { Groups } from '../../core/groups.ts'
import { PagedArray } from '../../core/paged.ts'
import { lastTick, PERIOD_MS } from './samples.ts'

/** Two readings of a container's counter, in microseconds of CPU time; never changed. */
interface Readings {
  readonly atMs: number
  readonly before: number
  readonly last: number
}

/** The one group: processes that work. */
const ACTIVE = 0

export class Burning {
  private readonly readings: PagedArray<Readings>
  /** Processes that work, in the order in which they began. */
  private readonly active: Groups
  private readonly handler: number

  /**
   * @param counter CPU time a process has spent on work, in microseconds
   * @param rested told of a process that works no longer
   */
  constructor(
    private readonly server: ApiServer,
    private readonly counter: (process: number) => number,
    private readonly rested: (process: number) => void,
  ) {
    const { checkpoints, clock } = server
    this.readings = checkpoints.register(new PagedArray<Readings>(checkpoints.epoch))
    this.active = new Groups(checkpoints)
    this.handler = clock.register('metrics/tick', () => this.tick(), { periodic: true })
  }

  isActive(process: number): boolean {
    return this.active.groupOf(process) === ACTIVE
  }

  /** Something may have been spent; true when the process was at rest until now. */
  note(process: number): boolean {
    if (this.isActive(process)) return false
    const { clock } = this.server
    if (this.active.size(ACTIVE) === 0) clock.at(lastTick(clock.nowMs) + PERIOD_MS, this.handler, 0)
    this.active.set(process, ACTIVE)
    return true
  }

  /** Average CPU spent on work in the window of the last tick, in thousandths of a core. */
  milliOf(process: number): number {
    const readings = this.readings.get(process)
    if (readings?.atMs !== lastTick(this.server.clock.nowMs)) return 0
    return (readings.last - readings.before) / PERIOD_MS
  }

  private tick(): void {
    const { clock } = this.server
    const rested: number[] = []
    this.active.each(ACTIVE, (process) => {
      const before = this.readings.get(process)?.last ?? 0
      const last = this.counter(process)
      this.readings.set(process, { atMs: clock.nowMs, before, last })
      if (last > before) return
      this.active.set(process, -1)
      rested.push(process)
    })
    if (this.active.size(ACTIVE) > 0) clock.at(clock.nowMs + PERIOD_MS, this.handler, 0)
    for (const process of rested) this.rested(process)
  }
}
