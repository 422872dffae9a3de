/** Words of an action in a Go template. Source: text/template/parse/lex.go. */
import { TemplateError } from './error.ts'

export interface Token {
  kind: 'word' | 'field' | 'variable' | 'value' | 'dot' | 'punctuation'
  text: string
  value?: unknown
  /** Stands right behind the token before it. */
  glued: boolean
}

const WORD = /^[A-Za-z_][A-Za-z0-9_]*/
const NUMBER = /^[-+]?(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)/
const PUNCTUATION = /^(:=|[|(),=])/

export function tokens(source: string): Token[] {
  const out: Token[] = []
  let at = 0
  let glued = false
  const push = (kind: Token['kind'], text: string, length: number, value?: unknown) => {
    out.push({ kind, text, glued, ...(value === undefined ? {} : { value }) })
    at += length
    glued = true
  }
  while (at < source.length) {
    const rest = source.slice(at)
    const char = rest[0] as string
    if (/\s/.test(char)) {
      glued = false
      at++
      continue
    }
    if (char === '"' || char === '`' || char === "'") {
      const [value, length] = quoted(rest)
      push('value', rest.slice(0, length), length, value)
      continue
    }
    const number = NUMBER.exec(rest)?.[0]
    if (number !== undefined && !/^\.\d/.test(rest)) {
      push('value', number, number.length, Number(number))
      continue
    }
    if (char === '.') {
      const name = WORD.exec(rest.slice(1))?.[0]
      if (name === undefined) push('dot', '.', 1)
      else push('field', name, name.length + 1)
      continue
    }
    if (char === '$') {
      const name = WORD.exec(rest.slice(1))?.[0] ?? ''
      push('variable', `$${name}`, name.length + 1)
      continue
    }
    const word = WORD.exec(rest)?.[0]
    const sign = PUNCTUATION.exec(rest)?.[0]
    if (word !== undefined) push('word', word, word.length)
    else if (sign !== undefined) push('punctuation', sign, sign.length)
    else throw new TemplateError(`template: output:1: unexpected "${char}" in command`)
  }
  return out
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }

function quoted(rest: string): [value: unknown, length: number] {
  const quote = rest[0] as string
  let out = ''
  for (let at = 1; at < rest.length; at++) {
    const char = rest[at] as string
    if (char === quote) return [quote === "'" ? out.codePointAt(0) : out, at + 1]
    if (char !== '\\' || quote === '`') out += char
    else {
      const next = rest[++at] ?? ''
      if (next === 'u' || next === 'x') {
        const length = next === 'u' ? 4 : 2
        out += String.fromCharCode(Number.parseInt(rest.slice(at + 1, at + 1 + length), 16))
        at += length
      } else out += ESCAPES[next] ?? next
    }
  }
  throw new TemplateError('template: output:1: unterminated quoted string')
}
