/** Checks as lessons write them: `say`, `that`, `when`, `hold`, and the predicate's own arguments beside them. */
import { countProblems } from '../../engine/checks/count.ts'
import { predicates } from '../../engine/checks/list.ts'
import { matcherProblems } from '../../engine/checks/matcher.ts'
import { shapeProblems } from '../../engine/checks/shape.ts'
import type { CheckSpec } from '../lesson.ts'
import { readDuration } from './duration.ts'
import { isMap, type Reader } from './reader.ts'

const TIMES = ['now', 'ever', 'always', 'never']
/** Arguments that count things. */
const COUNTS = ['count', 'restarts', 'domains', 'most', 'seconds', 'code', 'misses', 'graceSeconds', 'endingSeconds']

export function readChecks(reader: Reader, value: unknown, at: string): CheckSpec[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return reader.problem(`${at} is no list of checks`, [])
  return value.map((check, i) => readCheck(reader, check, `${at}[${i}]`))
}

export function readCheck(reader: Reader, value: unknown, at: string): CheckSpec {
  const { say = '', that = '', when, hold, ...args } = isMap(value) ? value : {}
  const predicate = predicates.find(({ name }) => name === that)
  if (predicate === undefined) {
    return reader.problem(
      `${at}: no check ${String(that)}; there are ${predicates.map(({ name }) => name).join(', ')}`,
      {
        say: String(say),
        that: String(that),
        args,
      },
    )
  }
  for (const problem of shapeProblems(args, predicate.args, at)) reader.problem(problem, undefined)
  for (const name of COUNTS)
    for (const problem of countProblems(args[name], `${at}.${name}`)) reader.problem(problem, undefined)
  for (const [path, wanted] of Object.entries(isMap(args.where) ? args.where : {}))
    for (const problem of matcherProblems(wanted, `${at}.where[${path}]`)) reader.problem(problem, undefined)
  if (when !== undefined && !TIMES.includes(String(when)))
    reader.problem(`${at}.when is none of ${TIMES.join(', ')}`, undefined)
  return {
    say: String(say),
    that: String(that),
    args,
    ...(when === undefined ? {} : { when: when as 'now' }),
    ...(hold === undefined ? {} : { holdMs: readDuration(reader, hold, `${at}.hold`) }),
  }
}
