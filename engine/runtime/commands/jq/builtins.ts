/** jq's own filters: those that need the machine here, those that jq's language can say in prelude.ts. */
import { instantText, timeOf, tupleOf } from './dates.ts'
import type { Builtin, Run } from './evaluate.ts'
import type { Closure } from './scope.ts'
import { checked, deletePaths, getPath, indexed, indicesOf, setPath } from './paths.ts'
import { formatted, splitText, textOf } from './operators.ts'
import { patternBuiltins } from './patterns.ts'
import {
  compare,
  fail,
  isObject,
  isTrue,
  JqError,
  keysOf,
  parseJson,
  type Path,
  shown,
  toJson,
  typeOf,
  type Value,
} from './value.ts'

const table = new Map<string, Builtin>()

/** A filter of its input alone. */
const plain = (name: string, run: (input: Value, r: Run) => Value): void => {
  table.set(`${name}/0`, (r, input, path, _args, emit) =>
    emit(run(input, r), path === undefined ? undefined : NOT_A_PATH),
  )
}
/** A filter whose arguments are values: every combination of theirs, the last argument's first. */
const valued = (name: string, arity: number, run: (input: Value, args: Value[], r: Run) => Value): void => {
  table.set(`${name}/${arity}`, (r, input, path, closures, emit) => {
    const next = (n: number, args: Value[]): void => {
      if (n < 0) return emit(run(input, args, r), path === undefined ? undefined : NOT_A_PATH)
      r.call(closures[n] as Closure, input, undefined, (value) => next(n - 1, [value, ...args]))
    }
    next(arity - 1, [])
  })
}
const NOT_A_PATH: Path | undefined = Object.freeze([{} as never])

const wrong = (value: Value, what: string): never => fail(`${typeOf(value)} (${shown(value)}) ${what}`)
const list = (value: Value, what: string): Value[] => (Array.isArray(value) ? value : wrong(value, what))
const text = (value: Value, what: string): string => (typeof value === 'string' ? value : wrong(value, what))
const number = (value: Value, what = 'number required'): number =>
  typeof value === 'number' ? value : wrong(value, what)

// ---------------------------------------------------------------------------------------------------- control

table.set('empty/0', () => {})
table.set('not/0', (_r, input, _p, _a, emit) => emit(!isTrue(input), undefined))
plain('error', (input) => {
  throw new JqError(input)
})
valued('error', 1, (_input, [value]) => {
  throw new JqError(value as Value)
})
table.set('path/1', (r, input, _p, [f], emit) =>
  r.call(f as Closure, input, [], (value, at) => emit([...checked(at, value)], undefined)),
)
table.set('first/1', (r, input, path, [f], emit) => {
  let found: [Value, Path | undefined] | undefined
  r.until(f as Closure, input, path, (value, at) => {
    found = [value, at]
    return true
  })
  if (found !== undefined) emit(...found)
})
table.set('limit/2', (r, input, path, [n, f], emit) => {
  for (const count of r.all(n as Closure, input)) {
    let left = number(count)
    if (left <= 0) continue
    const found: [Value, Path | undefined][] = []
    r.until(f as Closure, input, path, (value, at) => {
      found.push([value, at])
      return --left <= 0
    })
    for (const one of found) emit(...one)
  }
})
table.set('isempty/1', (r, input, _p, [f], emit) => {
  let any = false
  r.until(f as Closure, input, undefined, () => (any = true))
  emit(!any, undefined)
})
for (const [name, wanted] of [
  ['any', true],
  ['all', false],
] as const) {
  table.set(`${name}/2`, (r, input, _p, [over, test], emit) => {
    let found = false
    r.until(over as Closure, input, undefined, (value) => {
      r.until(test as Closure, value, undefined, (verdict) => (found = isTrue(verdict) === wanted))
      return found
    })
    emit(found === wanted, undefined)
  })
}
table.set('recurse/1', (r, input, path, [f], emit) => {
  const down = (value: Value, at: Path | undefined): void => {
    emit(value, at)
    r.call(f as Closure, value, at, down)
  }
  down(input, path)
})
table.set('range/2', (r, input, _p, [from, upto], emit) => {
  for (const start of r.all(from as Closure, input))
    for (const end of r.all(upto as Closure, input))
      for (let n = number(start); n < number(end); n++) tick(r, () => emit(n, undefined))
})
table.set('range/3', (r, input, _p, [from, upto, by], emit) => {
  for (const start of r.all(from as Closure, input))
    for (const end of r.all(upto as Closure, input))
      for (const step of r.all(by as Closure, input)) {
        const s = number(step)
        if (s === 0 || Number.isNaN(s)) continue
        for (let n = number(start); s > 0 ? n < number(end) : n > number(end); n += s) tick(r, () => emit(n, undefined))
      }
})

