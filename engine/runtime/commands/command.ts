/** What a command is: one function, called again with its own state whenever what it waits for has come. */
import type { Call } from './call.ts'

/** Instead of an exit status: the command waits, and has said for what (`call.wait…`). */
export const BLOCKED = -1

export interface Command {
  readonly name: string
  /** Runs or goes on; returns the exit status or BLOCKED. */
  run(call: Call): number
  /** Microseconds of CPU an invocation costs beside starting a process. */
  readonly costMicros?: number
}
