/**
 * The shells' grammar (POSIX 2.10), read only to find the first syntax error where each of them would: dash and ash say
 * what they expected, bash names the token and shows the line. What they accept goes through unbash afterwards.
 */
import type { Dialect } from '../state.ts'
import { Fault, Lexer, type Token } from './lexer.ts'

export interface SyntaxFault {
  line: number
  /** What follows the shell's name and the line. */
  said: string
  /** bash shows the line below. */
  showsLine: boolean
  /** Where the command begins that does not run, with all that stands on its line before it. */
  from: number
}

/** The first syntax error of a script, if there is one. */
export function syntaxFault(text: string, dialect: Dialect): SyntaxFault | undefined {
  const grammar = new Grammar(text, dialect)
  try {
    grammar.script()
    return undefined
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { ...said(error, dialect, text), from: grammar.from }
  }
}

const KEYWORDS = new Set('if then elif else fi while until for do done case in esac { } !'.split(' '))
/** A list that may be empty ends before these. */
const ENDS = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}', ')', ';;', ';&', ';;&'])

class Grammar {
  from = 0
  private readonly lexer: Lexer
  private ahead: Token | undefined
  private depth = 0

  constructor(
    text: string,
    private readonly dialect: Dialect,
  ) {
    this.lexer = new Lexer(text, dialect, () => this.substitution())
  }

  private get isBash(): boolean {
    return this.dialect === 'bash'
  }

  private peek(): Token {
    this.ahead ??= this.lexer.next()
    return this.ahead
  }

  private take(): Token {
    const token = this.peek()
    this.ahead = undefined
    return token
  }

  private is(text: string): boolean {
    const { kind, text: own, quoted } = this.peek()
    return own === text && !quoted && (kind === 'operator' || kind === 'word')
  }

  private fail(expected = '', token = this.peek()): never {
    throw new Fault(token.kind === 'end' ? 'end' : 'token', token.line, token, '', expected)
  }

  /** Where no newline may stand bash takes the end of the text for one. */
  private failHere(expected = ''): never {
    const token = this.peek()
    if (!this.isBash || token.kind !== 'end') return this.fail(expected)
    return this.fail('', { ...token, kind: 'newline', line: token.line + 1 })
  }

  private expect(text: string): void {
    if (!this.is(text)) this.fail(text)
    this.take()
  }

  private newlines(): void {
    while (this.peek().kind === 'newline') this.take()
  }

  // ------------------------------------------------------------------------------------------------ lists

  script(): void {
    for (;;) {
      this.from = this.peek().pos
      if (this.peek().kind === 'newline') {
        this.take()
        continue
      }
      if (this.peek().kind === 'end') return
      this.line()
    }
  }

  /** One line of commands, which runs once it has been read. */
  private line(): void {
    const begins = this.peek().pos
    for (;;) {
      this.andOr()
      const { kind } = this.peek()
      if (kind === 'newline' || kind === 'end') break
      if (!this.is(';') && !this.is('&')) this.fail()
      this.take()
      const next = this.peek()
      if (next.kind === 'newline' || next.kind === 'end') break
    }
    if (/\bshopt -s [^\n]*extglob/.test(this.lexer.text.slice(begins, this.peek().pos))) this.lexer.extended = true
  }

  /** Commands inside of something. */
  private list(mayBeEmpty = false): void {
    this.newlines()
    if (this.peek().kind === 'end' || (mayBeEmpty && this.atEnd())) return
    for (;;) {
      this.andOr()
      const { kind } = this.peek()
      if (kind !== 'newline' && !this.is(';') && !this.is('&')) return
      this.take()
      this.newlines()
      if (this.atEnd()) return
    }
  }

  private atEnd(): boolean {
    const { kind, text, quoted } = this.peek()
    return kind === 'end' || (!quoted && ENDS.has(text))
  }

  private andOr(): void {
    this.pipeline()
    while (this.is('&&') || this.is('||')) {
      this.take()
      this.newlines()
      this.pipeline()
    }
  }

  private pipeline(): void {
    let negated = false
    while (this.is('!') && (!negated || this.isBash)) {
      this.take()
      negated = true
    }
    if (this.isBash && this.is('time')) {
      this.take()
      if (this.is('-p')) this.take()
      negated = true
      while (this.is('!')) this.take()
    }
    if (negated && this.isBash && this.commandEnds()) return
    this.command()
    while (this.is('|') || this.is('|&')) {
      this.take()
      this.newlines()
      while (this.isBash && this.is('!')) this.take()
      this.command()
    }
  }

  private commandEnds(): boolean {
    return this.peek().kind === 'newline' || this.peek().kind === 'end' || this.is(';') || this.is('&')
  }

  // ------------------------------------------------------------------------------------------------ commands

  private command(): void {
    if (++this.depth > 2000) this.fail()
    if (this.compound()) this.redirections()
    else this.simple()
    this.depth--
  }

