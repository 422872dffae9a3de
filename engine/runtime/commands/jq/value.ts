/** Values of jq: JSON with objects as maps, so that keys keep their order. */

export type Value = null | boolean | number | string | Value[] | JqObject
export type JqObject = Map<string, Value>
export type Path = readonly Value[]

/** An error of the program's run; `error(x)` may throw any value. */
export class JqError extends Error {
  constructor(readonly value: Value) {
    super(typeof value === 'string' ? value : `${toJson(value)} (not a string)`)
  }
}

export const fail = (text: string): never => {
  throw new JqError(text)
}

export const isObject = (value: Value): value is JqObject => value instanceof Map

export function typeOf(value: Value): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return isObject(value) ? 'object' : typeof value
}

export const isTrue = (value: Value): boolean => value !== null && value !== false

const RANKS: Record<string, number> = { null: 0, number: 3, string: 4, array: 5, object: 6 }
const rankOf = (value: Value): number =>
  typeof value === 'boolean' ? (value ? 2 : 1) : (RANKS[typeOf(value)] as number)

/** By code points, not by halves of them. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  const [left, right] = [[...a], [...b]]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const by = (left[i] as string).codePointAt(0)! - (right[i] as string).codePointAt(0)!
    if (by !== 0) return by
  }
  return left.length - right.length
}

export function compare(a: Value, b: Value): number {
  const byRank = rankOf(a) - rankOf(b)
  if (byRank !== 0) return byRank
  if (typeof a === 'number') return a < (b as number) || Number.isNaN(a) ? -1 : a === b ? 0 : 1
  if (typeof a === 'string') return compareTexts(a, b as string)
  if (Array.isArray(a)) return compareLists(a, b as Value[])
  if (!isObject(a)) return 0
  const [mine, others] = [keysOf(a), keysOf(b as JqObject)]
  const byKeys = compareLists(mine, others)
  if (byKeys !== 0) return byKeys
  for (const key of mine) {
    const by = compare(a.get(key) as Value, (b as JqObject).get(key) as Value)
    if (by !== 0) return by
  }
  return 0
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const by = compare(a[i] as Value, b[i] as Value)
    if (by !== 0) return by
  }
  return a.length - b.length
}

export const keysOf = (object: JqObject): string[] => [...object.keys()].sort(compareTexts)

// ---------------------------------------------------------------------------------------------------- output

export interface Shape {
  /** Spaces (or tabs) a level; 0: all on one line. */
  indent: string
  sortKeys?: boolean
  ascii?: boolean
}

const COMPACT: Shape = { indent: '' }

export function toJson(value: Value, shape: Shape = COMPACT, level = 0): string {
  if (typeof value === 'string') return quoted(value, shape.ascii === true)
  if (typeof value === 'number') return numberText(value)
  if (value === null || typeof value === 'boolean') return String(value)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  const items = Array.isArray(value)
    ? value.map((item) => toJson(item, shape, level + 1))
    : (shape.sortKeys ? keysOf(value) : [...value.keys()]).map(
        (key) =>
          `${quoted(key, shape.ascii === true)}:${shape.indent === '' ? '' : ' '}${toJson(value.get(key) as Value, shape, level + 1)}`,
      )
  if (items.length === 0) return open + close
  if (shape.indent === '') return open + items.join(',') + close
  const inner = `\n${shape.indent.repeat(level + 1)}`
  return `${open}${inner}${items.join(`,${inner}`)}\n${shape.indent.repeat(level)}${close}`
}

export function numberText(n: number): string {
  if (Number.isNaN(n)) return 'null'
  if (n === Number.POSITIVE_INFINITY) return '1.7976931348623157e+308'
  if (n === Number.NEGATIVE_INFINITY) return '-1.7976931348623157e+308'
  return Object.is(n, -0) ? '-0' : String(n).replace(/e([+-])(\d)$/, 'e$10$2')
}

function quoted(text: string, ascii: boolean): string {
  const json = JSON.stringify(text).replaceAll('\u007f', '\\u007f')
  if (!ascii) return json
  return [...json]
    .flatMap((char) => char.split(''))
    .map((half) => (half.charCodeAt(0) < 128 ? half : `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`))
    .join('')
}

/** What an error message shows of a value. */
export function shown(value: Value): string {
  const text = toJson(value)
  return text.length > 11 ? `${text.slice(0, 8)}...` : text
}

