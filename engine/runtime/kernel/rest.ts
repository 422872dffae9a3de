/** What is kept of a container whose only process does the same in every turn (see steady.ts). */
import type { Folded } from './folded.ts'

/** What every turn takes; containers of a program share it. */
export interface Steady {
  readonly periodMs: number
  readonly micros: number
  /** Process numbers given out. */
  readonly pids: number
}

/** Where a container stands that is not run. Its only process is made again when somebody looks. */
export interface Rest {
  readonly steady: Steady
  /** The process as it was when it slept before the turn that is due. */
  readonly folded: Folded
  /** When the next turn is due. */
  readonly dueMs: number
  readonly nextPid: number
}