  /** Reads a compound command, if one begins here. */
  private compound(): boolean {
    const token = this.peek()
    if (token.quoted || (token.kind !== 'word' && token.text !== '(')) return false
    switch (token.text) {
      case 'if':
        this.ifs()
        return true
      case 'while':
      case 'until':
        this.take()
        this.list()
        this.body()
        return true
      case 'for':
        this.fors()
        return true
      case 'select':
        if (!this.isBash) return false
        this.fors()
        return true
      case 'case':
        this.cases()
        return true
      case '{':
        this.take()
        this.list()
        this.expect('}')
        return true
      case '(':
        this.parentheses()
        return true
      case '[[':
        if (!this.isBash) return false
        this.condition()
        return true
      case 'function':
        if (this.dialect === 'dash') return false
        this.functions()
        return true
      case 'coproc':
        return false
      default:
        return false
    }
  }

  private ifs(): void {
    this.take()
    this.list()
    this.expect('then')
    this.list()
    while (this.is('elif')) {
      this.take()
      this.list()
      this.expect('then')
      this.list()
    }
    if (this.is('else')) {
      this.take()
      this.list()
    }
    this.expect('fi')
  }

  private body(): void {
    this.expect('do')
    this.list()
    this.expect('done')
  }

  private fors(): void {
    this.take()
    if (this.isBash && this.peek().text === '(') {
      this.take()
      if (this.lexer.text[this.lexer.at++] !== '(' || !this.lexer.skipTo('))')) this.fail()
      if (this.is(';')) this.take()
      this.newlines()
      if (this.is('{')) {
        this.take()
        this.list()
        this.expect('}')
      } else this.body()
      return
    }
    const name = this.take()
    if (this.isBash) {
      if (name.kind !== 'word') this.fail('', name)
    } else if (name.kind !== 'word' || !/^[A-Za-z_]\w*$/.test(name.text))
      throw new Fault('loop', name.line, name, '', '')
    this.newlines()
    if (this.is('in')) {
      this.take()
      while (this.peek().kind === 'word') this.take()
      if (this.peek().kind !== 'newline' && !this.is(';')) this.fail()
      this.take()
    } else if (this.is(';')) this.take()
    this.newlines()
    if (this.isBash && this.is('{')) {
      this.take()
      this.list()
      this.expect('}')
    } else this.body()
  }

  private cases(): void {
    this.take()
    if (this.peek().kind !== 'word') this.fail('word')
    this.take()
    this.newlines()
    this.expect('in')
    for (;;) {
      this.newlines()
      if (this.is('esac')) break
      if (this.is('(')) this.take()
      if (this.peek().kind === 'end') this.fail(')')
      if (this.isBash && this.peek().kind !== 'word') this.fail()
      this.take()
      while (this.is('|')) {
        this.take()
        this.take()
      }
      this.expect(')')
      this.list(true)
      this.newlines()
      if (this.is('esac')) break
      if (!this.is(';;') && !this.is(';&') && !this.is(';;&')) this.fail(';;')
      this.take()
    }
    this.take()
  }

  /** A subshell, or (bash) arithmetic. */
  private parentheses(): void {
    const open = this.take()
    if (this.isBash && this.lexer.text[this.lexer.at] === '(') {
      const { at, line } = this.lexer
      this.lexer.at++
      if (this.lexer.skipTo('))')) return
      this.lexer.at = at
      this.lexer.line = line
    }
    this.list()
    if (!this.is(')')) this.fail(')')
    this.take()
    if (open.kind === 'end') this.fail()
  }

  private condition(): void {
    const open = this.take()
    let operand = false
    let opened = 0
    for (;;) {
      const { lexer } = this
      const token = this.peek()
      if (token.kind === 'end') throw new Fault('test', open.line, token, '', '')
      if (token.kind === 'word' && token.text === ']]') break
      if (token.kind === 'newline' && operand && opened === 0) throw new Fault('test', open.line, token, '', '')
      this.take()
      operand = token.kind === 'word' && !/^(-\w|==?|!=?|=~)$/.test(token.text)
      if (token.text === '(') opened++
      if (token.text === ')') opened--
      if (token.kind === 'word' && /^(=~|==?|!=)$/.test(token.text)) this.pattern(lexer)
    }
    this.take()
  }

  /** The right side of a match: parentheses and bars in it are its own. */
  private pattern(lexer: Lexer): void {
    const { text } = lexer
    while (text[lexer.at] === ' ' || text[lexer.at] === '\t') lexer.at++
    let depth = 0
    while (lexer.at < text.length) {
      const char = text[lexer.at] as string
      if (/\s/.test(char) && depth === 0) break
      if (char === '(') depth++
      else if (char === ')') {
        if (depth === 0) break
        depth--
      }
      const before = lexer.at
      lexer.skipUnit()
      if (lexer.at === before) break
    }
  }

