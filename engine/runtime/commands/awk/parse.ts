/** awk programs: text → tree. POSIX grammar. */
import { AwkSyntaxError, FUNCTIONS, type Token, tokenize } from './tokens.ts'

export type Expr =
  | { t: 'num'; v: number }
  | { t: 'str'; v: string }
  | { t: 'regex'; v: string }
  | { t: 'var'; name: string }
  | { t: 'index'; name: string; keys: Expr[] }
  | { t: 'field'; e: Expr }
  | { t: 'group'; e: Expr }
  | { t: 'assign'; op: string; to: Expr; e: Expr }
  | { t: 'cond'; test: Expr; yes: Expr; no: Expr }
  | { t: 'bin'; op: string; l: Expr; r: Expr }
  | { t: 'match'; negated: boolean; l: Expr; r: Expr }
  | { t: 'in'; keys: Expr[]; name: string }
  | { t: 'un'; op: string; e: Expr }
  | { t: 'inc'; by: number; prefix: boolean; to: Expr }
  | { t: 'call'; name: string; args: Expr[] }
  | { t: 'getline'; to: Expr | undefined; file: Expr | undefined; command: Expr | undefined }

export type Stmt =
  | { t: 'block'; body: Stmt[] }
  | { t: 'expr'; e: Expr }
  | { t: 'print'; args: Expr[]; formatted: boolean; to: Expr | undefined; how: string }
  | { t: 'if'; test: Expr; yes: Stmt; no: Stmt | undefined }
  | { t: 'while'; test: Expr; body: Stmt; after: boolean }
  | { t: 'for'; start: Stmt | undefined; test: Expr | undefined; step: Stmt | undefined; body: Stmt }
  | { t: 'forin'; key: string; name: string; body: Stmt }
  | { t: 'next' | 'nextfile' | 'break' | 'continue' }
  | { t: 'exit' | 'return'; e: Expr | undefined }
  | { t: 'delete'; name: string; keys: Expr[] | undefined }

export interface Rule {
  kind: 'BEGIN' | 'END' | 'rule'
  test: Expr | undefined
  until: Expr | undefined
  body: Stmt | undefined
}

export interface AwkProgram {
  rules: Rule[]
  functions: Map<string, { params: string[]; body: Stmt }>
  /** A rule may have to wait in its middle: for a command, or for a line. */
  waits: boolean
}

class Parser {
  private at = 0
  readonly program: AwkProgram = { rules: [], functions: new Map(), waits: false }

  constructor(private readonly tokens: readonly Token[]) {}

  private get token(): Token {
    return this.tokens[this.at] as Token
  }

  private is(text: string, type: Token['type'] = 'op'): boolean {
    return this.token.type === type && this.token.text === text
  }

  private accept(text: string, type: Token['type'] = 'op'): boolean {
    if (!this.is(text, type)) return false
    this.at++
    return true
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.fail()
  }

  private fail(): never {
    const { text, type } = this.token
    throw new AwkSyntaxError(
      `line ${this.token.line}: syntax error at or near ${type === 'end' ? 'end of file' : type === 'newline' ? 'end of line' : text}`,
    )
  }

  private newlines(): void {
    while (this.token.type === 'newline') this.at++
  }

  private terminators(): void {
    while (this.token.type === 'newline' || this.is(';')) this.at++
  }

  parse(): AwkProgram {
    this.terminators()
    while (this.token.type !== 'end') {
      this.item()
      this.terminators()
    }
    return this.program
  }

  private item(): void {
    if (this.accept('function', 'keyword') || this.accept('func', 'keyword')) {
      const name = this.token.text
      this.at++
      this.expect('(')
      const params: string[] = []
      while (!this.accept(')')) {
        params.push(this.token.text)
        this.at++
        if (!this.accept(',')) this.newlines()
      }
      this.newlines()
      this.program.functions.set(name, { params, body: this.block() })
      return
    }
    for (const kind of ['BEGIN', 'END'] as const) {
      if (!this.accept(kind, 'keyword')) continue
      this.newlines()
      this.program.rules.push({ kind, test: undefined, until: undefined, body: this.block() })
      return
    }
    const test = this.is('{') ? undefined : this.expression()
    let until: Expr | undefined
    if (test !== undefined && this.accept(',')) {
      this.newlines()
      until = this.expression()
    }
    const body = this.is('{') ? this.block() : undefined
    this.program.rules.push({ kind: 'rule', test, until, body })
  }

