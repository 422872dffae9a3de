/** jq's language (manual of 1.7) as a tree. */
import { JqSyntaxError, Lexer, type Token as Words } from './lexer.ts'

export type Node =
  | { op: 'identity' | 'recurse' | 'nothing' }
  | { op: 'literal'; value: null | boolean | number | string }
  | { op: 'variable' | 'break' | 'format'; name: string }
  | { op: 'text'; parts: (string | Node)[]; format: string }
  | { op: 'index'; of: Node; key: Node }
  | { op: 'slice'; of: Node; from: Node | undefined; to: Node | undefined }
  | { op: 'iterate' | 'negate' | 'array'; of: Node }
  | { op: 'try'; of: Node; handler: Node | undefined }
  | { op: 'pipe' | 'comma' | 'and' | 'or' | 'alternative'; left: Node; right: Node }
  | { op: 'binary'; sign: string; left: Node; right: Node }
  | { op: 'assign'; sign: string; left: Node; right: Node }
  | { op: 'object'; entries: [Node, Node][] }
  | { op: 'if'; test: Node; yes: Node; no: Node | undefined }
  | { op: 'reduce'; over: Node; pattern: Pattern; start: Node; update: Node }
  | { op: 'foreach'; over: Node; pattern: Pattern; start: Node; update: Node; extract: Node | undefined }
  | { op: 'bind'; of: Node; patterns: Pattern[]; body: Node }
  | { op: 'label'; name: string; body: Node }
  | { op: 'define'; name: string; params: string[]; definition: Node; body: Node }
  | { op: 'call'; name: string; args: Node[] }

export type Pattern =
  | { kind: 'variable'; name: string }
  | { kind: 'array'; items: Pattern[] }
  | { kind: 'object'; entries: { variable: string | undefined; key: Node | undefined; value: Pattern | undefined }[] }

type Token = Words<Node>

const MOST_DEPTH = 400
const IDENTITY: Node = { op: 'identity' }
const ASSIGNS = new Set(['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='])
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>='])
const KEYWORDS = new Set([
  'def',
  'if',
  'then',
  'elif',
  'else',
  'end',
  'as',
  'reduce',
  'foreach',
  'try',
  'catch',
  'label',
  'import',
  'include',
  'and',
  'or',
  '__loc__',
])

class Parser {
  private at = 0
  private depth = 0

  constructor(private readonly tokens: readonly Token[]) {}

  program(): Node {
    if (this.look().kind === 'end') return IDENTITY
    const node = this.pipe()
    if (this.look().kind !== 'end') throw this.unexpected()
    return node
  }

  /** What stands next; a method, so that nobody believes it stays. */
  private look(): Token {
    return this.tokens[this.at] as Token
  }

  private unexpected(): JqSyntaxError {
    const { kind, text } = this.look()
    return new JqSyntaxError(
      `syntax error, unexpected ${kind === 'end' ? text : kind === 'string' ? 'QQSTRING_START' : kind === 'number' ? 'LITERAL' : kind === 'word' && !KEYWORDS.has(text) ? 'IDENT' : `'${kind === 'field' ? `.${text}` : text}'`}`,
    )
  }

  private is(text: string, kind: 'sign' | 'word' = 'sign'): boolean {
    return this.look().kind === kind && this.look().text === text
  }

  private take(text: string, kind: 'sign' | 'word' = 'sign'): boolean {
    if (!this.is(text, kind)) return false
    this.at++
    return true
  }

  private expect(text: string, kind: 'sign' | 'word' = 'sign'): void {
    if (!this.take(text, kind)) throw this.unexpected()
  }

  private deeper<T>(read: () => T): T {
    if (++this.depth > MOST_DEPTH) throw new JqSyntaxError('syntax error, too deeply nested')
    const node = read()
    this.depth--
    return node
  }

  pipe(withComma = true): Node {
    return this.deeper(() => {
      if (this.take('def', 'word')) return this.define(withComma)
      const left = withComma ? this.comma() : this.alternative()
      if (this.take('as', 'word')) return this.binding(left, withComma)
      if (!this.take('|')) return left
      return { op: 'pipe', left, right: this.pipe(withComma) }
    })
  }

  private binding(of: Node, withComma: boolean): Node {
    const patterns = [this.pattern()]
    while (this.take('?//')) patterns.push(this.pattern())
    this.expect('|')
    return { op: 'bind', of, patterns, body: this.pipe(withComma) }
  }

  private define(withComma: boolean): Node {
    const name = this.word()
    const params: string[] = []
    if (this.take('(')) {
      do params.push(this.look().kind === 'variable' ? `$${this.tokens[this.at++]?.text}` : this.word())
      while (this.take(';'))
      this.expect(')')
    }
    this.expect(':')
    const definition = this.pipe()
    this.expect(';')
    const body = this.look().kind === 'end' ? IDENTITY : this.pipe(withComma)
    return { op: 'define', name, params, definition, body }
  }