/** Goes on from each result; loops while there is but one, so that a long run is not a deep one. */
function onwards(r: Run, first: Value, step: (value: Value) => Value[]): void {
  let values = step(first)
  while (values.length === 1) {
    tick(r, () => {})
    values = step(values[0] as Value)
  }
  for (const value of values) onwards(r, value, step)
}

table.set('until/2', (r, input, _p, [test, update], emit) => {
  onwards(r, input, (value) => {
    if (!r.all(test as Closure, value).some(isTrue)) return r.all(update as Closure, value)
    emit(value, undefined)
    return []
  })
})
table.set('while/2', (r, input, _p, [test, update], emit) => {
  onwards(r, input, (value) => {
    if (!r.all(test as Closure, value).some(isTrue)) return []
    emit(value, undefined)
    return r.all(update as Closure, value)
  })
})
table.set('repeat/1', (r, input, _p, [update], emit) => {
  onwards(r, input, (value) => {
    emit(value, undefined)
    return r.all(update as Closure, value)
  })
})

function tick(r: Run, then: () => void): void {
  if (++r.steps > 3_000_000) fail('the program takes too long')
  then()
}

plain('input', (_input, r) => r.outside.nextInput() ?? fail('No more inputs'))
table.set('inputs/0', (r, _i, _p, _a, emit) => {
  for (let next = r.outside.nextInput(); next !== undefined; next = r.outside.nextInput()) emit(next, undefined)
})
table.set('debug/0', (r, input, path, _a, emit) => {
  r.outside.say(`${toJson(['DEBUG:', input])}\n`)
  emit(input, path)
})
table.set('debug/1', (r, input, path, [message], emit) => {
  for (const said of r.all(message as Closure, input)) r.outside.say(`${toJson(['DEBUG:', said])}\n`)
  emit(input, path)
})
table.set('stderr/0', (r, input, path, _a, emit) => {
  r.outside.say(toJson(input))
  emit(input, path)
})
plain('halt', () => {
  throw new JqHalt(undefined, 0)
})
plain('halt_error', (input) => {
  throw new JqHalt(input, 5)
})
valued('halt_error', 1, (input, [code]) => {
  throw new JqHalt(input, number(code as Value))
})
plain('input_line_number', () => 0)
plain('input_filename', () => null)
plain('now', (_input, r) => r.outside.nowSeconds())
plain('builtins', () => [...table.keys()])

/** The program ends here. */
export class JqHalt extends Error {
  constructor(
    readonly value: Value | undefined,
    readonly code: number,
  ) {
    super('halt')
  }
}

// ---------------------------------------------------------------------------------------------------- shape of values