  private block(): Stmt {
    this.expect('{')
    const body: Stmt[] = []
    this.terminators()
    while (!this.accept('}')) {
      if (this.token.type === 'end') this.fail()
      body.push(this.statement())
      this.terminators()
    }
    return { t: 'block', body }
  }

  private simpleEnd(): void {
    if (this.is('}') || this.token.type === 'end') return
    if (this.token.type === 'newline' || this.is(';')) {
      this.at++
      return
    }
    this.fail()
  }

  private body(): Stmt {
    this.newlines()
    if (this.accept(';')) return { t: 'block', body: [] }
    return this.statement()
  }

  private statement(): Stmt {
    if (this.is('{')) return this.block()
    const { token } = this
    if (token.type === 'keyword') {
      const compound = this.compound(token.text)
      if (compound !== undefined) return compound
    }
    const simple = this.simple()
    this.simpleEnd()
    return simple
  }

  private compound(word: string): Stmt | undefined {
    switch (word) {
      case 'if': {
        this.at++
        this.expect('(')
        const test = this.expression()
        this.expect(')')
        const yes = this.body()
        const mark = this.at
        this.terminators()
        if (this.accept('else', 'keyword')) return { t: 'if', test, yes, no: this.body() }
        this.at = mark
        return { t: 'if', test, yes, no: undefined }
      }
      case 'while': {
        this.at++
        this.expect('(')
        const test = this.expression()
        this.expect(')')
        return { t: 'while', test, body: this.body(), after: false }
      }
      case 'do': {
        this.at++
        const body = this.body()
        this.terminators()
        if (!this.accept('while', 'keyword')) this.fail()
        this.expect('(')
        const test = this.expression()
        this.expect(')')
        this.simpleEnd()
        return { t: 'while', test, body, after: true }
      }
      case 'for':
        return this.forLoop()
      default:
        return undefined
    }
  }

  private forLoop(): Stmt {
    this.at++
    this.expect('(')
    const [key, word, name, close] = this.tokens.slice(this.at, this.at + 4)
    if (
      key?.type === 'name' &&
      word?.text === 'in' &&
      word.type === 'keyword' &&
      name?.type === 'name' &&
      close?.text === ')'
    ) {
      this.at += 4
      return { t: 'forin', key: key.text, name: name.text, body: this.body() }
    }
    const start = this.is(';') ? undefined : this.simple()
    this.expect(';')
    this.newlines()
    const test = this.is(';') ? undefined : this.expression()
    this.expect(';')
    this.newlines()
    const step = this.is(')') ? undefined : this.simple()
    this.expect(')')
    return { t: 'for', start, test, step, body: this.body() }
  }

  private simple(): Stmt {
    const { token } = this
    if (token.type !== 'keyword') return { t: 'expr', e: this.expression() }
    switch (token.text) {
      case 'print':
      case 'printf':
        this.at++
        return this.print(token.text === 'printf')
      case 'next':
      case 'nextfile':
      case 'break':
      case 'continue':
        this.at++
        return { t: token.text as 'next' }
      case 'exit':
      case 'return': {
        this.at++
        const bare = this.token.type === 'newline' || this.token.type === 'end' || this.is(';') || this.is('}')
        return { t: token.text, e: bare ? undefined : this.expression() }
      }
      case 'delete': {
        this.at++
        const name = this.token.text
        this.at++
        if (!this.accept('[')) return { t: 'delete', name, keys: undefined }
        const keys = this.list(']')
        return { t: 'delete', name, keys }
      }
      default:
        return { t: 'expr', e: this.expression() }
    }
  }