  private word(): string {
    if (this.look().kind !== 'word') throw this.unexpected()
    return (this.tokens[this.at++] as Token).text
  }

  private comma(): Node {
    let left = this.alternative()
    while (this.take(',')) left = { op: 'comma', left, right: this.alternative() }
    return left
  }

  private alternative(): Node {
    let left = this.assign()
    if (this.take('?//')) left = { op: 'try', of: left, handler: undefined }
    else if (!this.take('//')) return left
    return { op: 'alternative', left, right: this.alternative() }
  }

  private assign(): Node {
    const left = this.or()
    const { kind, text: sign } = this.look()
    if (kind !== 'sign' || !ASSIGNS.has(sign)) return left
    this.at++
    return { op: 'assign', sign, left, right: this.or() }
  }

  private or(): Node {
    let left = this.and()
    while (this.take('or', 'word')) left = { op: 'or', left, right: this.and() }
    return left
  }

  private and(): Node {
    let left = this.comparison()
    while (this.take('and', 'word')) left = { op: 'and', left, right: this.comparison() }
    return left
  }

  private comparison(): Node {
    const left = this.sum()
    const { kind, text: sign } = this.look()
    if (kind !== 'sign' || !COMPARISONS.has(sign)) return left
    this.at++
    const node: Node = { op: 'binary', sign, left, right: this.sum() }
    if (this.look().kind === 'sign' && COMPARISONS.has(this.look().text)) throw this.unexpected()
    return node
  }

  private sum(): Node {
    let left = this.product()
    while (this.is('+') || this.is('-')) {
      const sign = (this.tokens[this.at++] as Token).text
      left = { op: 'binary', sign, left, right: this.product() }
    }
    return left
  }

  private product(): Node {
    let left = this.unary()
    while (this.is('*') || this.is('/') || this.is('%')) {
      const sign = (this.tokens[this.at++] as Token).text
      left = { op: 'binary', sign, left, right: this.unary() }
    }
    return left
  }

  private unary(): Node {
    if (this.take('-')) return { op: 'negate', of: this.unary() }
    return this.deeper(() => this.postfix())
  }

  private postfix(): Node {
    let node = this.term()
    for (;;) {
      if (this.take('?')) node = { op: 'try', of: node, handler: undefined }
      else if (this.look().kind === 'field') {
        node = { op: 'index', of: node, key: { op: 'literal', value: (this.tokens[this.at++] as Token).text } }
      } else if (this.is('.') && this.tokens[this.at + 1]?.kind === 'string') {
        this.at++
        node = { op: 'index', of: node, key: this.text('text') }
      } else if (this.is('.') && this.tokens[this.at + 1]?.text === '[') {
        this.at++
        node = this.bracket(node)
      } else if (this.is('[')) node = this.bracket(node)
      else if (this.is('as', 'word') && !this.isInReduce) {
        this.at++
        return this.binding(node, true)
      } else return node
    }
  }

  private isInReduce = false

  private bracket(of: Node): Node {
    this.expect('[')
    if (this.take(']')) return { op: 'iterate', of }
    if (this.take(':')) {
      const to = this.whole()
      this.expect(']')
      return { op: 'slice', of, from: undefined, to }
    }
    const key = this.whole()
    if (this.take(':')) {
      const to = this.is(']') ? undefined : this.whole()
      this.expect(']')
      return { op: 'slice', of, from: key, to }
    }
    this.expect(']')
    return { op: 'index', of, key }
  }

  /** A pipe within brackets of some kind, where `as` means what it always does. */
  private whole(): Node {
    const was = this.isInReduce
    this.isInReduce = false
    const node = this.pipe()
    this.isInReduce = was
    return node
  }

  private text(format: string): Node {
    const token = this.tokens[this.at++] as Token & { parts: (string | Node)[] }
    const [only] = token.parts
    return token.parts.length === 1
      ? { op: 'literal', value: only as string }
      : { op: 'text', parts: token.parts, format }
  }

  private term(): Node {
    const token = this.look()
    switch (token.kind) {
      case 'number':
        this.at++
        return { op: 'literal', value: Number(token.text) }
      case 'string':
        return this.text('text')
      case 'format': {
        this.at++
        const format = token.text.slice(1)
        return this.look().kind === 'string' ? this.text(format) : { op: 'format', name: format }
      }
      case 'field':
        this.at++
        return { op: 'index', of: IDENTITY, key: { op: 'literal', value: token.text } }
      case 'variable':
        this.at++
        return { op: 'variable', name: token.text }
      case 'word':
        return this.named(token.text)
      default:
        return this.signed(token.text)
    }
  }

