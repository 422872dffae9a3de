/** jq's words and signs, with the texts that hold programs of their own. */

export class JqSyntaxError extends Error {}

export type Token<T> =
  | { kind: 'sign' | 'word' | 'field' | 'variable' | 'format'; text: string }
  | { kind: 'number'; text: string }
  | { kind: 'string'; text: string; parts: (string | T)[] }
  | { kind: 'end'; text: string }

const SIGNS = [
  '?//=',
  '?//',
  '//=',
  '|=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '==',
  '!=',
  '<=',
  '>=',
  '//',
  '..',
  '?',
  '.',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '|',
  ',',
  ':',
  ';',
  '=',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '%',
  '$',
]

/** @param parse reads what stands between `\\(` and its `)` of a text */
export class Lexer<T> {
  private at = 0

  constructor(
    private readonly source: string,
    private readonly parse: (source: string) => T,
  ) {}

  all(): Token<T>[] {
    const tokens: Token<T>[] = []
    for (;;) {
      const token = this.next()
      tokens.push(token)
      if (token.kind === 'end') return tokens
    }
  }

  private next(): Token<T> {
    const { source } = this
    for (;;) {
      while (/\s/.test(source[this.at] ?? '')) this.at++
      if (source[this.at] !== '#') break
      while (this.at < source.length && source[this.at] !== '\n') this.at++
    }
    if (this.at >= source.length) return { kind: 'end', text: 'end of file' }
    const rest = source.slice(this.at)
    if (rest[0] === '"') return this.string()
    const found =
      this.match(rest, /^\.[A-Za-z_][A-Za-z0-9_]*/, 'field') ??
      this.match(rest, /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/, 'number') ??
      this.match(rest, /^\$(?:__loc__|[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)*)/, 'variable') ??
      this.match(rest, /^@[A-Za-z0-9_]+/, 'format') ??
      this.match(rest, /^[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)*/, 'word')
    if (found !== undefined) return found
    const sign = SIGNS.find((candidate) => rest.startsWith(candidate))
    if (sign === undefined) throw new JqSyntaxError(`syntax error, unexpected INVALID_CHARACTER`)
    this.at += sign.length
    return { kind: 'sign', text: sign }
  }

  private match(
    rest: string,
    pattern: RegExp,
    kind: 'field' | 'number' | 'variable' | 'format' | 'word',
  ): Token<T> | undefined {
    const found = pattern.exec(rest)
    if (found === null) return undefined
    this.at += found[0].length
    return { kind, text: kind === 'field' || kind === 'variable' ? found[0].slice(1) : found[0] }
  }

  private string(): Token<T> {
    const { source } = this
    const parts: (string | T)[] = []
    let text = ''
    this.at++
    for (;;) {
      const char = source[this.at]
      if (char === undefined)
        throw new JqSyntaxError(
          'syntax error, unexpected end of file, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END',
        )
      this.at++
      if (char === '"') break
      if (char !== '\\') {
        text += char
        continue
      }
      const escape = source[this.at++] as string
      if (escape === '(') {
        parts.push(text)
        text = ''
        parts.push(this.interpolation())
      } else if (escape === 'u') {
        text += String.fromCharCode(Number.parseInt(source.slice(this.at, this.at + 4), 16))
        this.at += 4
      } else {
        const plain = (
          { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '/': '/', '\\': '\\', '"': '"' } as Record<string, string>
        )[escape]
        if (plain === undefined) throw new JqSyntaxError('syntax error, invalid escape in string literal')
        text += plain
      }
    }
    parts.push(text)
    return { kind: 'string', text: '"', parts }
  }

  /** What stands between `\(` and its `)`. */
  private interpolation(): T {
    let depth = 1
    const from = this.at
    while (depth > 0) {
      const char = this.source[this.at]
      if (char === undefined) throw new JqSyntaxError('syntax error, unexpected end of file')
      if (char === '"') this.skipString()
      else {
        if (char === '(') depth++
        else if (char === ')') depth--
        this.at++
      }
    }
    return this.parse(this.source.slice(from, this.at - 1))
  }

  private skipString(): void {
    this.at++
    while (this.at < this.source.length && this.source[this.at] !== '"') {
      if (this.source[this.at] === '\\' && this.source[this.at + 1] === '(') {
        this.at += 2
        this.interpolationEnd()
      } else this.at += this.source[this.at] === '\\' ? 2 : 1
    }
    this.at++
  }

  private interpolationEnd(): void {
    let depth = 1
    while (depth > 0 && this.at < this.source.length) {
      const char = this.source[this.at]
      if (char === '"') this.skipString()
      else {
        if (char === '(') depth++
        else if (char === ')') depth--
        this.at++
      }
    }
  }
}
