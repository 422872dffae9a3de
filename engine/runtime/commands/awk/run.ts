/** Runs awk's tree: values, fields, arrays, output. One record at a time; between records its state is plain data. */
import type { Call } from '../../kernel/contract.ts'
import { attempt } from '../../files/errno.ts'
import { numberText } from '../floats.ts'
import { BadPattern, compileRegex } from '../regex.ts'
import { cosine, logarithm, exponential, sine, arctangent } from '../mathematics.ts'
import type { AwkProgram, Expr, Rule, Stmt } from './parse.ts'
import { awkEscapes } from './tokens.ts'
import { awkFormat } from './format.ts'
import { rareFunction } from './rare.ts'
import { AwkError, type AwkState, type Cells, Jump, ordered, textOrder, toInput, type Value } from './values.ts'

/** Statements and loops a record may take: a loop without end is stopped by the kernel's patience, as a hung program's. */
const MAX_WORK = 20_000_000
const MAX_DEPTH = 500
export class Interpreter {
  private locals: Map<string, Value | Cells>[] = []
  private work = 0

  constructor(
    private readonly program: AwkProgram,
    readonly s: AwkState,
    readonly call: Call,
  ) {}

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

  private truth(value: Value): boolean {
    if (typeof value === 'number') return value !== 0
    return typeof value === 'string' ? value !== '' : this.number(value) !== 0
  }

  global(name: string): Value {
    const value = this.s.globals.get(name)
    return value instanceof Map || value === undefined ? '' : value
  }

  private scope(name: string): Map<string, Value | Cells> {
    const local = this.locals[this.locals.length - 1]
    return local?.has(name) ? local : this.s.globals
  }

  private variable(name: string): Value {
    if (name === 'NF') this.split()
    const value = this.scope(name).get(name)
    return value instanceof Map || value === undefined ? '' : value
  }

