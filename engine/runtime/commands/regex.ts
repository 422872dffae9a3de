/**
 * Regular expressions of grep, sed, awk and expr: POSIX syntax translated, run on a linear-time engine; what that cannot do (back
 * references, Perl's look-around) on the engine that tries.
 */
import { RE2JS } from 're2js'
import { BacktrackingPattern, type Matcher, PatternSyntaxError } from './backtracking.ts'

export type Syntax = 'basic' | 'extended' | 'perl'

export interface Regex {
  matcher(text: string): Matcher
}

const KEPT = 256
const compiled = new Map<string, Regex>()

export class BadPattern extends Error {}

/** @throws BadPattern */
export function compileRegex(
  pattern: string,
  syntax: Syntax,
  flags: { ignoreCase?: boolean; multiline?: boolean } = {},
): Regex {
  const key = `${syntax} ${flags.ignoreCase === true} ${flags.multiline === true} ${pattern}`
  let regex = compiled.get(key)
  if (regex === undefined) {
    regex = make(pattern, syntax, flags)
    if (compiled.size >= KEPT) compiled.clear()
    compiled.set(key, regex)
  }
  return regex
}

/** A back reference in a translated pattern. */
const REFERS = /^(?:[^\\]|\\[^1-9])*\\[1-9]/

function make(pattern: string, syntax: Syntax, flags: { ignoreCase?: boolean; multiline?: boolean }): Regex {
  const translated = syntax === 'perl' ? pattern : translate(pattern, syntax)
  const { ignoreCase = false, multiline = false } = flags
  try {
    if (syntax === 'perl' || REFERS.test(translated))
      return new BacktrackingPattern(translated, { ignoreCase, multiline })
    const bits = (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0) | (multiline ? RE2JS.MULTILINE : 0) | RE2JS.DOTALL
    // POSIX asks for the leftmost-longest match.
    return RE2JS.compile(translated, bits | RE2JS.LONGEST_MATCH)
  } catch (error) {
    throw new BadPattern(error instanceof PatternSyntaxError ? error.message : pattern)
  }
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** A POSIX expression in RE2's syntax. */
function translate(pattern: string, syntax: 'basic' | 'extended'): string {
  let out = ''
  let i = 0
  /** Whether what stands before can be repeated. */
  let repeatable = false
  const basic = syntax === 'basic'
  while (i < pattern.length) {
    const char = pattern[i] as string
    if (char === '[') {
      const end = bracketEnd(pattern, i)
      if (end < 0) throw new BadPattern(pattern)
      out += bracket(pattern.slice(i + 1, end))
      i = end + 1
      repeatable = true
      continue
    }
    if (char === '\\') {
      const next = pattern[i + 1]
      i += 2
      if (next === undefined) throw new BadPattern(pattern)
      if (basic && '(){}|+?'.includes(next)) {
        if (next === '{') {
          const end = pattern.indexOf('\\}', i)
          if (end < 0) throw new BadPattern(pattern)
          out += interval(pattern.slice(i, end), pattern)
          i = end + 2
          continue
        }
        out += next
        repeatable = !'(|'.includes(next)
        continue
      }
      out += escaped(next)
      repeatable = true
      continue
    }
    i++
    if (char === '*') {
      out += repeatable ? '*' : '\\*'
      repeatable = repeatable || basic
      continue
    }
    if (basic) {
      if (char === '^') out += out === '' || /\($|\|$/.test(out) ? '^' : '\\^'
      else if (char === '$') out += i === pattern.length || /^\\[)|]/.test(pattern.slice(i)) ? '$' : '\\$'
      else out += char === '.' ? '.' : literal(char)
      repeatable = char !== '^'
      continue
    }
    if (char === '{') {
      const end = pattern.indexOf('}', i)
      if (repeatable && end > 0 && /^\d*,?\d*$/.test(pattern.slice(i, end))) {
        out += interval(pattern.slice(i, end), pattern)
        i = end + 1
      } else out += '\\{'
      continue
    }
    if ('+?'.includes(char)) out += repeatable ? char : `\\${char}`
    else if (char === '}' || char === ']') out += `\\${char}`
    else out += char
    repeatable = !'(|^'.includes(char)
  }
  return out
}

function interval(text: string, pattern: string): string {
  const match = /^(\d*)(,?)(\d*)$/.exec(text)
  if (match === null || Number(match[1]) > 1000 || Number(match[3]) > 1000) throw new BadPattern(pattern)
  return `{${match[1] === '' ? '0' : match[1]}${match[2]}${match[3]}}`
}

const WORDS: Record<string, string> = {
  n: '\\n',
  t: '\\t',
  w: '\\w',
  W: '\\W',
  s: '\\s',
  S: '\\S',
  b: '\\b',
  B: '\\B',
  d: 'd',
  '<': '\\b',
  '>': '\\b',
  '`': '\\A',
  "'": '\\z',
  y: '\\b',
}

function escaped(char: string): string {
  if (/[1-9]/.test(char)) return `\\${char}`
  return WORDS[char] ?? (/[A-Za-z0-9]/.test(char) ? char : literal(char))
}

function bracketEnd(pattern: string, start: number): number {
  let i = start + 1
  if (pattern[i] === '^') i++
  if (pattern[i] === ']') i++
  while (i < pattern.length) {
    if (pattern[i] === '[' && /[:.=]/.test(pattern[i + 1] ?? '')) {
      const close = pattern.indexOf(`${pattern[i + 1]}]`, i + 2)
      if (close >= 0) {
        i = close + 2
        continue
      }
    }
    if (pattern[i] === ']') return i
    i++
  }
  return -1
}

/** In POSIX a backslash in brackets is a plain character; GNU tools know `\n` and `\t` there, too. */
function bracket(inner: string): string {
  let out = '['
  let i = 0
  if (inner[0] === '^') {
    out += '^'
    i = 1
  }
  for (; i < inner.length; i++) {
    const char = inner[i] as string
    const named = /^\[:(\w+):\]/.exec(inner.slice(i))
    if (named !== null) {
      out += named[0]
      i += named[0].length - 1
    } else if (char === '\\') {
      const next = inner[i + 1]
      if (next !== undefined && 'nt]\\'.includes(next)) {
        out += next === ']' ? '\\]' : `\\${next}`
        i++
      } else out += '\\\\'
    } else out += char === '[' || char === ']' || char === '^' || char === '&' || char === '~' ? `\\${char}` : char
  }
  return `${out}]`
}