  private signed(sign: string): Node {
    switch (sign) {
      case '.':
        this.at++
        if (this.look().kind === 'string') return { op: 'index', of: IDENTITY, key: this.text('text') }
        return this.is('[') ? this.bracket(IDENTITY) : IDENTITY
      case '..':
        this.at++
        return { op: 'recurse' }
      case '(': {
        this.at++
        const node = this.whole()
        this.expect(')')
        return node
      }
      case '[': {
        this.at++
        if (this.take(']')) return { op: 'array', of: { op: 'nothing' } }
        const of = this.whole()
        this.expect(']')
        return { op: 'array', of }
      }
      case '{':
        this.at++
        return this.object()
      default:
        throw this.unexpected()
    }
  }

  private named(name: string): Node {
    switch (name) {
      case 'if':
        this.at++
        return this.conditional()
      case 'try': {
        this.at++
        const of = this.tried()
        return { op: 'try', of, handler: this.take('catch', 'word') ? this.tried() : undefined }
      }
      case 'reduce':
      case 'foreach':
        this.at++
        return this.fold(name)
      case 'label': {
        this.at++
        const { text } = this.tokens[this.at++] as Token
        this.expect('|')
        return { op: 'label', name: text, body: this.pipe() }
      }
      case 'def':
        this.at++
        return this.define(true)
      case 'break':
        if (this.tokens[this.at + 1]?.kind === 'variable') {
          this.at += 2
          return { op: 'break', name: (this.tokens[this.at - 1] as Token).text }
        }
        return this.call(name)
      case 'true':
      case 'false':
      case 'null':
        this.at++
        return { op: 'literal', value: name === 'null' ? null : name === 'true' }
      default:
        if (KEYWORDS.has(name)) throw this.unexpected()
        return this.call(name)
    }
  }

  private tried(): Node {
    const was = this.isInReduce
    this.isInReduce = true
    const node = this.unary()
    this.isInReduce = was
    return node
  }

  private call(name: string): Node {
    this.at++
    const args: Node[] = []
    if (this.take('(')) {
      do args.push(this.whole())
      while (this.take(';'))
      this.expect(')')
    }
    return { op: 'call', name, args }
  }

  private conditional(): Node {
    const test = this.whole()
    this.expect('then', 'word')
    const yes = this.whole()
    if (this.take('elif', 'word')) return { op: 'if', test, yes, no: this.conditional() }
    const no = this.take('else', 'word') ? this.whole() : undefined
    this.expect('end', 'word')
    return { op: 'if', test, yes, no }
  }

  private fold(op: 'reduce' | 'foreach'): Node {
    const was = this.isInReduce
    this.isInReduce = true
    const over = this.postfix()
    this.isInReduce = was
    this.expect('as', 'word')
    const pattern = this.pattern()
    this.expect('(')
    const start = this.whole()
    this.expect(';')
    const update = this.whole()
    const extract = op === 'foreach' && this.take(';') ? this.whole() : undefined
    this.expect(')')
    return op === 'reduce' ? { op, over, pattern, start, update } : { op, over, pattern, start, update, extract }
  }

  private pattern(): Pattern {
    if (this.look().kind === 'variable') return { kind: 'variable', name: (this.tokens[this.at++] as Token).text }
    if (this.take('[')) {
      const items: Pattern[] = []
      do items.push(this.pattern())
      while (this.take(','))
      this.expect(']')
      return { kind: 'array', items }
    }
    this.expect('{')
    const entries: (Pattern & { kind: 'object' })['entries'] = []
    do {
      let variable: string | undefined
      let key: Node | undefined
      if (this.look().kind === 'variable') variable = (this.tokens[this.at++] as Token).text
      else if (this.look().kind === 'string') key = this.text('text')
      else if (this.take('(')) {
        key = this.whole()
        this.expect(')')
      } else key = { op: 'literal', value: this.word() }
      entries.push({ variable, key, value: this.take(':') ? this.pattern() : undefined })
    } while (this.take(','))
    this.expect('}')
    return { kind: 'object', entries }
  }

  private object(): Node {
    const entries: [Node, Node][] = []
    while (!this.is('}')) {
      entries.push(this.entry())
      if (!this.take(',')) break
    }
    this.expect('}')
    return { op: 'object', entries }
  }

  private entry(): [Node, Node] {
    const token = this.look()
    if (token.kind === 'variable') {
      this.at++
      return [
        { op: 'literal', value: token.text },
        { op: 'variable', name: token.text },
      ]
    }
    let key: Node
    if (token.kind === 'string' || token.kind === 'format') key = this.term()
    else if (this.take('(')) {
      key = this.whole()
      this.expect(')')
    } else if (token.kind === 'number') {
      this.at++
      key = { op: 'literal', value: token.text }
    } else key = { op: 'literal', value: this.word() }
    if (!this.take(':')) return [key, { op: 'index', of: IDENTITY, key }]
    const was = this.isInReduce
    this.isInReduce = false
    const value = this.pipe(false)
    this.isInReduce = was
    return [key, value]
  }
}

/** @throws JqSyntaxError */
export function parseJq(source: string): Node {
  return new Parser(new Lexer(source, parseJq).all()).program()
}
