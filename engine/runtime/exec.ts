/** Commands run inside a container by probes and hooks, until containers have files and a shell of their own. */
import type { ProbeOutcome } from '../core/runtime.ts'
import { runScript } from './command.ts'

/** What a command would say and how long it would take; it leaves nothing behind. */
export function execOutcome(command: readonly string[]): ProbeOutcome {
  const { exitCode, durationMs, output } = runScript(command)
  return { result: exitCode === 0 ? 'success' : 'failure', output, durationMs: Math.max(1, durationMs), stable: true }
}