plain('length', (v) =>
  v === null
    ? 0
    : typeof v === 'boolean'
      ? wrong(v, 'has no length')
      : typeof v === 'number'
        ? Math.abs(v)
        : typeof v === 'string'
          ? [...v].length
          : isObject(v)
            ? v.size
            : v.length,
)
plain('utf8bytelength', (v) => new TextEncoder().encode(text(v, 'only strings have UTF-8 byte length')).length)
plain('keys', (v) => (isObject(v) ? keysOf(v) : Array.isArray(v) ? v.map((_, i) => i) : wrong(v, 'has no keys')))
plain('keys_unsorted', (v) =>
  isObject(v) ? [...v.keys()] : Array.isArray(v) ? v.map((_, i) => i) : wrong(v, 'has no keys'),
)
plain('type', typeOf)
plain('add', (v) =>
  (isObject(v) ? [...v.values()] : list(v, 'cannot be iterated over')).reduce<Value>(
    (sum, item) => plus(sum, item),
    null,
  ),
)
plain('reverse', (v) =>
  v === null
    ? []
    : typeof v === 'string'
      ? [...v].reverse().join('')
      : [...list(v, 'cannot be reversed, as it is not an array')].reverse(),
)
plain('tostring', textOf)
plain('tojson', (v) => toJson(v))
plain('fromjson', (v) => {
  try {
    return parseJson(text(v, 'only strings can be parsed'))
  } catch (error) {
    if (error instanceof JqError) throw error
    return fail(`${(error as Error).message} (while parsing '${v}')`)
  }
})
plain('tonumber', (v) => {
  if (typeof v === 'number') return v
  const n = typeof v === 'string' && /^\s*-?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(v) ? Number(v) : Number.NaN
  return Number.isNaN(n) ? wrong(v, 'cannot be parsed as a number') : n
})
plain('ascii_downcase', (v) => text(v, 'explode input must be a string').replace(/[A-Z]/g, (c) => c.toLowerCase()))
plain('ascii_upcase', (v) => text(v, 'explode input must be a string').replace(/[a-z]/g, (c) => c.toUpperCase()))
plain('explode', (v) => [...text(v, 'cannot be exploded')].map((c) => c.codePointAt(0) as number))
plain('implode', (v) =>
  list(v, 'cannot be imploded')
    .map((n) => String.fromCodePoint(number(n)))
    .join(''),
)
for (const [name, left, right] of [
  ['trim', true, true],
  ['ltrim', true, false],
  ['rtrim', false, true],
] as const) {
  plain(name, (v) => {
    const t = text(v, 'cannot be trimmed')
    return left && right ? t.trim() : left ? t.trimStart() : t.trimEnd()
  })
}
valued('ltrimstr', 1, (v, [x]) =>
  typeof v === 'string' && typeof x === 'string' && v.startsWith(x) ? v.slice(x.length) : v,
)
valued('rtrimstr', 1, (v, [x]) =>
  typeof v === 'string' && typeof x === 'string' && x !== '' && v.endsWith(x) ? v.slice(0, -x.length) : v,
)
valued('startswith', 1, (v, [x]) =>
  typeof v === 'string' && typeof x === 'string' ? v.startsWith(x) : fail('startswith() requires string inputs'),
)
valued('endswith', 1, (v, [x]) =>
  typeof v === 'string' && typeof x === 'string' ? v.endsWith(x) : fail('endswith() requires string inputs'),
)
valued('split', 1, (v, [by]) =>
  splitText(
    text(v, 'split input and separator must be strings'),
    text(by as Value, 'split input and separator must be strings'),
  ),
)
valued('join', 1, (v, [by]) =>
  list(v, 'cannot be iterated over')
    .map((item) =>
      item === null ? '' : Array.isArray(item) || isObject(item) ? wrong(item, 'cannot be joined') : textOf(item),
    )
    .join(textOf(by as Value)),
)
valued('has', 1, (v, [key]) => {
  if (isObject(v) && typeof key === 'string') return v.has(key)
  if (Array.isArray(v) && typeof key === 'number') return key >= 0 && key < v.length
  return fail(
    `Cannot check whether ${typeOf(v)} has a ${typeof key === 'string' ? 'string' : typeOf(key as Value)} key`,
  )
})
valued('contains', 1, (v, [x]) => contains(v, x as Value))
valued('index', 1, (v, [x]) => places(v, x as Value)[0] ?? null)
valued('rindex', 1, (v, [x]) => places(v, x as Value).at(-1) ?? null)
valued('indices', 1, (v, [x]) => (v === null ? null : places(v, x as Value)))
table.set('getpath/1', (r, input, path, [f], emit) => {
  for (const keys of r.all(f as Closure, input)) {
    const at = list(keys, 'Path must be specified as an array')
    emit(getPath(input, at), path === undefined ? undefined : [...checked(path, input), ...at])
  }
})
valued('setpath', 2, (v, [path, fresh]) =>
  setPath(v, list(path as Value, 'Path must be specified as an array'), fresh as Value),
)
valued('delpaths', 1, (v, [paths]) =>
  deletePaths(v, list(paths as Value, 'Paths must be specified as an array') as Value[][]),
)
table.set('del/1', (r, input, _p, [f], emit) => emit(deletePaths(input, r.paths(f as Closure, input)), undefined))
table.set('to_entries/0', (_r, v, _p, _a, emit) =>
  emit(
    (isObject(v) ? [...v] : Array.isArray(v) ? [...v.entries()] : (wrong(v, 'has no keys') as never)).map(
      ([key, value]: [string | number, Value]) =>
        new Map<string, Value>([
          ['key', key],
          ['value', value],
        ]),
    ),
    undefined,
  ),
)
plain('from_entries', (v) => {
  const entries = list(v, 'cannot be iterated over').map((entry): [string, Value] => {
    const of = (...names: string[]) =>
      names.map((name) => indexed(entry, name, undefined)).find((value) => value !== null && value !== false)
    const key = of('key', 'k', 'name', 'Name', 'K', 'Key') ?? indexed(entry, 'key', undefined)
    const name =
      typeof key === 'string'
        ? key
        : key === null
          ? 'null'
          : typeof key === 'number' || typeof key === 'boolean'
            ? toJson(key)
            : wrong(key, 'cannot be a key')
    const has = (field: string) => isObject(entry) && entry.has(field)
    const value = has('value') ? 'value' : has('v') ? 'v' : has('Value') ? 'Value' : 'value'
    return [name, indexed(entry, value, undefined)]
  })
  return new Map(entries)
})
plain('transpose', (v) => {
  const rows = list(v, 'cannot be iterated over').map((row) => list(row, 'cannot be iterated over'))
  return Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, i) =>
    rows.map((row) => row[i] ?? null),
  )
})
valued('flatten', 1, (v, [depth]) => flat(list(v, 'cannot be iterated over'), number(depth as Value)))
plain('flatten', (v) => flat(list(v, 'cannot be iterated over'), 1000))
plain('ascii', (v) => String.fromCharCode(number(v)))
valued('format', 1, (v, [name]) => formatted(text(name as Value, 'is not a valid format'), v))

