/** A compiled expression, run under a budget. Source: apiserver pkg/cel, apis/cel (cost limits). */
import { celEnvironment, withSafeMatches } from './environment.ts'

/** Steps one run may take at most, as estimated before it: nodes of the expression times the elements its loops visit. */
const MAX_COST = 10_000_000
/** Comprehensions by which an expression loops over something. */
const LOOPS = /\.\s*(?:all|exists|exists_one|existsOne|filter|map|transformList|transformMap)\s*\(/g

export class CelFailure extends Error {}

export interface Program {
  readonly source: string
  /** @throws CelFailure when it cannot be evaluated or would cost too much */
  run(variables: Readonly<Record<string, unknown>>): unknown
}

const MAX_PROGRAMS = 2000
const programs = new Map<string, Program | CelFailure>()

/** Compiles an expression over these variables; equal ones are compiled once. @throws CelFailure */
export function compileCel(source: string, variables: readonly string[]): Program {
  const key = `${variables.join(',')}\n${source}`
  let known = programs.get(key)
  if (known === undefined) {
    if (programs.size >= MAX_PROGRAMS) programs.clear()
    known = compile(source, variables)
    programs.set(key, known)
  }
  if (known instanceof CelFailure) throw known
  return known
}

function compile(source: string, variables: readonly string[]): Program | CelFailure {
  try {
    const run = celEnvironment(variables).parse(withSafeMatches(source))
    const checked = run.check()
    if (!checked.valid) return new CelFailure(textOf(checked.error))
    const depth = loopDepth(source)
    return {
      source,
      run(values) {
        if (source.length * sizeOf(values) ** depth > MAX_COST) {
          throw new CelFailure('operation cancelled: actual cost limit exceeded')
        }
        try {
          return run(values)
        } catch (error) {
          throw new CelFailure(textOf(error))
        }
      },
    }
  } catch (error) {
    return new CelFailure(textOf(error))
  }
}

/** How deep loops may stand in each other: at most as many as there are. */
const loopDepth = (source: string) => Math.min((source.match(LOOPS) ?? []).length, 4)

/** Values altogether: more than any one loop visits. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / 64
  if (typeof value !== 'object' || value === null) return 1
  let total = 1
  for (const item of Object.values(value)) total += sizeOf(item)
  return total
}

function textOf(error: unknown): string {
  const { summary, message } = error as { summary?: string; message?: string }
  return summary ?? message ?? String(error)
}
