/** The engine's clock, with checks looking after every event. */
import type { CheckRun } from '../../checks/checkrun.ts'
import type { Drivable } from '../driver.ts'

export function watchedClock(clock: Drivable, checks: CheckRun | undefined): Drivable {
  if (checks === undefined) return clock
  return {
    get nowMs() {
      return clock.nowMs
    },
    get nextMs() {
      return clock.nextMs
    },
    get pendingWork() {
      return clock.pendingWork
    },
    step() {
      const moved = clock.step()
      checks.look()
      return moved
    },
    runUntil(untilMs) {
      while (clock.nextMs <= untilMs) {
        clock.step()
        checks.look()
      }
      clock.runUntil(untilMs)
      checks.look()
    },
  }
}