  private functions(): void {
    this.take()
    this.take()
    if (this.is('(')) {
      this.take()
      this.expect(')')
    }
    this.newlines()
    if (!this.compound()) this.fail()
    this.redirections()
  }

  private simple(): void {
    let words = 0
    let plain = true
    let name: Token | undefined
    for (;;) {
      const token = this.peek()
      if (token.kind === 'redirection') {
        this.redirection()
        plain = false
        words ||= 0
        if (words === 0) words = -1
        continue
      }
      if (token.kind === 'word') {
        if (words <= 0 && !token.quoted && KEYWORDS.has(token.text) && !(token.text === 'in')) this.fail()
        this.take()
        if (words <= 0 && /^[A-Za-z_]\w*(\[.*\])?\+?=/s.test(token.text)) {
          plain = false
          if (words === 0) words = -1
          continue
        }
        words = Math.max(0, words) + 1
        name = token
        continue
      }
      if (token.text === '(' && words === 1 && plain && name !== undefined) {
        this.define(name)
        return
      }
      if (words === 0) this.fail()
      return
    }
  }

  /** `name ( )` and a command. */
  private define(name: Token): void {
    this.take()
    if (!this.is(')')) this.failHere(')')
    this.take()
    if (!this.isBash && !/^[A-Za-z_]\w*$/.test(name.text)) throw new Fault('name', name.line, name, '', '')
    this.newlines()
    if (!this.isBash) this.command()
    else if (this.compound()) this.redirections()
    else this.fail()
  }

  private redirections(): void {
    while (this.peek().kind === 'redirection') this.redirection()
  }

  private redirection(): void {
    const { text } = this.take()
    const target = this.peek()
    if (target.kind !== 'word') this.failHere()
    this.take()
    if (/<<-?$/.test(text)) this.lexer.hereDocument(text, target.text)
  }

  // ------------------------------------------------------------------------------------------------ substitutions

  /** Commands up to `)`; the lexer stands behind `$(`. */
  private substitution(): void {
    const saved = this.ahead
    this.ahead = undefined
    this.list(true)
    const end = this.peek()
    if (end.text !== ')') {
      if (this.isBash && end.kind === 'end') throw new Fault('paren', this.lastLine() + 1, undefined, ')', '')
      this.fail(')')
    }
    this.lexer.at = end.pos + 1
    this.ahead = saved
  }

  private lastLine(): number {
    return this.lexer.text.split('\n').length
  }
}

// ---------------------------------------------------------------------------------------------------- words

function said(fault: Fault, dialect: Dialect, text: string): Omit<SyntaxFault, 'from'> {
  return dialect === 'bash'
    ? bashSays(fault, text)
    : { line: fault.line, said: ashSays(fault, dialect), showsLine: false }
}

function ashSays({ kind, token, expected }: Fault, dialect: Dialect): string {
  const head = dialect === 'dash' ? 'Syntax error: ' : 'syntax error: '
  const plain = (words: string): string =>
    head + (dialect === 'dash' ? words : words[0]?.toLowerCase() + words.slice(1))
  switch (kind) {
    case 'quote':
      return plain('Unterminated quoted string')
    case 'backquote':
      return plain('EOF in backquote substitution')
    case 'brace':
      return plain("Missing '}'")
    case 'arithmetic':
      return plain("Missing '))'")
    case 'loop':
      return plain('Bad for loop variable')
    case 'name':
      return plain('Bad function name')
    default: {
      const name = nameOf(token)
      const expecting = expected === '' ? '' : ` (expecting ${expected === 'word' ? 'word' : `"${expected}"`})`
      return dialect === 'dash' ? `${head}${name} unexpected${expecting}` : `${head}unexpected ${name}${expecting}`
    }
  }
}

function nameOf(token: Token | undefined): string {
  if (token === undefined || token.kind === 'end') return 'end of file'
  if (token.kind === 'newline') return 'newline'
  if (token.kind === 'redirection') return 'redirection'
  if (token.kind === 'word' && (token.quoted || !KEYWORDS.has(token.text))) return 'word'
  return `"${token.text}"`
}

function bashSays(fault: Fault, text: string): Omit<SyntaxFault, 'from'> {
  const { kind, token, line } = fault
  if (kind === 'quote' || kind === 'backquote' || kind === 'brace' || kind === 'paren')
    return { line, said: `unexpected EOF while looking for matching \`${fault.text}'`, showsLine: false }
  if (kind === 'test') return { line, said: 'syntax error in conditional expression', showsLine: false }
  const lines = text.split('\n').length
  if (kind === 'end') {
    // An operator that wants a word has met the end of the line first.
    return { line: lines + 1, said: 'syntax error: unexpected end of file', showsLine: false }
  }
  const isNewline = token?.kind === 'newline'
  const shown = isNewline ? 'newline' : (token?.text ?? '')
  return { line: isNewline ? line - 1 : line, said: `syntax error near unexpected token \`${shown}'`, showsLine: true }
}
