/** Rows of Jobs. Source: pkg/printers/internalversion printJob. */
import type { Job } from '../types.ts'
import type { PrintClock } from './age.ts'
import { humanDuration } from './humanduration.ts'

/** The first of these that holds is the Job's status in a word; `Terminating` stands for a deletion. */
const WORDS = ['Complete', 'Failed', 'Terminating', 'Suspended', 'FailureTarget', 'SuccessCriteriaMet']

export function jobStatusCell({ metadata, status }: Job): string {
  const holds = (word: string) =>
    word === 'Terminating'
      ? metadata.deletionTimestamp !== undefined
      : status?.conditions?.some(({ type, status: value }) => type === word && value === 'True')
  return WORDS.find(holds) ?? 'Running'
}

/** `2/3`; a work queue is done with one success: `0/1 of 4`. */
export function completionsCell({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0
  const { completions, parallelism = 0 } = spec ?? {}
  if (completions !== undefined && completions !== null) return `${succeeded}/${completions}`
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

/** How long the Job ran, or has run until now; empty before its start. */
export function jobDurationCell({ status }: Job, clock: PrintClock): string {
  const { startTime, completionTime } = status ?? {}
  if (!startTime) return ''
  const end = completionTime ? clock.virtualMs(completionTime) : clock.nowMs
  return humanDuration(end - clock.virtualMs(startTime))
}