  private setVariable(name: string, value: Value): void {
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

  private key(keys: readonly Expr[]): string {
    return keys.map((e) => this.text(this.value(e))).join(keys.length > 1 ? this.text(this.global('SUBSEP')) : '')
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

  private field(n: number): Value {
    if (n === 0) return toInput(this.s.record)
    const text = this.split()[n - 1]
    return text === undefined ? '' : toInput(text)
  }

  private setField(n: number, value: Value): void {
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

  private regex(text: string) {
    try {
      return compileRegex(text, 'extended')
    } catch (error) {
      if (error instanceof BadPattern)
        throw new AwkError(`regular expression compile failed (bad class -- [], [^] or [)\n${text}`)
      throw error
    }
  }

  private pattern(e: Expr) {
    return this.regex(e.t === 'regex' ? e.v : this.text(this.value(e)))
  }

  // ---------------------------------------------------------------------------------------------- expressions

  value(e: Expr): Value {
    switch (e.t) {
      case 'num':
        return e.v
      case 'str':
        return e.v
      case 'regex':
        return this.regex(e.v).matcher(this.s.record).find() ? 1 : 0
      case 'var':
        return this.variable(e.name)
      case 'index': {
        const cells = this.cells(e.name)
        const key = this.key(e.keys)
        const found = cells.get(key)
        if (found !== undefined) return found
        cells.set(key, '')
        return ''
      }
      case 'field':
        return this.field(Math.trunc(this.number(this.value(e.e))))
      case 'group':
        return this.value(e.e)
      case 'assign':
        return this.assignment(e)
      case 'cond':
        return this.truth(this.value(e.test)) ? this.value(e.yes) : this.value(e.no)
      case 'bin':
        return this.binary(e)
      case 'match':
        return this.pattern(e.r)
          .matcher(this.text(this.value(e.l)))
          .find() !== e.negated
          ? 1
          : 0
      case 'in':
        return this.cells(e.name).has(this.key(e.keys)) ? 1 : 0
      case 'un':
        return this.unary(e)
      case 'inc': {
        const before = this.number(this.value(e.to))
        this.store(e.to, before + e.by)
        return e.prefix ? before + e.by : before
      }
      case 'call':
        return this.invoke(e.name, e.args)
      default:
        return this.getline(e)
    }
  }

  private unary({ op, e }: Expr & { t: 'un' }): Value {
    if (op === '!') return this.truth(this.value(e)) ? 0 : 1
    const n = this.number(this.value(e))
    return op === '-' ? -n : n
  }

  private assignment({ op, to, e }: Expr & { t: 'assign' }): Value {
    const right = this.value(e)
    const value = op === '' ? right : this.arithmetic(op, this.number(this.value(to)), this.number(right))
    this.store(to, value)
    return value
  }

  store(to: Expr, value: Value): void {
    if (to.t === 'var') this.setVariable(to.name, value)
    else if (to.t === 'index') this.cells(to.name).set(this.key(to.keys), value)
    else if (to.t === 'field') this.setField(Math.trunc(this.number(this.value(to.e))), value)
  }

  private binary({ op, l, r }: Expr & { t: 'bin' }): Value {
    if (op === '&&') return this.truth(this.value(l)) && this.truth(this.value(r)) ? 1 : 0
    if (op === '||') return this.truth(this.value(l)) || this.truth(this.value(r)) ? 1 : 0
    const a = this.value(l)
    const b = this.value(r)
    if (op === ' ') {
      const joined = this.text(a) + this.text(b)
      if (joined.length > 64 * 1024 * 1024) throw new AwkError('out of memory')
      return joined
    }
    if (['<', '<=', '==', '!=', '>', '>='].includes(op)) return this.compare(op, a, b) ? 1 : 0
    return this.arithmetic(op, this.number(a), this.number(b))
  }

  private compare(op: string, a: Value, b: Value): boolean {
    const isNumber = (v: Value) => typeof v !== 'string'
    let order: number
    if ((isNumber(a) && isNumber(b)) || (a === '' && isNumber(b)) || (b === '' && isNumber(a))) {
      const untouched = (v: Value) => v === ''
      if (
        (untouched(a) && typeof b === 'number') ||
        (untouched(b) && typeof a === 'number') ||
        (isNumber(a) && isNumber(b))
      )
        order = this.number(a) - this.number(b)
      else order = textOrder(this.text(a), this.text(b))
    } else order = textOrder(this.text(a), this.text(b))
    switch (op) {
      case '<':
        return order < 0
      case '<=':
        return order <= 0
      case '>':
        return order > 0
      case '>=':
        return order >= 0
      case '==':
        return order === 0
      default:
        return order !== 0
    }
  }

  private arithmetic(op: string, a: number, b: number): number {
    switch (op) {
      case '+':
        return a + b
      case '-':
        return a - b
      case '*':
        return a * b
      case '/':
        if (b === 0) throw new AwkError('division by zero')
        return a / b
      case '%':
        if (b === 0) throw new AwkError('division by zero in %')
        return a % b
      default:
        return a ** b
    }
  }

  private getline({ to, file, command }: Expr & { t: 'getline' }): Value {
    if (command !== undefined) throw new AwkError('command | getline is not supported here')
    const { s } = this
    let line: string | undefined
    if (file !== undefined) {
      const path = this.text(this.value(file))
      let source = s.reading.get(path)
      if (source === undefined) {
        const data = attempt(() => this.call.files.read(path)).value
        if (data === undefined) return -1
        const lines = data.split('\n')
        if (lines.at(-1) === '') lines.pop()
        s.reading.set(path, (source = { lines, at: 0 }))
      }
      line = source.lines[source.at++]
    } else {
      line = s.lines?.queue.shift()
      if (line !== undefined) {
        s.globals.set('NR', this.number(this.global('NR')) + 1)
        s.globals.set('FNR', this.number(this.global('FNR')) + 1)
      }
    }
    if (line === undefined) return 0
    if (to === undefined) this.setRecord(line)
    else this.store(to, toInput(line))
    return 1
  }

  // ---------------------------------------------------------------------------------------------- functions

  private invoke(name: string, args: readonly Expr[]): Value {
    const own = this.program.functions.get(name)
    if (own !== undefined) return this.callOwn(own, args)
    const value = (i: number): Value => (args[i] === undefined ? '' : this.value(args[i]))
    const text = (i: number) => this.text(value(i))
    const number = (i: number) => this.number(value(i))
    switch (name) {
      case 'length': {
        const [e] = args
        if (e === undefined) return this.s.record.length
        if (e.t === 'var' && this.scope(e.name).get(e.name) instanceof Map) return this.cells(e.name).size
        return text(0).length
      }
      case 'substr': {
        const source = text(0)
        const from = Math.round(number(1))
        const to = args[2] === undefined ? source.length + 1 : from + Math.round(number(2))
        return source.slice(Math.max(0, from - 1), Math.max(0, Math.min(source.length, to - 1)))
      }
      case 'index':
        return text(0).indexOf(text(1)) + 1
      case 'split':
        return this.splitInto(args)
      case 'sub':
      case 'gsub':
        return this.substitute(args, name === 'gsub')
      case 'match': {
        const matcher = this.pattern(args[1] as Expr).matcher(text(0))
        const found = matcher.find()
        this.s.globals.set('RSTART', found ? matcher.start() + 1 : 0)
        this.s.globals.set('RLENGTH', found ? matcher.end() - matcher.start() : -1)
        return found ? matcher.start() + 1 : 0
      }
      case 'sprintf':
        return awkFormat(
          text(0),
          args.slice(1).map((e) => this.value(e)),
          this,
        )
      case 'tolower':
        return text(0).replace(/[A-Z]+/g, (c) => c.toLowerCase())
      case 'toupper':
        return text(0).replace(/[a-z]+/g, (c) => c.toUpperCase())
      case 'int':
        return Math.trunc(number(0))
      case 'sqrt':
        return Math.sqrt(number(0))
      case 'exp':
        return exponential(number(0))
      case 'log':
        return logarithm(number(0))
      case 'sin':
        return sine(number(0))
      case 'cos':
        return cosine(number(0))
      case 'atan2':
        return arctangent(number(0), number(1))
      default:
        return rareFunction(this, name, value, args)
    }
  }

  private callOwn({ params, body }: { params: string[]; body: Stmt }, args: readonly Expr[]): Value {
    if (this.locals.length >= MAX_DEPTH) throw new AwkError('function call nesting is too deep')
    const locals = new Map<string, Value | Cells>()
    const late: [string, string][] = []
    params.forEach((param, i) => {
      const e = args[i]
      if (e === undefined) locals.set(param, '')
      else if (e.t === 'var') {
        const found = this.scope(e.name).get(e.name)
        if (found === undefined) late.push([param, e.name])
        locals.set(param, found ?? '')
      } else locals.set(param, this.value(e))
    })
    this.locals.push(locals)
    try {
      this.run(body)
      return ''
    } catch (jump) {
      if (jump instanceof Jump && jump.kind === 'return') return jump.value
      throw jump
    } finally {
      this.locals.pop()
      // A name that was nothing and became an array in the function is one outside, too.
      for (const [param, outer] of late) {
        const made = locals.get(param)
        if (made instanceof Map) this.scope(outer).set(outer, made)
      }
    }
  }

  private splitInto(args: readonly Expr[]): number {
    const source = this.text(this.value(args[0] as Expr))
    const target = args[1] as Expr & { t: 'var' }
    const separator = args[2]
    const parts =
      separator === undefined
        ? this.splitText(source, this.text(this.global('FS')))
        : separator.t === 'regex'
          ? this.splitText(source, separator.v.length === 1 ? `(${separator.v})` : separator.v)
          : this.splitText(source, this.text(this.value(separator)))
    const cells = this.cells(target.name)
    cells.clear()
    parts.forEach((part, i) => cells.set(String(i + 1), toInput(part)))
    return parts.length
  }

  private substitute(args: readonly Expr[], global: boolean): number {
    const regex = this.pattern(args[0] as Expr)
    const by = this.text(this.value(args[1] as Expr))
    const target = args[2] ?? ({ t: 'field', e: { t: 'num', v: 0 } } as Expr)
    const source = this.text(this.value(target))
    const matcher = regex.matcher(source)
    let out = ''
    let from = 0
    let count = 0
    let lastEnd = -1
    while (matcher.find()) {
      const start = matcher.start()
      const end = matcher.end()
      if (start === end && start === lastEnd) continue
      lastEnd = end
      const whole = matcher.group() ?? ''
      out +=
        source.slice(from, start) + by.replace(/\\\\|\\&|&/g, (m) => (m === '&' ? whole : m === '\\&' ? '&' : '\\'))
      from = end
      count++
      if (!global) break
    }
    if (count > 0) this.store(target, out + source.slice(from))
    return count
  }

  // ---------------------------------------------------------------------------------------------- statements

  private run(stmt: Stmt): void {
    if (++this.work > MAX_WORK) throw new AwkError('it takes too long')
    switch (stmt.t) {
      case 'block':
        for (const inner of stmt.body) this.run(inner)
        return
      case 'expr':
        this.value(stmt.e)
        return
      case 'print':
        this.print(stmt)
        return
      case 'if':
        if (this.truth(this.value(stmt.test))) this.run(stmt.yes)
        else if (stmt.no !== undefined) this.run(stmt.no)
        return
      case 'while':
        if (stmt.after && !this.turn(stmt.body)) return
        while (this.truth(this.value(stmt.test))) if (!this.turn(stmt.body)) return
        return
      case 'for':
        if (stmt.start !== undefined) this.run(stmt.start)
        while (stmt.test === undefined || this.truth(this.value(stmt.test))) {
          if (!this.turn(stmt.body)) return
          if (stmt.step !== undefined) this.run(stmt.step)
        }
        return
      case 'forin': {
        for (const key of ordered([...this.cells(stmt.name).keys()])) {
          if (!this.cells(stmt.name).has(key)) continue
          this.setVariable(stmt.key, toInput(key))
          if (!this.turn(stmt.body)) return
        }
        return
      }
      case 'delete':
        if (stmt.keys === undefined) this.cells(stmt.name).clear()
        else this.cells(stmt.name).delete(this.key(stmt.keys))
        return
      case 'exit':
        throw new Jump('exit', stmt.e === undefined ? this.s.exit : this.value(stmt.e))
      case 'return':
        throw new Jump('return', stmt.e === undefined ? '' : this.value(stmt.e))
      default:
        throw new Jump(stmt.t)
    }
  }

  /** One turn of a loop; false when it was broken off. */
  private turn(body: Stmt): boolean {
    if (++this.work > MAX_WORK) throw new AwkError('it takes too long')
    try {
      this.run(body)
      return true
    } catch (jump) {
      if (!(jump instanceof Jump)) throw jump
      if (jump.kind === 'continue') return true
      if (jump.kind === 'break') return false
      throw jump
    }
  }

  private print({ args, formatted, to, how }: Stmt & { t: 'print' }): void {
    const text = formatted
      ? awkFormat(
          this.text(this.value(args[0] as Expr)),
          args.slice(1).map((e) => this.value(e)),
          this,
        )
      : (args.length === 0
          ? this.s.record
          : args.map((e) => this.text(this.value(e), 'OFMT')).join(this.text(this.global('OFS')))) +
        this.text(this.global('ORS'))
    if (to === undefined) {
      this.call.out(text)
      return
    }
    const target = this.text(this.value(to))
    if (how === '|') {
      if (/^cat *1>&2$/.test(target)) this.call.err(text)
      else this.s.pipes.set(target, (this.s.pipes.get(target) ?? '') + text)
    } else if (target === '/dev/stderr') this.call.err(text)
    else if (target === '/dev/stdout') this.call.out(text)
    else {
      const append = how === '>>' || this.s.written.has(target)
      this.s.written.add(target)
      attempt(() => this.call.files.write(target, text, append))
    }
  }

  // ---------------------------------------------------------------------------------------------- rules

  /** Runs rules of a kind; false when `exit` was met. */
  rules(kind: Rule['kind']): boolean {
    try {
      this.program.rules.forEach((rule, i) => {
        if (rule.kind === kind && (kind !== 'rule' || this.applies(rule, i))) this.act(rule)
      })
      return true
    } catch (jump) {
      if (!(jump instanceof Jump)) throw jump
      if (jump.kind === 'exit') {
        this.s.exit = this.number(jump.value) & 255
        return false
      }
      return true
    }
  }

  private act({ body }: Rule): void {
    if (body === undefined) this.call.out(this.s.record + this.text(this.global('ORS')))
    else this.run(body)
  }

  private applies({ test, until }: Rule, i: number): boolean {
    if (test === undefined) return true
    if (until === undefined) return this.truth(this.value(test))
    const { ranges } = this.s
    if (!ranges.has(i)) {
      if (!this.truth(this.value(test))) return false
      ranges.add(i)
    }
    if (this.truth(this.value(until))) ranges.delete(i)
    return true
  }

  assignText(name: string, text: string): void {
    this.s.globals.set(name, toInput(awkEscapes(text)))
  }
}
