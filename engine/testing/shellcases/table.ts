/** A table of shell cases: read, run, compared. */
import type { ShellCase, ShellOutcome } from './case.ts'
import { runShellCase } from './case.ts'

export interface CaseResult {
  id: string
  passed: boolean
  expected: ShellOutcome
  actual: ShellOutcome
}

/** @throws TypeError when the text is no array of cases */
export function parseCases(text: string): ShellCase[] {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) throw new TypeError('a table of shell cases is an array')
  return value.map((item, i) => {
    const { id, shell, script } = (item ?? {}) as Partial<ShellCase>
    if (typeof id !== 'string' || typeof script !== 'string') throw new TypeError(`case ${i} has no id or no script`)
    if (shell !== 'sh' && shell !== 'bash' && shell !== 'busybox')
      throw new TypeError(`case ${id}: unknown shell ${shell}`)
    return item as ShellCase
  })
}

function outcomeOf(one: ShellCase): ShellOutcome {
  try {
    return runShellCase(one)
  } catch (error) {
    return { stdout: '', stderr: `the engine failed: ${(error as Error).message}`, exit: -2 }
  }
}

export function runCases(cases: readonly ShellCase[]): CaseResult[] {
  return cases.map((one) => {
    const { id, stdout, stderr, exit } = one
    const actual = outcomeOf(one)
    const passed = actual.stdout === stdout && actual.stderr === stderr && actual.exit === exit
    return { id, passed, expected: { stdout, stderr, exit }, actual }
  })
}
