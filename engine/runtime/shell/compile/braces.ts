/** Brace expansion (bash): `a{b,c}d` and `{1..5..2}` on source text, before anything else. */

/** Words a pattern may give; more is not expanded at all. */
const MAX_WORDS = 100_000

/** The words a source text stands for; itself when it has no braces that count. */
export function expandBraces(text: string): string[] {
  const found = firstGroup(text)
  if (found === undefined) return [text]
  const { start, end, parts } = found
  const before = text.slice(0, start)
  const after = expandBraces(text.slice(end + 1))
  const middle = parts.flatMap((part) => expandBraces(part))
  if (middle.length * after.length > MAX_WORDS) return [text]
  return middle.flatMap((part) => after.map((rest) => before + part + rest))
}

interface Group {
  start: number
  end: number
  parts: string[]
}

function firstGroup(text: string): Group | undefined {
  for (let i = 0; i < text.length; i++) {
    i = skip(text, i)
    if (text[i] !== '{' || text[i - 1] === '$') continue
    const group = groupAt(text, i)
    if (group !== undefined) return group
  }
  return undefined
}

/** Index behind quotes, escapes and expansions that begin at `i`. */
function skip(text: string, i: number): number {
  const char = text[i]
  if (char === '\\') return i + 2
  if (char === "'") {
    const end = text.indexOf("'", i + 1)
    return end < 0 ? text.length : end + 1
  }
  if (char === '"') {
    let j = i + 1
    while (j < text.length && text[j] !== '"') j += text[j] === '\\' ? 2 : 1
    return j + 1
  }
  if (char === '$' && (text[i + 1] === '{' || text[i + 1] === '(')) {
    const open = text[i + 1] as string
    const close = open === '{' ? '}' : ')'
    let depth = 0
    for (let j = i + 1; j < text.length; j++) {
      if (text[j] === open) depth++
      if (text[j] === close && --depth === 0) return j + 1
    }
  }
  return i
}

function groupAt(text: string, start: number): Group | undefined {
  let depth = 0
  const commas: number[] = []
  for (let i = start; i < text.length; i++) {
    const next = i === start ? i : skip(text, i)
    if (next !== i) {
      i = next - 1
      continue
    }
    const char = text[i]
    if (char === '{') depth++
    else if (char === '}') {
      depth--
      if (depth > 0) continue
      const inner = text.slice(start + 1, i)
      if (commas.length > 0) return { start, end: i, parts: cut(text, start, i, commas) }
      const sequence = sequenceOf(inner)
      return sequence && { start, end: i, parts: sequence }
    } else if (char === ',' && depth === 1) commas.push(i)
  }
  return undefined
}

function cut(text: string, start: number, end: number, commas: readonly number[]): string[] {
  const edges = [start, ...commas, end]
  return edges.slice(0, -1).map((edge, i) => text.slice(edge + 1, edges[i + 1]))
}

const NUMBERS = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/
const LETTERS = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/

function sequenceOf(inner: string): string[] | undefined {
  const numbers = NUMBERS.exec(inner)
  if (numbers) {
    const [, from = '', to = '', by] = numbers
    const padded = /^-?0\d/.test(from) || /^-?0\d/.test(to)
    const width = padded ? Math.max(from.length, to.length) : 0
    return range(Number(from), Number(to), Number(by ?? 1))?.map((n) => pad(n, width))
  }
  const letters = LETTERS.exec(inner)
  if (!letters) return undefined
  const [, from = '', to = '', by] = letters
  return range(from.charCodeAt(0), to.charCodeAt(0), Number(by ?? 1))?.map((n) => String.fromCharCode(n))
}

const pad = (n: number, width: number): string =>
  n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0')

function range(from: number, to: number, by: number): number[] | undefined {
  const step = Math.abs(by) || 1
  const count = Math.floor(Math.abs(to - from) / step) + 1
  if (count > MAX_WORDS) return undefined
  return Array.from({ length: count }, (_, i) => from + (to < from ? -i : i) * step)
}
