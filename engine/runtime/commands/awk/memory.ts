/** What an awk program's names stand for: variables, arrays, the record and its fields, with awk's rules of text and number. */
import { numberText } from '../floats.ts'
import { BadPattern, compileRegex, type Regex } from '../regex.ts'
import { AwkError, type AwkState, type Cells, toInput, type Value } from './values.ts'

export class Memory {
  protected locals: Map<string, Value | Cells>[] = []

  constructor(readonly s: AwkState) {}

  // ---------------------------------------------------------------------------------------------- values

  number(value: Value): number {
    if (typeof value === 'number') return value
    const text = typeof value === 'string' ? value : value.input
    const match = /^[ \t\n\r]*([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?))/.exec(text)
    return match === null ? 0 : Number(match[1])
  }

  text(value: Value, format = 'CONVFMT'): string {
    if (typeof value === 'string') return value
    if (typeof value !== 'number') return value.input
    return Number.isInteger(value) ? numberText(value) : numberText(value, this.text(this.global(format)))
  }

  protected truth(value: Value): boolean {
    if (typeof value === 'number') return value !== 0
    return typeof value === 'string' ? value !== '' : this.number(value) !== 0
  }

  global(name: string): Value {
    const value = this.s.globals.get(name)
    return value instanceof Map || value === undefined ? '' : value
  }

  protected scope(name: string): Map<string, Value | Cells> {
    const local = this.locals[this.locals.length - 1]
    return local?.has(name) ? local : this.s.globals
  }

  protected variable(name: string): Value {
    if (name === 'NF') this.split()
    const value = this.scope(name).get(name)
    return value instanceof Map || value === undefined ? '' : value
  }

  protected setVariable(name: string, value: Value): void {
    this.scope(name).set(name, value)
    if (name === 'NF') this.setFieldCount(this.number(value))
  }

  cells(name: string): Cells {
    const scope = this.scope(name)
    const found = scope.get(name)
    if (found instanceof Map) return found
    const cells: Cells = new Map()
    scope.set(name, cells)
    return cells
  }

  // ---------------------------------------------------------------------------------------------- fields

  setRecord(text: string): void {
    this.s.record = text
    this.s.fields = undefined
  }

  private split(): string[] {
    const { s } = this
    if (s.fields === undefined) {
      s.fields = this.splitText(s.record, this.text(this.global('FS')))
      s.globals.set('NF', s.fields.length)
    }
    return s.fields
  }

  splitText(text: string, separator: string): string[] {
    if (text === '') return []
    if (separator === ' ') return text.trim() === '' ? [] : text.replace(/^[ \t\n]+|[ \t\n]+$/g, '').split(/[ \t\n]+/)
    if (separator === '') return [...text]
    if (separator.length === 1 && separator !== '\\' && !/[.^$*+?()[\]{}|]/.test(separator))
      return text.split(separator)
    if (separator.length === 1 && separator !== '\\' && separator !== ' ' && !/[\^$*+?()[{]/.test(separator))
      return text.split(separator)
    const parts: string[] = []
    const matcher = this.regex(separator).matcher(text)
    let from = 0
    while (matcher.find()) {
      if (matcher.end() === matcher.start()) continue
      parts.push(text.slice(from, matcher.start()))
      from = matcher.end()
    }
    parts.push(text.slice(from))
    return parts
  }

  protected field(n: number): Value {
    if (n === 0) return toInput(this.s.record)
    const text = this.split()[n - 1]
    return text === undefined ? '' : toInput(text)
  }

  protected setField(n: number, value: Value): void {
    const text = this.text(value)
    if (n === 0) {
      this.setRecord(text)
      return
    }
    if (n < 0 || n > 65536) throw new AwkError(`trying to access out of range field ${n}`)
    const fields = [...this.split()]
    while (fields.length < n) fields.push('')
    fields[n - 1] = text
    this.join(fields)
  }

  private setFieldCount(n: number): void {
    const fields = [...(this.s.fields ?? this.splitText(this.s.record, this.text(this.global('FS'))))]
    fields.length = Math.min(65536, Math.max(0, n))
    this.join(Array.from(fields, (field) => field ?? ''))
  }

  private join(fields: string[]): void {
    this.s.fields = fields
    this.s.record = fields.join(this.text(this.global('OFS')))
    this.s.globals.set('NF', fields.length)
  }

  protected regex(text: string): Regex {
    try {
      return compileRegex(text, 'extended')
    } catch (error) {
      if (error instanceof BadPattern)
        throw new AwkError(`regular expression compile failed (bad class -- [], [^] or [)\n${text}`)
      throw error
    }
  }
}
