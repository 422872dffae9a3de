/**
 * YAML as kubectl prints it: sigs.k8s.io/yaml over go-yaml 2, which folds at 80 columns, sorts keys naturally and
 * quotes what would be read as something else than a text. Source: goyaml.v2 encode.go, emitterc.go, sorter.go, resolve.go.
 */
import { isObject, type Json } from '../base/json.ts'

const WIDTH = 80
const STEP = 2

/** A value as a YAML document; ends in a newline. */
export function toYaml(value: unknown): string {
  const emitter = new Emitter()
  emitter.node(value, 0, false)
  return emitter.text
}

class Emitter {
  text = ''
  private column = 0

  /** @param indent of the lines of a map or list here @param inline the first line goes on where a dash stands */
  node(value: unknown, indent: number, inline: boolean): void {
    if (Array.isArray(value) && value.length > 0) this.sequence(value, indent, inline)
    else if (isObject(value) && Object.keys(value).length > 0) this.mapping(value, indent, inline)
    else {
      this.write(this.scalar(value, indent))
      this.newline()
    }
  }

  private mapping(value: Json, indent: number, inline: boolean): void {
    let first = inline
    for (const key of Object.keys(value).sort(natural)) {
      if (!first) this.write(' '.repeat(indent))
      first = false
      this.write(`${quoted(key, true)}:`)
      this.child(value[key], indent)
    }
  }

  private child(value: unknown, indent: number): void {
    const list = Array.isArray(value) && value.length > 0
    if (list || (isObject(value) && Object.keys(value).length > 0)) {
      this.newline()
      // A list in a map is not indented.
      this.node(value, list ? indent : indent + STEP, false)
      return
    }
    this.write(' ')
    this.write(this.scalar(value, indent + STEP))
    this.newline()
  }

  private sequence(value: readonly unknown[], indent: number, inline: boolean): void {
    let first = inline
    for (const item of value) {
      if (!first) this.write(' '.repeat(indent))
      first = false
      this.write('- ')
      this.node(item, indent + STEP, true)
    }
  }

  private scalar(value: unknown, indent: number): string {
    if (value === null || value === undefined) return 'null'
    if (typeof value === 'string') return this.string(value, indent)
    if (Array.isArray(value)) return '[]'
    if (typeof value === 'object') return '{}'
    return goNumber(value)
  }

  private string(value: string, indent: number): string {
    const facts = analyse(value)
    if (value.includes('\n')) {
      return facts.block ? literal(value, indent) : doubleQuoted(value, this.column, indent)
    }
    if (resolvesToText(value)) {
      if (facts.plain && value !== '') return plain(value, this.column, indent)
      if (facts.single) return singleQuoted(value, this.column, indent)
    }
    return doubleQuoted(value, this.column, indent)
  }

  private write(text: string): void {
    this.text += text
    const cut = text.lastIndexOf('\n')
    this.column = cut < 0 ? this.column + [...text].length : [...text.slice(cut + 1)].length
  }

  private newline(): void {
    // A literal block brings its own line end.
    if (!this.text.endsWith('\n') || this.column > 0) this.text += '\n'
    this.column = 0
  }
}

function goNumber(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(value)
  return String(value)
}

/** A key or a text in one line. */
function quoted(value: string, isKey: boolean): string {
  const facts = analyse(value)
  if (resolvesToText(value)) {
    if (facts.plain && value !== '') return value
    if (facts.single) return `'${value.replaceAll("'", "''")}'`
  }
  return isKey ? doubleQuoted(value, Number.NEGATIVE_INFINITY, 0) : value
}

// ------------------------------------------------------------------------------------------------- which style

interface Facts {
  plain: boolean
  single: boolean
  block: boolean
}

const FIRST_INDICATORS = '#,[]{}&*!|>\'"%@`'
const isSpace = (char: string | undefined) => char === ' '
const isBlankOrEnd = (char: string | undefined) => char === undefined || char === ' ' || char === '\t' || char === '\n'

/** yaml_emitter_analyze_scalar, for scalars in block context. */
function analyse(value: string): Facts {
  const facts = { plain: true, single: true, block: true }
  if (value === '') return { plain: false, single: true, block: false }
  const chars = [...value]
  let indicators = value.startsWith('---') || value.startsWith('...')
  let special = false
  let breaks = false
  let spaceBreak = false
  let breakSpace = false
  for (const [i, char] of chars.entries()) {
    const next = chars[i + 1]
    const before = chars[i - 1]
    if (i === 0) {
      if (FIRST_INDICATORS.includes(char)) indicators = true
      else if ((char === '?' || char === ':' || char === '-') && isBlankOrEnd(next)) indicators = true
    } else if (char === ':' && isBlankOrEnd(next)) indicators = true
    else if (char === '#' && isBlankOrEnd(before)) indicators = true
    if (!isPrintable(char)) special = true
    if (char === '\n') {
      breaks = true
      if (before === ' ') spaceBreak = true
    } else if (char === ' ' && before === '\n') breakSpace = true
  }
  const first = chars[0]
  const last = chars[chars.length - 1]
  if (isSpace(first) || first === '\n' || isSpace(last) || last === '\n') facts.plain = false
  if (isSpace(last)) facts.block = false
  if (breakSpace) {
    facts.plain = false
    facts.single = false
  }
  if (spaceBreak || special) return { plain: false, single: false, block: false }
  if (breaks || indicators) facts.plain = false
  return facts
}