function plus(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (a === null) return b
  if (b === null) return a
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b]
  if (isObject(a) && isObject(b)) return new Map([...a, ...b])
  return fail(`${typeOf(a)} (${shown(a)}) and ${typeOf(b)} (${shown(b)}) cannot be added`)
}

function flat(items: readonly Value[], depth: number): Value[] {
  if (depth < 0) return fail('flatten depth must not be negative')
  return items.flatMap((item) => (Array.isArray(item) && depth > 0 ? flat(item, depth - 1) : [item]))
}

function contains(a: Value, b: Value): boolean {
  if (isObject(a) && isObject(b))
    return [...b].every(([key, value]) => a.has(key) && contains(a.get(key) as Value, value))
  if (Array.isArray(a) && Array.isArray(b))
    return b.every((item) => a.some((mine) => typeOf(mine) === typeOf(item) && contains(mine, item)))
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b)
  if (typeOf(a) === typeOf(b)) return compare(a, b) === 0
  return fail(`${typeOf(a)} (${shown(a)}) and ${typeOf(b)} (${shown(b)}) cannot have their containment checked`)
}

function places(v: Value, x: Value): Value[] {
  if (v === null) return []
  if (typeof v === 'string' && typeof x === 'string') {
    const found: number[] = []
    for (let at = v.indexOf(x); x !== '' && at >= 0; at = v.indexOf(x, at + 1)) found.push([...v.slice(0, at)].length)
    return found
  }
  return indicesOf(list(v, 'cannot be searched'), Array.isArray(x) ? x : [x])
}

// ---------------------------------------------------------------------------------------------------- order

plain('sort', (v) => [...list(v, 'cannot be sorted, as it is not an array')].sort(compare))
plain('unique', (v) => unique(list(v, 'cannot be sorted, as it is not an array').map((item) => [item, item])))
plain('min', (v) =>
  best(
    list(v, 'cannot be iterated over').map((item) => [item, item]),
    -1,
  ),
)
plain('max', (v) =>
  best(
    list(v, 'cannot be iterated over').map((item) => [item, item]),
    1,
  ),
)

