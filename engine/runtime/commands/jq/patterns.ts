/** jq's regular expressions, on the linear-time engine. */
import { RE2JS } from 're2js'
import type { Builtin, Run } from './evaluate.ts'
import type { Closure } from './scope.ts'
import { fail, shown, typeOf, type Value } from './value.ts'

const KEPT = 128
const compiled = new Map<string, RE2JS>()

function compile(pattern: string, flags: string): RE2JS {
  const key = `${flags} ${pattern}`
  let regex = compiled.get(key)
  if (regex !== undefined) return regex
  let bits = 0
  for (const flag of flags) {
    if (flag === 'i') bits |= RE2JS.CASE_INSENSITIVE
    else if (flag === 's' || flag === 'p') bits |= RE2JS.DOTALL
    else if (!'gnlx'.includes(flag)) fail(`${flags} is not a valid modifier string`)
  }
  const text = flags.includes('x')
    ? pattern.replace(/\\.|\s+|#.*$/gm, (part) => (part.startsWith('\\') ? part : ''))
    : pattern
  try {
    regex = RE2JS.compile(text.replaceAll('(?<', '(?P<').replaceAll('(?P<=', '(?<=').replaceAll('(?P<!', '(?<!'), bits)
  } catch {
    return fail(`${pattern} (at offset 0) is not a valid regex`)
  }
  if (compiled.size >= KEPT) compiled.clear()
  compiled.set(key, regex)
  return regex
}

interface Found {
  from: number
  to: number
  text: string
  groups: { from: number; text: string | null; name: string | null }[]
}

function matches(input: Value, pattern: Value, flags: Value, all = false): Found[] {
  if (typeof input !== 'string')
    return fail(`${typeOf(input)} (${shown(input)}) cannot be matched, as it is not a string`)
  if (Array.isArray(pattern)) return matches(input, pattern[0] ?? null, pattern[1] ?? null, all)
  if (typeof pattern !== 'string')
    return fail(`${typeOf(pattern)} (${shown(pattern)}) cannot be matched, as it is not a string`)
  const letters = typeof flags === 'string' ? flags : ''
  const regex = compile(pattern, letters)
  const names = new Map(Object.entries(regex.namedGroups()).map(([name, n]) => [n as number, name]))
  const matcher = regex.matcher(input)
  const found: Found[] = []
  const global = all || letters.includes('g')
  while (matcher.find()) {
    const groups: Found['groups'] = []
    for (let n = 1; n <= matcher.groupCount(); n++) {
      const text = matcher.group(n)
      groups.push({ from: text === null ? -1 : matcher.start(n), text, name: names.get(n) ?? null })
    }
    const text = matcher.group(0) ?? ''
    if (!(letters.includes('n') && text === ''))
      found.push({ from: matcher.start(0), to: matcher.end(0), text, groups })
    if (!global) break
  }
  return found
}

const points = (text: string): number => [...text].length

function asMatch(input: string, { from, text, groups }: Found): Value {
  return new Map<string, Value>([
    ['offset', points(input.slice(0, from))],
    ['length', points(text)],
    ['string', text],
    [
      'captures',
      groups.map(
        (group) =>
          new Map<string, Value>([
            ['offset', group.text === null ? -1 : points(input.slice(0, group.from))],
            ['length', points(group.text ?? '')],
            ['string', group.text],
            ['name', group.name],
          ]),
      ),
    ],
  ])
}

const captured = ({ groups }: Found): Value =>
  new Map(groups.filter(({ name }) => name !== null).map(({ name, text }) => [name as string, text]))

const table = new Map<string, Builtin>()

/** With and without flags. */
function matching(
  name: string,
  run: (input: string, found: Found[], emit: (value: Value) => void) => void,
  all = false,
): void {
  const builtin: Builtin = (r: Run, input, _p, args, emit) => {
    const flags = args[1] === undefined ? [null] : r.all(args[1], input)
    for (const pattern of r.all(args[0] as Closure, input))
      for (const flag of flags)
        run(input as string, matches(input, pattern, flag, all), (value) => emit(value, undefined))
  }
  table.set(`${name}/1`, builtin)
  table.set(`${name}/2`, builtin)
}

matching('test', (_input, found, emit) => emit(found.length > 0))
matching('match', (input, found, emit) => {
  for (const one of found) emit(asMatch(input, one))
})
matching('capture', (_input, found, emit) => {
  for (const one of found) emit(captured(one))
})
matching(
  'scan',
  (_input, found, emit) => {
    for (const { text, groups } of found) emit(groups.length === 0 ? text : groups.map((group) => group.text))
  },
  true,
)
matching(
  'splits',
  (input, found, emit) => {
    for (const part of parts(input, found)) emit(part)
  },
  true,
)
const splitWithFlags: Builtin = (r, input, _p, [pattern, flags], emit) => {
  for (const by of r.all(pattern as Closure, input))
    for (const flag of r.all(flags as Closure, input))
      emit(parts(input as string, matches(input, by, flag, true)), undefined)
}
table.set('split/2', splitWithFlags)

function parts(input: string, found: readonly Found[]): string[] {
  const pieces: string[] = []
  let from = 0
  for (const one of found) {
    pieces.push(input.slice(from, one.from))
    from = one.to
  }
  return [...pieces, input.slice(from)]
}

function substitute(all: boolean): Builtin {
  return (r, input, _p, args, emit) => {
    const [pattern, replacement, flags] = args as [Closure, Closure, Closure | undefined]
    for (const by of r.all(pattern, input))
      for (const flag of flags === undefined ? [null] : r.all(flags, input)) {
        const found = matches(input, by, flag, all)
        const next = (n: number, sofar: string): void => {
          const one = found[n]
          if (one === undefined) return emit(sofar + (input as string).slice(found.at(-1)?.to ?? 0), undefined)
          const before = (input as string).slice(found[n - 1]?.to ?? 0, one.from)
          return r.call(replacement, captured(one), undefined, (text) => {
            if (typeof text !== 'string')
              fail(`${typeOf(captured(one))} (${shown(captured(one))}) cannot be added to a string`)
            next(n + 1, sofar + before + (text as string))
          })
        }
        next(0, '')
      }
  }
}
table.set('sub/2', substitute(false))
table.set('sub/3', substitute(false))
table.set('gsub/2', substitute(true))
table.set('gsub/3', substitute(true))

export const patternBuiltins: ReadonlyMap<string, Builtin> = table
