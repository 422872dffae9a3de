/** Syntax errors in the words of the shell that meets them. */
import type { Dialect } from '../state.ts'

interface Broken {
  pos: number
  message: string
}

const EXPECTED = /expected '([^']+)' to close/
const UNTERMINATED: [RegExp, string, string][] = [
  [/unterminated (double|single)?.*quote/i, 'Unterminated quoted string', '"'],
  [/unterminated.*(backquote|backtick)/i, 'EOF in backquote substitution', '`'],
  [/unterminated.*here/i, '', ''],
]

/** What follows `sh: 2: ` or `bash: -c: line 2: `. */
export function syntaxError(source: string, { pos, message }: Broken, dialect: Dialect): string {
  for (const [pattern, dash, bash] of UNTERMINATED) {
    if (!pattern.test(message) || dash === '') continue
    if (dialect === 'bash') return `unexpected EOF while looking for matching \`${quoteOf(source, pos, bash)}'`
    return dialect === 'dash' ? `Syntax error: ${dash}` : `syntax error: ${lower(dash)}`
  }
  const rest = source.slice(pos)
  const token = /^\s*(;;|&&|\|\||<<|>>|[;&|()<>]|[^\s;&|()<>]+)/.exec(rest)?.[1]
  const expected = EXPECTED.exec(message)?.[1]
  if (token === undefined) {
    const expecting = expected === undefined ? '' : ` (expecting "${expected}")`
    if (dialect === 'bash') return 'syntax error: unexpected end of file'
    return dialect === 'dash'
      ? `Syntax error: end of file unexpected${expecting}`
      : `syntax error: unexpected end of file${expecting}`
  }
  if (dialect === 'bash') return `syntax error near unexpected token \`${token}'`
  return dialect === 'dash' ? `Syntax error: "${token}" unexpected` : `syntax error: unexpected "${token}"`
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

const quoteOf = (source: string, pos: number, fallback: string): string => {
  const char = source[pos]
  return char === "'" || char === '"' ? char : fallback
}
