/** From an answer to a verdict (prober/prober.go probe). */
import { expandVariables } from '../../rules/expansion.ts'

/** What a prober says of one request; a warning is a success that is told. */
export type Answer = 'success' | 'warning' | 'failure' | 'unknown'

export interface Verdict {
  readonly success: boolean
  /** The event it is worth; undefined for a plain success. */
  readonly event?: { readonly reason: 'Unhealthy' | 'ContainerProbeWarning'; readonly message: string }
}

const GOOD: Verdict = { success: true }

/** @param word `Liveness`, `Readiness` or `Startup` */
export function verdictOf(word: string, answer: Answer, output: string): Verdict {
  if (answer === 'success') return GOOD
  if (answer === 'warning') {
    return { success: true, event: { reason: 'ContainerProbeWarning', message: `${word} probe warning: ${output}` } }
  }
  if (answer === 'failure') return unhealthy(`${word} probe failed: ${output}`)
  return {
    success: false,
    event: { reason: 'ContainerProbeWarning', message: `Unknown ${word} probe status: ${answer}` },
  }
}

/** The probe could not be sent at all. */
export function errored(word: string, trouble: string): Verdict {
  return unhealthy(`${word} probe errored and resulted in unknown state: ${trouble}`)
}

const unhealthy = (message: string): Verdict => ({ success: false, event: { reason: 'Unhealthy', message } })

/**
 * A probe's command with `$(NAME)` of variables that have a plain value (container/helpers.go ExpandContainerCommandOnlyStatic).
 */
export function expandStatic(
  command: readonly string[],
  env: readonly { name: string; value?: string | undefined }[] | undefined,
): readonly string[] {
  if (!env || !command.some((word) => word.includes('$'))) return command
  const values = new Map(env.map(({ name, value }) => [name, value]))
  return command.map((word) => expandVariables(word, (name) => values.get(name)))
}