const unique = (pairs: [Value, Value][]): Value[] => grouped(pairs).map((group) => group[0] as Value)

function grouped(pairs: [Value, Value][]): Value[][] {
  const groups: { key: Value; items: Value[] }[] = []
  for (const [key, item] of [...pairs].sort(([a], [b]) => compare(a, b))) {
    const last = groups.at(-1)
    if (last !== undefined && compare(last.key, key) === 0) last.items.push(item)
    else groups.push({ key, items: [item] })
  }
  return groups.map(({ items }) => items)
}

function best(pairs: [Value, Value][], sign: number): Value {
  let found: [Value, Value] | undefined
  for (const pair of pairs)
    if (found === undefined || compare(pair[0], found[0]) * sign >= (sign > 0 ? 0 : 1)) found = pair
  return found?.[1] ?? null
}

/** Filters that look at each item through a closure. */
const keyed = (name: string, run: (pairs: [Value, Value][]) => Value): void => {
  table.set(`${name}/1`, (r, input, _p, [f], emit) => {
    const items = list(input, 'cannot be sorted, as it is not an array')
    emit(run(items.map((item): [Value, Value] => [r.all(f as Closure, item), item])), undefined)
  })
}
keyed('sort_by', (pairs) => [...pairs].sort(([a], [b]) => compare(a, b)).map(([, item]) => item))
keyed('group_by', grouped)
keyed('unique_by', unique)
keyed('min_by', (pairs) => best(pairs, -1))
keyed('max_by', (pairs) => best(pairs, 1))

// ---------------------------------------------------------------------------------------------------- numbers

const MATHS: Record<string, (n: number) => number> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  trunc: Math.trunc,
  fabs: Math.abs,
  sqrt: Math.sqrt,
}
for (const [name, run] of Object.entries(MATHS)) plain(name, (v) => run(number(v)))
plain('infinite', () => Number.POSITIVE_INFINITY)
plain('nan', () => Number.NaN)
plain('isnan', (v) => Number.isNaN(number(v)))
plain('isinfinite', (v) => Math.abs(number(v)) === Number.POSITIVE_INFINITY)
plain('isnormal', (v) => Number.isFinite(number(v)) && v !== 0)
valued('pow', 2, (_v, [a, b]) => power(number(a as Value), number(b as Value)))

/** Whole powers are exact everywhere; others differ between engines and are refused. */
function power(base: number, exponent: number): number {
  if (exponent === 0.5) return Math.sqrt(base)
  if (!Number.isInteger(exponent)) return fail('pow() takes whole exponents here')
  let result = 1
  for (let i = 0; i < Math.min(2000, Math.abs(exponent)); i++) result *= base
  return exponent < 0 ? 1 / result : result
}

// ---------------------------------------------------------------------------------------------------- dates

plain('todate', (v) => instantText(number(v, 'strftime/1 requires parsed datetime inputs')))
plain('fromdate', (v) => timeOf(text(v, 'strptime/1 requires string inputs and arguments')))
plain('gmtime', (v) => tupleOf(number(v, 'gmtime() requires a number')))
plain('mktime', (v) => {
  const [year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0] = list(
    v,
    'mktime requires array of 6 numbers',
  ).map((n) => number(n))
  return timeOf(
    `${String(year).padStart(4, '0')}-${two(month + 1)}-${two(day)}T${two(hour)}:${two(minute)}:${two(Math.floor(second))}Z`,
  )
})
valued('strftime', 1, (v, [format]) =>
  instantText(typeof v === 'number' ? v : secondsOf(v), text(format as Value, 'strftime/1 requires a string format')),
)

const two = (n: number): string => String(n).padStart(2, '0')
const secondsOf = (v: Value): number => {
  const [year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0] = list(
    v,
    'strftime/1 requires parsed datetime inputs',
  ).map((n) => number(n))
  return timeOf(
    `${String(year).padStart(4, '0')}-${two(month + 1)}-${two(day)}T${two(hour)}:${two(minute)}:${two(Math.floor(second))}Z`,
  )
}

for (const [key, builtin] of patternBuiltins) table.set(key, builtin)

export const builtins: ReadonlyMap<string, Builtin> = table
