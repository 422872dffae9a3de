/** What a jq program gives for a value. */
import { RE2JS } from 're2js'
import { JqError } from './jqerror.ts'
import type { Jq } from './jqparse.ts'

type Value = unknown
type Values = Value[]

const isMap = (value: Value): value is Record<string, Value> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const truth = (value: Value): boolean => value !== null && value !== undefined && value !== false

function typeOf(value: Value): string {
  if (value === null || value === undefined) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

export function evaluate(tree: Jq, input: Value): Values {
  switch (tree.op) {
    case 'identity':
      return [input]
    case 'literal':
      return [tree.value]
    case 'field':
      return evaluate(tree.of, input).flatMap((of) =>
        evaluate(tree.name, input).flatMap((name) => part(of, name, tree.optional)),
      )
    case 'slice':
      return evaluate(tree.of, input).map((of) =>
        of === null ? null : (of as Value[] | string).slice(tree.from, tree.to),
      )
    case 'each':
      return evaluate(tree.of, input).flatMap((of) => items(of, tree.optional))
    case 'pipe':
      return evaluate(tree.left, input).flatMap((value) => evaluate(tree.right, value))
    case 'comma':
      return [...evaluate(tree.left, input), ...evaluate(tree.right, input)]
    case 'binary':
      return binary(tree.sign, tree.left, tree.right, input)
    case 'array':
      return [tree.of === undefined ? [] : evaluate(tree.of, input)]
    case 'object':
      return objects(tree.pairs, input)
    case 'text':
      return [
        tree.parts
          .map((each) => (typeof each === 'string' ? each : evaluate(each, input).map(asText).join('')))
          .join(''),
      ]
    case 'if':
      return evaluate(tree.test, input).flatMap((test) => evaluate(truth(test) ? tree.yes : tree.no, input))
    default:
      return call(tree.name, tree.args, input)
  }
}

const asText = (value: Value): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

function part(of: Value, name: Value, optional: boolean): Values {
  if (of === null || of === undefined) return [null]
  if (isMap(of) && typeof name === 'string') return [Object.hasOwn(of, name) ? of[name] : null]
  if (Array.isArray(of) && typeof name === 'number') return [of.at(name) ?? null]
  if (optional) return []
  const shown = typeof name === 'string' ? `string ${JSON.stringify(name)}` : typeOf(name)
  throw new JqError(`Cannot index ${typeOf(of)} with ${shown}`)
}

function items(of: Value, optional: boolean): Values {
  if (Array.isArray(of)) return of
  if (isMap(of)) return Object.values(of)
  if (optional) return []
  throw new JqError(`Cannot iterate over ${typeOf(of)}`)
}

function objects(pairs: readonly [Jq, Jq][], input: Value): Values {
  let made: Record<string, Value>[] = [{}]
  for (const [key, value] of pairs) {
    const names = evaluate(key, input)
    const values = evaluate(value, input)
    made = made.flatMap((one) => names.flatMap((name) => values.map((each) => ({ ...one, [String(name)]: each }))))
  }
  return made
}

const ORDER = ['null', 'false', 'true', 'number', 'string', 'array', 'object']
const rank = (value: Value): number => ORDER.indexOf(typeof value === 'boolean' ? String(value) : typeOf(value))

export function compare(a: Value, b: Value): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  if (typeof a === 'number' || typeof a === 'string') return a < (b as typeof a) ? -1 : a > (b as typeof a) ? 1 : 0
  const [x, y] = [JSON.stringify(a ?? null), JSON.stringify(b ?? null)]
  return x < y ? -1 : x > y ? 1 : 0
}

function binary(sign: string, left: Jq, right: Jq, input: Value): Values {
  if (sign === '//') {
    const found = evaluate(left, input).filter(truth)
    return found.length > 0 ? found : evaluate(right, input)
  }
  if (sign === 'and') return evaluate(left, input).map((a) => truth(a) && evaluate(right, input).some(truth))
  if (sign === 'or') return evaluate(left, input).map((a) => truth(a) || evaluate(right, input).some(truth))
  return evaluate(right, input).flatMap((b) => evaluate(left, input).map((a) => operate(sign, a, b)))
}

function operate(sign: string, a: Value, b: Value): Value {
  const order = compare(a, b)
  switch (sign) {
    case '==':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case '+':
      if (a === null) return b
      if (b === null) return a
      if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b]
      if (isMap(a) && isMap(b)) return { ...a, ...b }
      if (typeof a === typeof b) return (a as number) + (b as number)
      break
    case '-':
      if (Array.isArray(a) && Array.isArray(b))
        return a.filter((each) => !b.some((other) => compare(each, other) === 0))
  }
  if (typeof a === 'number' && typeof b === 'number')
    return sign === '-' ? a - b : sign === '*' ? a * b : sign === '/' ? a / b : Math.trunc(a) % Math.trunc(b)
  throw new JqError(
    `${typeOf(a)} (${JSON.stringify(a)}) and ${typeOf(b)} (${JSON.stringify(b)}) cannot be combined with ${sign}`,
  )
}

type Native = (input: Value, args: readonly Jq[]) => Values

