/**
 * Tokens of a script as the shells cut them (POSIX 2.3), for finding syntax errors. Quotes, substitutions and
 * here-documents are stepped over; what is inside `$( … )` is left to the grammar.
 */
import type { Dialect } from '../state.ts'

export type TokenKind = 'word' | 'redirection' | 'operator' | 'newline' | 'end'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  /** The shell's line when the token has been read: behind a newline it is the next one. */
  readonly line: number
  readonly pos: number
  /** A word with quotes or expansions is no keyword. */
  readonly quoted: boolean
}

/** What is wrong with a script. */
export class Fault extends Error {
  constructor(
    readonly kind:
      | 'token'
      | 'end'
      | 'quote'
      | 'backquote'
      | 'brace'
      | 'arithmetic'
      | 'paren'
      | 'name'
      | 'loop'
      | 'test',
    readonly line: number,
    /** The token that was not expected, or the quote that is not closed. */
    readonly token: Token | undefined,
    readonly text: string,
    /** What dash and ash would have expected. */
    readonly expected: string,
  ) {
    super(kind)
  }
}

const OPERATORS = [';;&', ';;', ';&', '&&', '||', '|&', ';', '&', '|', '(', ')']
const REDIRECTIONS = ['<<<', '<<-', '&>>', '<<', '>>', '<&', '>&', '<>', '>|', '&>', '<', '>']
const BASH_ONLY = new Set([';;&', ';&', '|&', '<<<', '&>', '&>>'])

export class Lexer {
  at = 0
  line = 1
  /** bash with `shopt -s extglob`: `@(a|b)` belongs to words. */
  extended = false
  private pending: { delimiter: string; strips: boolean }[] = []

  constructor(
    readonly text: string,
    readonly dialect: Dialect,
    /** Reads commands up to the `)` of a substitution. */
    private readonly nested: () => void,
  ) {}

  next(): Token {
    this.blanks()
    const pos = this.at
    const { text } = this
    const char = text[pos]
    if (char === undefined) return this.token('end', '', pos)
    if (char === '\n') {
      this.at++
      this.line++
      this.bodies()
      return this.token('newline', '\n', pos)
    }
    const redirection = this.redirection()
    if (redirection !== undefined) {
      this.at += redirection.length
      return this.token('redirection', redirection, pos)
    }
    const operator = OPERATORS.find((o) => text.startsWith(o, pos) && this.knows(o))
    if (operator !== undefined) {
      this.at += operator.length
      return this.token('operator', operator, pos)
    }
    return this.word(pos)
  }

  private token(kind: TokenKind, text: string, pos: number, quoted = false): Token {
    return { kind, text, line: this.line, pos, quoted }
  }

  private knows(operator: string): boolean {
    if (this.dialect === 'bash' || !BASH_ONLY.has(operator)) return true
    return this.dialect === 'ash' && operator.startsWith('&>')
  }

  private redirection(): string | undefined {
    const { text, at } = this
    const digits = /^(?:\d+|\{\w+\})?/.exec(text.slice(at, at + 32))?.[0] ?? ''
    if (digits.startsWith('{') && this.dialect !== 'bash') return this.operatorAt(at)
    const operator = this.operatorAt(at + digits.length)
    return operator === undefined ? undefined : digits + operator
  }

  private operatorAt(at: number): string | undefined {
    const found = REDIRECTIONS.find((o) => this.text.startsWith(o, at) && this.knows(o))
    // `<(…)` and `>(…)` are words of bash.
    if (this.dialect === 'bash' && (found === '<' || found === '>') && this.text[at + 1] === '(') return undefined
    return found
  }

  private blanks(): void {
    const { text } = this
    for (;;) {
      const char = text[this.at]
      if (char === ' ' || char === '\t') this.at++
      else if (char === '\\' && text[this.at + 1] === '\n') {
        this.at += 2
        this.line++
      } else if (char === '#') {
        const end = text.indexOf('\n', this.at)
        this.at = end < 0 ? text.length : end
      } else return
    }
  }

  // ------------------------------------------------------------------------------------------------ words

  private word(pos: number): Token {
    const { text } = this
    let quoted = false
    for (;;) {
      const char = text[this.at]
      if (char === undefined || ' \t\n;&|)'.includes(char)) break
      if (char === '<' || char === '>') {
        if (this.dialect !== 'bash' || text[this.at + 1] !== '(' || this.at > pos) break
        this.at += 2
        this.nested()
        quoted = true
        continue
      }
      if (char === '(') {
        if (this.arrayFollows(pos) || (this.extended && '?*+@!'.includes(text[this.at - 1] ?? ''))) {
          this.group()
          quoted = true
          continue
        }
        break
      }
      if ('\'"`$\\'.includes(char)) quoted = true
      this.unit(char)
    }
    return this.token('word', text.slice(pos, this.at), pos, quoted)
  }

