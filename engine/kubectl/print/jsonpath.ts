/**
 * kubectl's JSONPath. Source: client-go util/jsonpath (parser.go, jsonpath.go): texts with `{…}` expressions of fields,
 * indexes, slices, unions, wildcards, recursive descent, filters, and `range … end`.
 */
import { isObject, sortedKeys } from '../base/json.ts'
import { compactJson, indentedJson } from './json.ts'
import { goText } from './gotext.ts'

type Value = unknown

type Step =
  | { step: 'text'; text: string }
  | { step: 'field'; name: string }
  | { step: 'wildcard' }
  | { step: 'recursive' }
  | { step: 'slice'; from: number | undefined; to: number | undefined; by: number | undefined; single: boolean }
  | { step: 'union'; parts: Step[][] }
  | { step: 'filter'; left: Step[]; operator: string; right: Step[] }
  | { step: 'literal'; value: Value }
  | { step: 'range'; over: Step[]; body: Step[][] }
  | { step: 'bad'; name: string }

export class JsonPathError extends Error {}

export interface JsonPath {
  /** One list of values for each expression or text of the template. */
  find(data: Value): Value[][]
}

/** Reads a template. @throws JsonPathError */
export function parseJsonPath(template: string, allowMissing = true): JsonPath {
  const nodes = new Parser(template).template()
  return { find: (data) => run(nodes, data, data, allowMissing) }
}

/** What a template prints of a value. */
export function printJsonPath(path: JsonPath, data: Value): string {
  return path
    .find(data)
    .map((values) => values.map(valueText).join(' '))
    .join('')
}

/** `jsonpath-as-json`: all results in one list. */
export function jsonOfPath(path: JsonPath, data: Value): string {
  return `${indentedJson(path.find(data).flat())}\n`
}

function valueText(value: Value): string {
  if (typeof value === 'object' && value !== null) return compactJson(value)
  return value === null ? 'null' : goText(value)
}

/** `metadata.name`, `.metadata.name`, `{.metadata.name}` → `{.metadata.name}`. @throws JsonPathError */
export function relaxed(expression: string): string {
  if (expression === '') return ''
  const braced = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression)
  if (braced === null) {
    throw new JsonPathError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    )
  }
  return `{.${braced[1] ?? braced[2]}}`
}

// ------------------------------------------------------------------------------------------------- parsing

const TERMINATORS = ' \t\r\n.,[]$@{}'

class Parser {
  private at = 0

  constructor(private readonly source: string) {}

  template(): Step[][] {
    const stack: { over: Step[]; body: Step[][] }[] = []
    const root: Step[][] = []
    let into = root
    while (this.at < this.source.length) {
      if (this.source[this.at] !== '{') {
        into.push([{ step: 'text', text: this.literalText() }])
        continue
      }
      this.at++
      for (const item of this.action()) {
        if (item === 'end') {
          stack.pop()
          into = stack.at(-1)?.body ?? root
          continue
        }
        if (item.range) {
          const range = { over: item.steps, body: [] as Step[][] }
          into.push([{ step: 'range', ...range }])
          stack.push(range)
          into = range.body
        } else into.push(item.steps)
      }
    }
    return root
  }

  private literalText(): string {
    const end = this.source.indexOf('{', this.at)
    const text = this.source.slice(this.at, end < 0 ? undefined : end)
    this.at = end < 0 ? this.source.length : end
    return text
  }

  /** Inside `{…}`; consumes the closing brace. */
  private action(): ('end' | { range: boolean; steps: Step[] })[] {
    const out: ('end' | { range: boolean; steps: Step[] })[] = []
    let steps: Step[] = []
    let range = false
    const flush = () => {
      if (steps.length > 0) out.push({ range, steps })
      steps = []
      range = false
    }
    for (;;) {
      const char = this.source[this.at]
      if (char === undefined) throw new JsonPathError('unclosed action')
      if (char === '}') {
        this.at++
        flush()
        return out
      }
      if (' \t\r\n'.includes(char)) {
        this.at++
        continue
      }
      if (char === '"' || char === "'") {
        flush()
        out.push({ range: false, steps: [{ step: 'literal', value: this.quoted(char) }] })
        continue
      }
      if (/[A-Za-z_]/.test(char) && steps.length === 0) {
        const word = this.word()
        if (word === 'end') {
          flush()
          out.push('end')
        } else if (word === 'range') range = true
        else throw new JsonPathError(`unrecognized identifier ${word}`)
        continue
      }
      steps.push(...this.step(char))
    }
  }

