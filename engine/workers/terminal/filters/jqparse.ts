/** From jq's text to a tree. */
import { JqError } from './jqerror.ts'

export type Jq =
  | { op: 'identity' }
  | { op: 'literal'; value: unknown }
  | { op: 'field'; of: Jq; name: Jq; optional: boolean }
  | { op: 'slice'; of: Jq; from: number | undefined; to: number | undefined }
  | { op: 'each'; of: Jq; optional: boolean }
  | { op: 'pipe' | 'comma'; left: Jq; right: Jq }
  | { op: 'binary'; sign: string; left: Jq; right: Jq }
  | { op: 'call'; name: string; args: Jq[] }
  | { op: 'array'; of: Jq | undefined }
  | { op: 'object'; pairs: [Jq, Jq][] }
  | { op: 'text'; parts: (string | Jq)[] }
  | { op: 'if'; test: Jq; yes: Jq; no: Jq }

const TOKEN =
  /\s*("(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|[A-Za-z_][A-Za-z0-9_]*|==|!=|<=|>=|\/\/|\.\.|[-.[\]{}(),|:;<>+*/%?$])/y
const MOST_DEPTH = 100

export function parseJq(source: string): Jq {
  const reader = new Reader(tokens(source))
  const tree = reader.pipe()
  reader.end()
  return tree
}

function tokens(source: string): string[] {
  const out: string[] = []
  TOKEN.lastIndex = 0
  for (;;) {
    const at = TOKEN.lastIndex
    if (source.slice(at).trim() === '') return out
    const found = TOKEN.exec(source)
    if (found === null) throw new JqError(`syntax error, unexpected ${JSON.stringify(source.slice(at).trim()[0])}`)
    out.push(found[1] as string)
  }
}

const LEVELS: readonly (readonly string[])[] = [
  ['//'],
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
]

class Reader {
  private at = 0
  private depth = 0

  constructor(private readonly all: readonly string[]) {}

  end(): void {
    if (this.at < this.all.length) throw new JqError(`syntax error, unexpected '${this.all[this.at]}'`)
  }

  private get next(): string | undefined {
    return this.all[this.at]
  }

  private take(wanted: string): boolean {
    if (this.next !== wanted) return false
    this.at++
    return true
  }

  private expect(wanted: string): void {
    if (!this.take(wanted))
      throw new JqError(`syntax error, unexpected '${this.next ?? 'end of program'}', expected '${wanted}'`)
  }

  pipe(): Jq {
    if (++this.depth > MOST_DEPTH) throw new JqError('the program is nested too deep')
    let left = this.comma()
    while (this.take('|')) left = { op: 'pipe', left, right: this.comma() }
    this.depth--
    return left
  }

  private comma(): Jq {
    let left = this.binary(0)
    while (this.take(',')) left = { op: 'comma', left, right: this.binary(0) }
    return left
  }

  private binary(level: number): Jq {
    const signs = LEVELS[level]
    if (signs === undefined) return this.postfix()
    let left = this.binary(level + 1)
    while (this.next !== undefined && signs.includes(this.next)) {
      const sign = this.all[this.at++] as string
      left = { op: 'binary', sign, left, right: this.binary(level + 1) }
    }
    return left
  }

  private postfix(): Jq {
    let of = this.primary()
    for (;;) {
      if (this.next === '.' && /^[A-Za-z_"]/.test(this.all[this.at + 1] ?? '')) {
        this.at++
        of = this.named(of)
      } else if (this.next === '.' && this.all[this.at + 1] === '[') this.at++
      else if (this.take('[')) of = this.brackets(of)
      else if (this.take('?')) {
        if (of.op === 'field' || of.op === 'each') of = { ...of, optional: true }
      } else return of
    }
  }

  private named(of: Jq): Jq {
    const word = this.all[this.at++] as string
    return {
      op: 'field',
      of,
      name: word.startsWith('"') ? textOf(word) : { op: 'literal', value: word },
      optional: false,
    }
  }

  private brackets(of: Jq): Jq {
    if (this.take(']')) return { op: 'each', of, optional: false }
    const whole = () => {
      const sign = this.take('-') ? -1 : 1
      return /^\d+$/.test(this.next ?? '') ? sign * Number(this.all[this.at++]) : undefined
    }
    if (/^(\d+|-|:)$/.test(this.next ?? '')) {
      const from = whole()
      if (this.take(':')) {
        const to = whole()
        this.expect(']')
        return { op: 'slice', of, from, to }
      }
      this.expect(']')
      return { op: 'field', of, name: { op: 'literal', value: from }, optional: false }
    }
    const name = this.pipe()
    this.expect(']')
    return { op: 'field', of, name, optional: false }
  }

  private primary(): Jq {
    const token = this.all[this.at++]
    if (token === undefined) throw new JqError('syntax error, unexpected end of program')
    if (token === '.') {
      if (/^[A-Za-z_"]/.test(this.next ?? '')) return this.named({ op: 'identity' })
      return { op: 'identity' }
    }
    if (token === '..') return { op: 'call', name: 'recurse', args: [] }
    if (token.startsWith('"')) return textOf(token)
    if (/^\d/.test(token)) return { op: 'literal', value: Number(token) }
    if (token === '-') return { op: 'binary', sign: '-', left: { op: 'literal', value: 0 }, right: this.postfix() }
    if (token === '(') {
      const inner = this.pipe()
      this.expect(')')
      return inner
    }
    if (token === '[') {
      if (this.take(']')) return { op: 'array', of: undefined }
      const of = this.pipe()
      this.expect(']')
      return { op: 'array', of }
    }
    if (token === '{') return this.object()
    if (token === 'if') return this.conditional()
    if (/^[A-Za-z_]/.test(token)) return this.call(token)
    throw new JqError(`syntax error, unexpected '${token}'`)
  }

  private conditional(): Jq {
    const test = this.pipe()
    this.expect('then')
    const yes = this.pipe()
    if (this.take('elif')) return { op: 'if', test, yes, no: this.conditional() }
    const no = this.take('else') ? this.pipe() : ({ op: 'identity' } as const)
    this.expect('end')
    return { op: 'if', test, yes, no }
  }

  private call(name: string): Jq {
    if (name === 'true' || name === 'false') return { op: 'literal', value: name === 'true' }
    if (name === 'null') return { op: 'literal', value: null }
    const args: Jq[] = []
    if (this.take('(')) {
      do args.push(this.pipe())
      while (this.take(';') || this.take(':'))
      this.expect(')')
    }
    return { op: 'call', name, args }
  }

  private object(): Jq {
    const pairs: [Jq, Jq][] = []
    while (!this.take('}')) {
      if (pairs.length > 0) this.expect(',')
      const token = this.all[this.at++] ?? ''
      const key: Jq =
        token === '(' ? this.pipe() : token.startsWith('"') ? textOf(token) : { op: 'literal', value: token }
      if (token === '(') this.expect(')')
      const value: Jq = this.take(':')
        ? this.binary(0)
        : { op: 'field', of: { op: 'identity' }, name: key, optional: false }
      pairs.push([key, value])
    }
    return { op: 'object', pairs }
  }
}

/** A text with `\( … )` in it. */
function textOf(token: string): Jq {
  const inner = token.slice(1, -1)
  const parts: (string | Jq)[] = []
  let plain = ''
  for (let at = 0; at < inner.length; at++) {
    if (inner[at] !== '\\') {
      plain += inner[at]
      continue
    }
    const next = inner[++at]
    if (next !== '(') {
      plain += JSON.parse(`"\\${next}"`) as string
      continue
    }
    const end = inner.indexOf(')', at)
    if (plain !== '') parts.push(plain)
    plain = ''
    parts.push(parseJq(inner.slice(at + 1, end)))
    at = end
  }
  if (parts.length === 0) return { op: 'literal', value: plain }
  return { op: 'text', parts: plain === '' ? parts : [...parts, plain] }
}