// ---------------------------------------------------------------------------------------------------- input

export class JsonError extends Error {}

/** Values out of text that may arrive in pieces. */
export class JsonReader {
  private text = ''
  private at = 0
  private line = 1

  /** What has not been taken. */
  get left(): string {
    return this.text.slice(this.at)
  }

  feed(text: string): void {
    this.text = this.text.slice(this.at) + text
    this.at = 0
  }

  /** The next whole value; undefined: it is not all there (or there is none). @throws JsonError */
  next(isLast: boolean): Value | undefined {
    this.blank()
    if (this.at >= this.text.length) return undefined
    const end = this.endOfValue(isLast)
    if (end < 0) return undefined
    const piece = this.text.slice(this.at, end)
    this.line += piece.split('\n').length - 1
    this.at = end
    return parseJson(piece)
  }

  private blank(): void {
    while (this.at < this.text.length && /\s/.test(this.text[this.at] as string)) {
      if (this.text[this.at] === '\n') this.line++
      this.at++
    }
  }

  private endOfValue(isLast: boolean): number {
    const { text } = this
    const first = text[this.at] as string
    if (first !== '{' && first !== '[' && first !== '"') {
      let end = this.at
      while (end < text.length && !/[\s{}[\]",:]/.test(text[end] as string)) end++
      if (end === this.at) throw new JsonError(`Expected JSON value at line ${this.line}, column ${end + 1}`)
      return end < text.length || isLast ? end : -1
    }
    let depth = 0
    for (let i = this.at; i < text.length; i++) {
      const char = text[i]
      if (char === '"') {
        i = endOfString(text, i)
        if (i < 0) break
        if (depth === 0) return i + 1
      } else if (char === '{' || char === '[') depth++
      else if ((char === '}' || char === ']') && --depth === 0) return i + 1
    }
    if (isLast) throw new JsonError(`Unfinished JSON term at EOF at line ${this.line + 1}, column 0`)
    return -1
  }
}

function endOfString(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i
  }
  return -1
}

/** @throws JsonError */
export function parseJson(text: string): Value {
  const trimmed = text.trim()
  if (trimmed === 'nan' || trimmed === 'NaN') return Number.NaN
  let plain: unknown
  try {
    plain = JSON.parse(trimmed)
  } catch {
    throw new JsonError(
      /^[\w.+-]+$/.test(trimmed)
        ? `Invalid numeric literal at line 1, column ${trimmed.length + 1}`
        : `Invalid literal at line 1, column ${trimmed.length}`,
    )
  }
  // Keys that look like numbers would lose their place in an object of JavaScript.
  return /"\d+"\s*:/.test(trimmed) ? new OrderedParser(trimmed).value() : fromPlain(plain)
}

export function fromPlain(value: unknown): Value {
  if (Array.isArray(value)) return value.map(fromPlain)
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, inner]) => [key, fromPlain(inner)]))
  }
  return value as Value
}

/** Reads text that JSON.parse has found to be well-formed, with keys in their order. */
class OrderedParser {
  private at = 0

  constructor(private readonly text: string) {}

  value(): Value {
    this.blank()
    const char = this.text[this.at]
    if (char === '{') return this.object()
    if (char === '[') return this.list()
    const end = char === '"' ? endOfString(this.text, this.at) + 1 : this.endOfWord()
    const piece = this.text.slice(this.at, end)
    this.at = end
    return JSON.parse(piece) as Value
  }

  private endOfWord(): number {
    let end = this.at
    while (end < this.text.length && !/[\s,\]}]/.test(this.text[end] as string)) end++
    return end
  }

  private list(): Value[] {
    const items: Value[] = []
    this.at++
    for (this.blank(); this.text[this.at] !== ']'; this.blank()) {
      if (this.text[this.at] === ',') this.at++
      items.push(this.value())
    }
    this.at++
    return items
  }

  private object(): JqObject {
    const object: JqObject = new Map()
    this.at++
    for (this.blank(); this.text[this.at] !== '}'; this.blank()) {
      if (this.text[this.at] === ',') this.at++
      const key = this.value() as string
      this.blank()
      this.at++
      object.set(key, this.value())
    }
    this.at++
    return object
  }

  private blank(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++
  }
}