  private print(formatted: boolean): Stmt {
    let args: Expr[] = []
    const ends = () =>
      this.token.type === 'newline' || this.token.type === 'end' || [';', '}', '>', '>>', '|'].some((op) => this.is(op))
    if (!ends()) {
      const mark = this.at
      // `print (a, b) > "f"`: the parentheses are print's.
      if (this.accept('(')) {
        args = this.list(')')
        if (!ends()) {
          this.at = mark
          args = this.arguments()
        }
      } else args = this.arguments()
    }
    const how = ['>', '>>', '|'].find((op) => this.is(op))
    if (how === undefined) return { t: 'print', args, formatted, to: undefined, how: '' }
    this.at++
    return { t: 'print', args, formatted, to: this.concatenation(true), how }
  }

  private arguments(): Expr[] {
    const args = [this.ternary(true)]
    while (this.accept(',')) {
      this.newlines()
      args.push(this.ternary(true))
    }
    return args
  }

  private list(close: string): Expr[] {
    const args: Expr[] = []
    this.newlines()
    while (!this.accept(close)) {
      args.push(this.expression())
      this.newlines()
      if (!this.accept(',') && !this.is(close)) this.fail()
      this.newlines()
    }
    return args
  }

  // ---------------------------------------------------------------------------------------------- expressions

  expression(): Expr {
    return this.ternary(false)
  }

  /** @param noGreater inside print, where `>` redirects */
  private ternary(noGreater: boolean): Expr {
    const test = this.or(noGreater)
    if (this.accept('?')) {
      this.newlines()
      const yes = this.ternary(noGreater)
      this.newlines()
      this.expect(':')
      this.newlines()
      return { t: 'cond', test, yes, no: this.ternary(noGreater) }
    }
    const op = this.token
    if (
      op.type === 'op' &&
      /^(\*\*|[-+*/%^])?=$/.test(op.text) &&
      (test.t === 'var' || test.t === 'index' || test.t === 'field')
    ) {
      this.at++
      this.newlines()
      return { t: 'assign', op: op.text.slice(0, -1).replace('**', '^'), to: test, e: this.ternary(noGreater) }
    }
    return test
  }

  private or(noGreater: boolean): Expr {
    let l = this.and(noGreater)
    while (this.accept('||')) {
      this.newlines()
      l = { t: 'bin', op: '||', l, r: this.and(noGreater) }
    }
    return l
  }

  private and(noGreater: boolean): Expr {
    let l = this.membership(noGreater)
    while (this.accept('&&')) {
      this.newlines()
      l = { t: 'bin', op: '&&', l, r: this.membership(noGreater) }
    }
    return l
  }

  private membership(noGreater: boolean): Expr {
    let l = this.matching(noGreater)
    while (this.accept('in', 'keyword')) {
      const name = this.token.text
      this.at++
      l = { t: 'in', keys: l.t === 'group' && l.e.t === 'call' && l.e.name === ',' ? l.e.args : [l], name }
    }
    return l
  }

  private matching(noGreater: boolean): Expr {
    let l = this.comparison(noGreater)
    while (this.is('~') || this.is('!~')) {
      const negated = this.token.text === '!~'
      this.at++
      l = { t: 'match', negated, l, r: this.comparison(noGreater) }
    }
    return l
  }

  private comparison(noGreater: boolean): Expr {
    const l = this.pipeGetline(this.concatenation(noGreater))
    const op = this.token
    if (op.type !== 'op' || !['<', '<=', '==', '!=', '>', '>='].includes(op.text) || (op.text === '>' && noGreater))
      return l
    this.at++
    return { t: 'bin', op: op.text, l, r: this.concatenation(noGreater) }
  }

  private pipeGetline(command: Expr): Expr {
    let e = command
    while (this.is('|') && this.tokens[this.at + 1]?.text === 'getline') {
      this.at += 2
      this.program.waits = true
      e = { t: 'getline', to: this.lvalue(), file: undefined, command: e }
    }
    return e
  }

  private concatenation(noGreater: boolean): Expr {
    let l = this.additive()
    while (this.startsOperand()) l = { t: 'bin', op: ' ', l, r: this.additive() }
    void noGreater
    return l
  }