  private step(char: string): Step[] {
    if (char === '$' || char === '@') {
      this.at++
      return []
    }
    if (char === '.') {
      if (this.source[this.at + 1] === '.') {
        this.at += 2
        const next = this.source[this.at] ?? ''
        if (next === '.') throw new JsonPathError('invalid multiple recursive descent')
        const field = next !== '' && !'[]{}'.includes(next) ? this.field() : []
        return [{ step: 'recursive' }, ...field]
      }
      this.at++
      return this.field()
    }
    if (char === '[') return this.brackets()
    if (/[-\d]/.test(char)) {
      const word = this.field()
      const name = (word[0] as { name?: string } | undefined)?.name ?? ''
      return [{ step: 'literal', value: Number(name) }]
    }
    throw new JsonPathError(
      `unrecognized character in action: U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`,
    )
  }

  private word(): string {
    const begun = this.at
    while (/[A-Za-z0-9_]/.test(this.source[this.at] ?? '')) this.at++
    return this.source.slice(begun, this.at)
  }

  private field(): Step[] {
    let name = ''
    while (this.at < this.source.length) {
      const char = this.source[this.at] as string
      if (char === '\\') {
        name += this.source[this.at + 1] ?? ''
        this.at += 2
        continue
      }
      if (TERMINATORS.includes(char)) break
      name += char
      this.at++
    }
    if (name === '') return []
    return name === '*' ? [{ step: 'wildcard' }] : [{ step: 'field', name }]
  }

  private quoted(quote: string): string {
    let out = ''
    this.at++
    for (;;) {
      const char = this.source[this.at++]
      if (char === undefined || char === '\n') throw new JsonPathError('unterminated quoted string')
      if (char === quote) return out
      if (char !== '\\') {
        out += char
        continue
      }
      const next = this.source[this.at++] ?? ''
      out += { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }[next] ?? next
    }
  }

  /** What stands between `[` and its `]`. */
  private brackets(): Step[] {
    this.at++
    if (this.source[this.at] === '?' && this.source[this.at + 1] === '(') return this.filter()
    const begun = this.at
    let quote = ''
    while (this.at < this.source.length) {
      const char = this.source[this.at] as string
      if (quote !== '') quote = char === quote ? '' : quote
      else if (char === "'" || char === '"') quote = char
      else if (char === ']') break
      this.at++
    }
    if (this.at >= this.source.length) throw new JsonPathError('unterminated array')
    const inner = this.source.slice(begun, this.at)
    this.at++
    return this.element(inner)
  }

  private element(inner: string): Step[] {
    const text = inner.trim() === '' ? '*' : inner
    const parts = splitUnion(text)
    if (parts.length > 1) {
      return [{ step: 'union', parts: parts.map((part) => this.element(part.trim())) }]
    }
    if (text === '*') return [{ step: 'wildcard' }]
    const key = /^'([^']*)'$/.exec(text)
    if (key !== null) return [{ step: 'field', name: (key[1] as string).replaceAll('\\', '') }]
    const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text)
    if (slice === null) throw new JsonPathError(`invalid array index ${text}`)
    const read = (part: string | undefined) => {
      const digits = part?.replace(':', '') ?? ''
      return digits === '' ? undefined : Number(digits)
    }
    return [
      {
        step: 'slice',
        from: read(slice[1]),
        to: read(slice[2]),
        by: read(slice[3]),
        single: slice[2] === undefined && slice[3] === undefined,
      },
    ]
  }

  private filter(): Step[] {
    this.at += 2
    const begun = this.at
    let quote = ''
    let depth = 1
    while (this.at < this.source.length) {
      const char = this.source[this.at] as string
      if (quote !== '') {
        if (char === '\\') this.at++
        else if (char === quote) quote = ''
      } else if (char === "'" || char === '"') quote = char
      else if (char === '(') depth++
      else if (char === ')' && --depth === 0) break
      this.at++
    }
    const inner = this.source.slice(begun, this.at)
    this.at++
    if (this.source[this.at] !== ']') throw new JsonPathError('unterminated filter')
    this.at++
    return [filterOf(inner)]
  }
}

function splitUnion(text: string): string[] {
  const parts: string[] = []
  let quote = ''
  let part = ''
  for (const char of text) {
    if (quote !== '') quote = char === quote ? '' : quote
    else if (char === "'" || char === '"') quote = char
    if (char === ',' && quote === '') {
      parts.push(part)
      part = ''
    } else part += char
  }
  return [...parts, part]
}