  /** `name=(` of bash. */
  private arrayFollows(pos: number): boolean {
    return this.dialect === 'bash' && /^[A-Za-z_]\w*(\[[^\]]*\])?\+?=$/.test(this.text.slice(pos, this.at))
  }

  /** Parentheses within a word. */
  private group(): void {
    const line = this.line
    this.at++
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) throw new Fault('paren', line, undefined, ')', '')
      if (char === ')') break
      if (char === '(') this.group()
      else if (char === '#' && /\s/.test(this.text[this.at - 1] ?? '')) this.blanks()
      else this.unit(char)
    }
    this.at++
  }

  /** One character, or one quoted or expanded piece. */
  private unit(char: string): void {
    if (char === '\\') {
      if (this.text[this.at + 1] === '\n') this.line++
      this.at += 2
    } else if (char === "'") this.single()
    else if (char === '"') this.double()
    else if (char === '`') this.backquotes()
    else if (char === '$') this.dollar(false)
    else {
      if (char === '\n') this.line++
      this.at++
    }
  }

  private unclosed(quote: string, line: number): Fault {
    // bash names the line of the quote, the others the one they came to.
    return new Fault('quote', this.dialect === 'bash' ? line : this.line, undefined, quote, '')
  }

  private single(): void {
    const line = this.line
    const end = this.text.indexOf("'", this.at + 1)
    const inner = this.text.slice(this.at + 1, end < 0 ? undefined : end)
    this.line += inner.split('\n').length - 1
    if (end < 0) throw this.unclosed("'", line)
    this.at = end + 1
  }

  private double(): void {
    const line = this.line
    this.at++
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) throw this.unclosed('"', line)
      if (char === '"') break
      if (char === '$') this.dollar(true)
      else if (char === "'") this.at++
      else this.unit(char)
    }
    this.at++
  }

  private backquotes(): void {
    const line = this.line
    this.at++
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined)
        throw new Fault('backquote', this.dialect === 'bash' ? line : this.line, undefined, '`', '')
      if (char === '\n') this.line++
      this.at += char === '\\' ? 2 : 1
      if (char === '`') return
    }
  }

  private dollar(insideQuotes: boolean): void {
    const { text } = this
    this.at++
    const char = text[this.at]
    if (char === "'" && !insideQuotes && this.dialect !== 'dash') this.ansi()
    else if (char === '{') this.braces(insideQuotes)
    else if (char === '(' && text[this.at + 1] === '(') this.arithmetic()
    else if (char === '(') {
      this.at++
      this.nested()
    }
  }

  private ansi(): void {
    const line = this.line
    this.at++
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) throw this.unclosed("'", line)
      if (char === '\n') this.line++
      this.at += char === '\\' ? 2 : 1
      if (char === "'") return
    }
  }

  private braces(insideQuotes: boolean): void {
    const line = this.line
    this.at++
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) throw new Fault('brace', this.dialect === 'bash' ? line : this.line, undefined, '}', '')
      if (char === '}') break
      if (char === "'" && insideQuotes) this.at++
      else if (char === '$') this.dollar(insideQuotes)
      else this.unit(char)
    }
    this.at++
  }

  /** `$((…))`; parentheses that do not end in two are a substitution that begins with a subshell. */
  private arithmetic(): void {
    const { at, line } = this
    this.at += 2
    let depth = 0
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) {
        if (this.dialect === 'bash') throw new Fault('paren', line, undefined, ')', '')
        throw new Fault('arithmetic', this.line, undefined, '', '')
      }
      if (char === '(') depth++
      if (char === ')') {
        if (depth === 0) {
          if (this.text[this.at + 1] === ')') break
          this.at = at + 1
          this.line = line
          this.nested()
          return
        }
        depth--
      }
      this.unit(char)
    }
    this.at += 2
  }

  // ------------------------------------------------------------------------------------------------ here-documents

  /** A here-document's delimiter was read: its body follows the line. */
  hereDocument(operator: string, delimiter: string): void {
    const plain = delimiter.replace(/\\(.)/g, '$1').replace(/['"]/g, '')
    this.pending.push({ delimiter: plain, strips: operator.endsWith('-') })
  }

  private bodies(): void {
    for (const { delimiter, strips } of this.pending) {
      while (this.at < this.text.length) {
        const end = this.text.indexOf('\n', this.at)
        const raw = this.text.slice(this.at, end < 0 ? undefined : end)
        this.at = end < 0 ? this.text.length : end + 1
        if (end >= 0) this.line++
        if ((strips ? raw.replace(/^\t+/, '') : raw) === delimiter) break
      }
    }
    this.pending = []
  }

  /** Steps over one character or quoted piece. */
  skipUnit(): void {
    this.unit(this.text[this.at] as string)
  }

  /** Steps over a condition or arithmetic of bash up to `end`. */
  skipTo(end: string): boolean {
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) return false
      if (this.text.startsWith(end, this.at)) {
        this.at += end.length
        return true
      }
      if (end === '))' && char === '(') this.group()
      else this.unit(char)
    }
  }
}