const list = (value: Value): Value[] => {
  if (Array.isArray(value)) return value
  throw new JqError(`${typeOf(value)} is no array`)
}
const keyed = (input: Value, by: Jq | undefined) =>
  list(input)
    .map((item) => ({ item, key: by === undefined ? item : evaluate(by, item)[0] }))
    .sort((a, b) => compare(a.key, b.key))

function grouped(input: Value, by: Jq | undefined): Value[][] {
  const groups: { key: Value; items: Value[] }[] = []
  for (const { item, key } of keyed(input, by)) {
    const last = groups.at(-1)
    if (last && compare(last.key, key) === 0) last.items.push(item)
    else groups.push({ key, items: [item] })
  }
  return groups.map(({ items: all }) => all)
}

function recurse(value: Value): Values {
  return [value, ...(typeof value === 'object' && value !== null ? Object.values(value).flatMap(recurse) : [])]
}

const texts = (args: readonly Jq[], input: Value, at = 0): string => String(evaluate(args[at] as Jq, input)[0])

const NATIVES: Readonly<Record<string, Native>> = {
  length: (input) => [
    input === null
      ? 0
      : typeof input === 'number'
        ? Math.abs(input)
        : typeof input === 'string'
          ? [...input].length
          : Object.keys(input as object).length,
  ],
  keys: (input) => [Array.isArray(input) ? input.map((_, at) => at) : Object.keys(input as object).sort()],
  values: (input) => (input === null ? [] : [input]),
  not: (input) => [!truth(input)],
  type: (input) => [typeOf(input)],
  tostring: (input) => [asText(input)],
  tonumber: (input) => [Number(input)],
  empty: () => [],
  recurse: (input) => recurse(input),
  add: (input) => [list(input).reduce<Value>((sum, each) => operate('+', sum, each), null)],
  any: (input, args) => [list(input).some((each) => (args[0] ? evaluate(args[0], each).some(truth) : truth(each)))],
  all: (input, args) => [list(input).every((each) => (args[0] ? evaluate(args[0], each).every(truth) : truth(each)))],
  first: (input, args) => (args[0] ? evaluate(args[0], input).slice(0, 1) : [list(input)[0] ?? null]),
  last: (input) => [list(input).at(-1) ?? null],
  reverse: (input) => [[...list(input)].reverse()],
  sort: (input) => [keyed(input, undefined).map(({ item }) => item)],
  sort_by: (input, args) => [keyed(input, args[0]).map(({ item }) => item)],
  group_by: (input, args) => [grouped(input, args[0])],
  unique: (input) => [grouped(input, undefined).map(([item]) => item)],
  unique_by: (input, args) => [grouped(input, args[0]).map(([item]) => item)],
  min: (input) => [keyed(input, undefined)[0]?.item ?? null],
  max: (input) => [keyed(input, undefined).at(-1)?.item ?? null],
  min_by: (input, args) => [keyed(input, args[0])[0]?.item ?? null],
  max_by: (input, args) => [keyed(input, args[0]).at(-1)?.item ?? null],
  flatten: (input) => [list(input).flat(Number.POSITIVE_INFINITY)],
  select: (input, args) => evaluate(args[0] as Jq, input).flatMap((test) => (truth(test) ? [input] : [])),
  map: (input, args) => [items(input, false).flatMap((each) => evaluate(args[0] as Jq, each))],
  has: (input, args) => evaluate(args[0] as Jq, input).map((key) => Object.hasOwn(input as object, String(key))),
  to_entries: (input) => [Object.entries(input as object).map(([key, value]) => ({ key, value }))],
  from_entries: (input) => [
    Object.fromEntries(
      list(input).map((each) => [String((each as { key: unknown }).key), (each as { value: Value }).value]),
    ),
  ],
  join: (input, args) => [
    list(input)
      .map((each) => (each === null ? '' : asText(each)))
      .join(texts(args, input)),
  ],
  split: (input, args) => [String(input).split(texts(args, input))],
  startswith: (input, args) => [String(input).startsWith(texts(args, input))],
  endswith: (input, args) => [String(input).endsWith(texts(args, input))],
  ascii_downcase: (input) => [String(input).toLowerCase()],
  ascii_upcase: (input) => [String(input).toUpperCase()],
  contains: (input, args) => evaluate(args[0] as Jq, input).map((other) => contains(input, other)),
  test: (input, args) => [RE2JS.compile(texts(args, input)).matcher(String(input)).find()],
}

function contains(value: Value, other: Value): boolean {
  if (typeof value === 'string' && typeof other === 'string') return value.includes(other)
  if (Array.isArray(value) && Array.isArray(other))
    return other.every((each) => value.some((one) => contains(one, each)))
  if (isMap(value) && isMap(other))
    return Object.keys(other).every((key) => Object.hasOwn(value, key) && contains(value[key], other[key]))
  return compare(value, other) === 0
}

function call(name: string, args: readonly Jq[], input: Value): Values {
  const native = Object.hasOwn(NATIVES, name) ? NATIVES[name] : undefined
  if (native === undefined) throw new JqError(`${name}/${args.length} is not defined`)
  return native(input, args)
}
