/** Ages as `kubectl get` shows them. Source: apimachinery pkg/util/duration, pkg/printers/internalversion. */
import { humanDuration } from './humanduration.ts'

/** What a row is printed against. */
export interface PrintClock {
  nowMs: number
  virtualMs(text: string): number
}

/** Time since an instant: `<unknown>` when there is none. */
export function ageOf(instant: string | null | undefined, clock: PrintClock): string {
  return instant ? humanDuration(clock.nowMs - clock.virtualMs(instant)) : '<unknown>'
}