function filterOf(inner: string): Step {
  const found = /^([^!<>=]+)([!<>=]+)(.+?)$/s.exec(inner)
  if (found === null) return { step: 'filter', left: operand(inner), operator: 'exists', right: [] }
  const [, left = '', operator = '', right = ''] = found
  if (!['==', '!=', '<', '<=', '>', '>='].includes(operator)) {
    throw new JsonPathError(`unrecognized filter operator ${operator}`)
  }
  return { step: 'filter', left: operand(left), operator, right: operand(right) }
}

function operand(words: string): Step[] {
  const text = words.trim()
  if (text === 'true' || text === 'false') return [{ step: 'literal', value: text === 'true' }]
  const [node] = new Parser(`{${text}}`).template()
  return node ?? []
}

// ------------------------------------------------------------------------------------------------- evaluating

function run(nodes: readonly Step[][], data: Value, root: Value, allowMissing: boolean): Value[][] {
  const out: Value[][] = []
  for (const steps of nodes) {
    const [first] = steps
    if (first?.step === 'range') {
      for (const value of walk(first.over, [data], root, allowMissing))
        out.push(...run(first.body, value, root, allowMissing))
    } else out.push(walk(steps, [data], root, allowMissing))
  }
  return out
}

function walk(steps: readonly Step[], start: Value[], root: Value, allowMissing: boolean): Value[] {
  let values = start
  for (const step of steps) values = take(step, values, root, allowMissing)
  return values
}

function take(step: Step, values: Value[], root: Value, allowMissing: boolean): Value[] {
  switch (step.step) {
    case 'text':
      return [step.text]
    case 'literal':
      return [step.value]
    case 'field':
      return field(step.name, values, allowMissing)
    case 'wildcard':
      return values.flatMap(children)
    case 'recursive':
      return values.flatMap(descend)
    case 'slice':
      return values.flatMap((value) => slice(step, value, allowMissing))
    case 'union':
      return step.parts.flatMap((part) => walk(part, values, root, allowMissing))
    case 'filter':
      return values.flatMap((value) => children(value).filter((item) => passes(step, item, root)))
    default:
      return []
  }
}

function field(name: string, values: Value[], allowMissing: boolean): Value[] {
  if (values.length === 0) return []
  const found = values.flatMap((value) => (isObject(value) && Object.hasOwn(value, name) ? [value[name]] : []))
  if (found.length === 0 && !allowMissing) throw new JsonPathError(`${name} is not found`)
  return found
}

function children(value: Value): Value[] {
  if (Array.isArray(value)) return value
  return isObject(value) ? sortedKeys(value).map((key) => value[key]) : []
}

function descend(value: Value): Value[] {
  if (value === null || typeof value !== 'object') return []
  return [value, ...children(value).flatMap(descend)]
}

function slice(step: Extract<Step, { step: 'slice' }>, value: Value, allowMissing: boolean): Value[] {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw new JsonPathError(`${goText(value)} is not array or slice`)
  const { length } = value
  let from = step.from ?? 0
  if (from < 0) from += length
  if (step.single) {
    if (from >= length || from < 0) {
      if (allowMissing && length === 0) return []
      throw new JsonPathError(`array index out of bounds: index ${step.from ?? 0}, length ${length}`)
    }
    return [value[from]]
  }
  let to = step.to ?? length
  if (to < 0) to += length
  const by = step.by ?? 1
  if (by <= 0) throw new JsonPathError('step must be > 0')
  const out: Value[] = []
  for (let i = from; i < Math.min(to, length); i += by) out.push(value[i])
  return out
}

function passes(filter: Extract<Step, { step: 'filter' }>, item: Value, root: Value): boolean {
  const left = walk(filter.left, [item], root, true)
  if (filter.operator === 'exists') return left.length > 0
  if (left.length === 0) return false
  if (left.length > 1) throw new JsonPathError('can only compare one element at a time')
  const right = walk(filter.right, [item], root, true)
  if (right.length === 0) return false
  return compare(filter.operator, left[0], right[0])
}

function compare(operator: string, left: Value, right: Value): boolean {
  if (typeof left === 'object' || typeof right === 'object') return false
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (typeof left !== typeof right) throw new JsonPathError(`incompatible types for comparison`)
  const [a, b] = [left as string | number, right as string | number]
  if (operator === '<') return a < b
  if (operator === '<=') return a <= b
  return operator === '>' ? a > b : a >= b
}
