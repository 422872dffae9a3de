/** expand and unexpand: tabs to spaces and back. */
import type { Command } from '../kernel/contract.ts'
import { filterLines } from './filter.ts'
import { readOptions } from './options.ts'

/** The next column where a tab ends. */
type Stops = (column: number) => number

function stopsOf(text: string): Stops | undefined {
  const list = text.split(/[ ,]+/).map(Number)
  if (list.some((n) => !Number.isInteger(n) || n <= 0)) return undefined
  const [only] = list
  if (list.length === 1 && only !== undefined) return (column) => (Math.floor(column / only) + 1) * only
  return (column) => list.find((stop) => stop > column) ?? column + 1
}

function expandLine(line: string, stops: Stops, initialOnly: boolean): string {
  let out = ''
  let column = 0
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string
    if (initialOnly && char !== ' ' && char !== '\t') return out + line.slice(i)
    const next = char === '\t' ? stops(column) : column + 1
    out += char === '\t' ? ' '.repeat(next - column) : char
    column = next
  }
  return out
}

/** Blanks that reach a stop become a tab; a single space before a stop stays one. */
function unexpandLine(line: string, stops: Stops, everywhere: boolean): string {
  let out = ''
  let column = 0
  let i = 0
  while (i < line.length) {
    const from = i
    while (line[i] === ' ' || line[i] === '\t') i++
    if (i > from) {
      let end = column
      for (const char of line.slice(from, i)) end = char === '\t' ? stops(end) : end + 1
      const hasTab = line.slice(from, i).includes('\t')
      while (stops(column) <= end && (end - column > 1 || hasTab)) {
        out += '\t'
        column = stops(column)
      }
      out += ' '.repeat(end - column)
      column = end
    }
    if (!everywhere) return out + line.slice(i)
    while (i < line.length && line[i] !== ' ' && line[i] !== '\t') {
      out += line[i++]
      column++
    }
  }
  return out
}

const tabbing = (name: string, long: Readonly<Record<string, string>>, spec: string): Command => ({
  name,
  run(call) {
    const options = readOptions(call, spec, long)
    if (options === undefined) return 1
    const stops = stopsOf(options.get('t') ?? '8')
    if (stops === undefined) {
      call.warn(`tab size contains invalid character(s): '${options.get('t')}'`)
      return 1
    }
    const everywhere = options.has('a') || (options.has('t') && !options.has('f'))
    return filterLines(call, options.words, {
      begin: () => null,
      line(line, _inner, c, whole) {
        const text =
          name === 'expand' ? expandLine(line, stops, options.has('i')) : unexpandLine(line, stops, everywhere)
        c.out(whole ? `${text}\n` : text)
      },
      end: (_inner, _c, status) => status,
    })
  },
})

export const expand = tabbing('expand', { tabs: 't:', initial: 'i' }, 't:i')
export const unexpand = tabbing('unexpand', { tabs: 't:', all: 'a', 'first-only': 'f' }, 't:af')