function isPrintable(char: string): boolean {
  const code = char.codePointAt(0) as number
  if (code === 0x0a) return true
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return code === 0x85
  if (code === 0xfeff || (code >= 0xd800 && code <= 0xdfff)) return false
  return code !== 0xfffe && code !== 0xffff
}

const WORDS: ReadonlySet<string> = new Set(
  'y Y yes Yes YES true True TRUE on On ON n N no No NO false False FALSE off Off OFF ~ null Null NULL .nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF <<'.split(
    ' ',
  ),
)
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/
const INTEGER = /^[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/
const BASE60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]| )\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/

/** Whether an unquoted text would be read as a text again. */
function resolvesToText(value: string): boolean {
  if (value === '') return false
  if (WORDS.has(value)) return false
  if (!/^[-+.0-9]/.test(value)) return true
  const digits = value.replaceAll('_', '')
  if (INTEGER.test(digits) || FLOAT.test(digits) || BASE60.test(value)) return false
  if (!TIMESTAMP.test(value)) return true
  // Date and time with a space have no zone; with a T they must have one.
  return /[Tt]/.test(value) && !/(Z|[-+]\d\d:\d\d)$/.test(value)
}

// ------------------------------------------------------------------------------------------------- the styles

/** Where spaces may become line breaks: past the width, between two words. */
function folded(
  value: string,
  column: number,
  indent: number,
  edges: boolean,
  write: (char: string) => string,
): string {
  const chars = [...value]
  let out = ''
  let at = column
  let spaces = false
  for (const [i, char] of chars.entries()) {
    const inner = !edges || (i > 0 && i < chars.length - 1)
    if (char === ' ' && !spaces && at > WIDTH && inner && chars[i + 1] !== ' ') {
      out += `\n${' '.repeat(indent)}`
      at = indent
      spaces = true
      continue
    }
    const shown = write(char)
    out += shown
    at += [...shown].length
    spaces = char === ' '
  }
  return out
}

const plain = (value: string, column: number, indent: number): string =>
  folded(value, column, indent, false, (char) => char)

const singleQuoted = (value: string, column: number, indent: number): string =>
  `'${folded(value, column + 1, indent, true, (char) => (char === "'" ? "''" : char))}'`

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
}

function escaped(char: string): string {
  const known = ESCAPES[char]
  if (known !== undefined && char !== '\xa0') return known
  if (isPrintable(char)) return char
  const code = (char.codePointAt(0) as number).toString(16).toUpperCase()
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`
}

function doubleQuoted(value: string, column: number, indent: number): string {
  const chars = [...value]
  let out = '"'
  let at = column + 1
  let spaces = false
  for (const [i, char] of chars.entries()) {
    if (char === ' ' && !spaces && at > WIDTH && i > 0 && i < chars.length - 1) {
      out += `\n${' '.repeat(indent)}`
      at = indent
      if (chars[i + 1] === ' ') {
        out += '\\'
        at++
      }
      spaces = true
      continue
    }
    const shown = escaped(char)
    out += shown
    at += [...shown].length
    spaces = char === ' '
  }
  return `${out}"`
}

function literal(value: string, indent: number): string {
  const hint = value.startsWith(' ') || value.startsWith('\n') ? String(STEP) : ''
  const chomp = !value.endsWith('\n') ? '-' : value.endsWith('\n\n') || value === '\n' ? '+' : ''
  const body = value.endsWith('\n') ? value.slice(0, -1) : value
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line))
  return `|${hint}${chomp}\n${lines.join('\n')}`
}

// ------------------------------------------------------------------------------------------------- order of keys

const isLetter = (char: string) => /^\p{L}$/u.test(char)
const isDigit = (char: string | undefined) => char !== undefined && /^\p{Nd}$/u.test(char)

/** Natural order: numbers within names count as numbers, letters come after everything else. */
export function natural(left: string, right: string): number {
  const a = [...left]
  const b = [...right]
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) return differing(a, b, i)
  }
  return a.length - b.length
}

function differing(a: string[], b: string[], i: number): number {
  const x = a[i] as string
  const y = b[i] as string
  const letters = [isLetter(x), isLetter(y)]
  if (letters[0] && letters[1]) return x < y ? -1 : 1
  if (letters[0] || letters[1]) return letters[1] ? -1 : 1
  // A zero in the middle of a number is no leading zero.
  let start = 0
  if (x === '0' || y === '0') {
    for (let j = i - 1; j >= 0 && isDigit(a[j]); j--) {
      if (a[j] !== '0') {
        start = 1
        break
      }
    }
  }
  const [aNumber, aEnd] = numberFrom(a, i, start)
  const [bNumber, bEnd] = numberFrom(b, i, start)
  if (aNumber !== bNumber) return aNumber - bNumber
  if (aEnd !== bEnd) return aEnd - bEnd
  return x < y ? -1 : 1
}

function numberFrom(chars: readonly string[], from: number, start: number): [number, number] {
  let value = start
  let end = from
  while (isDigit(chars[end])) value = value * 10 + Number(chars[end++])
  return [value, end]
}