  private startsOperand(): boolean {
    const { type, text } = this.token
    if (type === 'num' || type === 'str' || type === 'regex' || type === 'name' || type === 'funcname') return true
    if (type === 'op') return ['$', '!', '(', '-', '+', '++', '--'].includes(text)
    return false
  }

  private additive(): Expr {
    let l = this.multiplicative()
    while (this.is('+') || this.is('-')) {
      const op = this.token.text
      this.at++
      l = { t: 'bin', op, l, r: this.multiplicative() }
    }
    return l
  }

  private multiplicative(): Expr {
    let l = this.unary()
    while (this.is('*') || this.is('/') || this.is('%')) {
      const op = this.token.text
      this.at++
      l = { t: 'bin', op, l, r: this.unary() }
    }
    return l
  }

  private unary(): Expr {
    for (const op of ['!', '-', '+']) if (this.accept(op)) return { t: 'un', op, e: this.unary() }
    return this.power()
  }

  private power(): Expr {
    const l = this.postfix()
    if (this.accept('^') || this.accept('**')) {
      const negative = this.accept('-')
      const r = this.power()
      return { t: 'bin', op: '^', l, r: negative ? { t: 'un', op: '-', e: r } : r }
    }
    return l
  }

  private postfix(): Expr {
    const e = this.primary()
    if (e.t === 'var' || e.t === 'index' || e.t === 'field') {
      if (this.accept('++')) return { t: 'inc', by: 1, prefix: false, to: e }
      if (this.accept('--')) return { t: 'inc', by: -1, prefix: false, to: e }
    }
    return e
  }

  private lvalue(): Expr | undefined {
    if (this.token.type === 'name' || this.is('$')) return this.primary()
    return undefined
  }

  private primary(): Expr {
    const { token } = this
    this.at++
    switch (token.type) {
      case 'num':
        return { t: 'num', v: Number(token.text) }
      case 'str':
        return { t: 'str', v: token.text }
      case 'regex':
        return { t: 'regex', v: token.text }
      case 'name': {
        if (FUNCTIONS.has(token.text)) return { t: 'call', name: token.text, args: [] }
        if (!this.accept('[')) return { t: 'var', name: token.text }
        return { t: 'index', name: token.text, keys: this.list(']') }
      }
      case 'funcname':
        if (token.text === 'system' || token.text === 'close') this.program.waits = true
        this.expect('(')
        return { t: 'call', name: token.text, args: this.list(')') }
      case 'keyword':
        if (token.text === 'getline') {
          const to = this.lvalue()
          const file = this.accept('<') ? this.postfix() : undefined
          if (file === undefined) this.program.waits = true
          return { t: 'getline', to, file, command: undefined }
        }
        this.at--
        return this.fail()
      case 'op':
        return this.operator(token.text)
      default:
        this.at--
        return this.fail()
    }
  }

  private operator(op: string): Expr {
    if (op === '$') {
      if (this.is('++') || this.is('--')) {
        const by = this.token.text === '++' ? 1 : -1
        this.at++
        return { t: 'field', e: { t: 'inc', by, prefix: true, to: this.primary() } }
      }
      if (this.accept('-')) return { t: 'field', e: { t: 'un', op: '-', e: this.primary() } }
      return { t: 'field', e: this.primary() }
    }
    if (op === '++' || op === '--') return { t: 'inc', by: op === '++' ? 1 : -1, prefix: true, to: this.primary() }
    if (op === '(') {
      const items = this.list(')')
      if (items.length === 1) return { t: 'group', e: items[0] as Expr }
      return { t: 'group', e: { t: 'call', name: ',', args: items } }
    }
    this.at--
    return this.fail()
  }
}

const KEPT = 128
const parsed = new Map<string, AwkProgram>()

/** @throws AwkSyntaxError */
export function parseAwk(text: string): AwkProgram {
  let program = parsed.get(text)
  if (program === undefined) {
    program = new Parser(tokenize(text)).parse()
    if (parsed.size >= KEPT) parsed.clear()
    parsed.set(text, program)
  }
  return program
}
