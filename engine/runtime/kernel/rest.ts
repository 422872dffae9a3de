/** What is kept of a container whose only process does the same in every turn (see steady.ts). */
import type { Process } from './process.ts'

/** What every turn takes. */
export interface Steady {
  readonly periodMs: number
  readonly micros: number
  /** Process numbers given out. */
  readonly pids: number
  /** What the container's process is between two turns; containers of a template share it. */
  readonly process: Process
}

/** Where a container stands that is not run. Its only process is made again when somebody looks. */
export interface Rest {
  readonly steady: Steady
  /** When the next turn is due. */
  readonly dueMs: number
  readonly nextPid: number
}
