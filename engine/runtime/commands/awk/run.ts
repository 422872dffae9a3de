/** Runs awk's tree: values, fields, arrays, output. One record at a time; between records its state is plain data. */
import type { Call } from '../../kernel/contract.ts'
import { attempt } from '../../files/errno.ts'
import type { Effects, Outcome } from './effects.ts'
import { cosine, logarithm, exponential, sine, arctangent } from '../mathematics.ts'
import type { AwkProgram, Expr, Rule, Stmt } from './parse.ts'
import { awkFormat } from './format.ts'
import { Memory } from './memory.ts'
import { rareFunction } from './rare.ts'
import { AwkError, type AwkState, type Cells, Jump, ordered, textOrder, toInput, type Value } from './values.ts'

/** Statements and loops a record may take: a loop without end is stopped by the kernel's patience, as a hung program's. */
const MAX_WORK = 20_000_000
const MAX_DEPTH = 500
/** What a rule without a body does. */
const PRINT_RECORD: Stmt = { t: 'print', args: [], formatted: false, to: undefined, how: '' }

const linesOf = (text: string): string[] => {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** A record that was read, and the variables that reading it set (a file began, an operand assigned). */
export interface InputRecord {
  text: string
  sets: readonly (readonly [string, Value])[]
}

/** What awk's driver does for rules; both throw SUSPENDED to wait. */
export interface Outside {
  /** The next record of the main input; null at its end. */
  nextRecord(interpreter: Interpreter): InputRecord | null
  runCommand(command: string, settings: { input?: string; captures?: boolean }): Outcome
}

export class Interpreter extends Memory {
  private work = 0

  constructor(
    private readonly program: AwkProgram,
    s: AwkState,
    readonly call: Call,
    readonly effects: Effects,
    private readonly outside: Outside,
  ) {
    super(s)
  }

  private key(keys: readonly Expr[]): string {
    return keys.map((e) => this.text(this.value(e))).join(keys.length > 1 ? this.text(this.global('SUBSEP')) : '')
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
    let line: string | undefined
    if (command !== undefined) line = this.lineOfCommand(this.text(this.value(command)))
    else if (file === undefined) {
      const record = this.effects.once(() => this.outside.nextRecord(this))
      if (record === null) return 0
      this.count(record)
      line = record.text
    } else {
      const path = this.text(this.value(file))
      const source = this.source(path, () => attempt(() => this.call.files.read(path)).value)
      if (source === undefined) return -1
      line = source.lines[source.at++]
    }
    if (line === undefined) return 0
    if (to === undefined) this.setRecord(line)
    else this.store(to, toInput(line))
    return 1
  }

  /** A record of the main input has come: what it sets, and the counts. */
  count({ sets }: InputRecord): void {
    const { globals } = this.s
    for (const [name, value] of sets) globals.set(name, value)
    globals.set('NR', this.number(this.global('NR')) + 1)
    globals.set('FNR', this.number(this.global('FNR')) + 1)
  }

  private lineOfCommand(command: string): string | undefined {
    const source = this.source(`|${command}`, () => this.outside.runCommand(command, { captures: true }).output)
    return source?.lines[source.at++]
  }

  /** What is read line by line under a name, fetched when it is first asked for. */
  private source(name: string, fetch: () => string | undefined): { lines: string[]; at: number } | undefined {
    const known = this.s.reading.get(name)
    if (known !== undefined) return known
    const data = this.effects.once(fetch)
    if (data === undefined) return undefined
    const source = { lines: linesOf(data), at: 0 }
    this.s.reading.set(name, source)
    return source
  }

  /** `system`: what it printed so far stands in front of what the command prints. */
  system(command: string): number {
    return this.effects.once(() => this.outside.runCommand(command, {}).status)
  }

  /** `close`: a command that was printed to runs now; -1 when nothing of the name is open. */
  close(name: string): number {
    const { pipes, reading, written } = this.s
    const input = pipes.get(name)
    if (input !== undefined) {
      pipes.delete(name)
      return this.effects.once(() => this.outside.runCommand(name, { input }).status)
    }
    const wasRead = reading.delete(`|${name}`) || reading.delete(name)
    return written.delete(name) || wasRead ? 0 : -1
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
        if (args[2] === undefined) return source.slice(Math.max(0, from - 1))
        // Where it begins before the text, mawk and busybox count the length from the text's first character but one.
        const start = Math.max(0, from - 1)
        return source.slice(start, Math.max(0, Math.round(start + number(2))))
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
    const target = to === undefined ? '/dev/stdout' : this.text(this.value(to))
    if (how === '|') this.s.pipes.set(target, (this.s.pipes.get(target) ?? '') + text)
    else this.effects.once(() => this.write(target, text, how))
  }

  private write(target: string, text: string, how: string): void {
    if (target === '/dev/stderr') this.call.err(text)
    else if (target === '/dev/stdout' || target === '-') this.call.out(text)
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
    if (body === undefined) this.run(PRINT_RECORD)
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
}
