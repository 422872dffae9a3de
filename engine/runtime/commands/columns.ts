/** Columns of lines: cut, paste. */
import type { Command } from '../kernel/contract.ts'
import { BLOCKED } from './command.ts'
import { filterLines, linesOf } from './filter.ts'
import { readOptions } from './options.ts'
import { inputOf } from './textfilters.ts'

/** `1,3-5,7-` as a test of numbers from 1. */
function ranges(text: string): [number, number][] | undefined {
  const parts: [number, number][] = []
  for (const part of text.split(',')) {
    const match = /^(\d*)(-?)(\d*)$/.exec(part)
    if (match === null || part === '' || part === '-') return undefined
    const from = match[1] === '' ? 1 : Number(match[1])
    parts.push([from, match[2] === '' ? from : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3])])
  }
  return parts.sort((a, b) => a[0] - b[0])
}

export const cut: Command = {
  name: 'cut',
  run(call) {
    const options = readOptions(call, 'b:c:f:d:sn', {
      bytes: 'b:',
      characters: 'c:',
      fields: 'f:',
      delimiter: 'd:',
      'only-delimited': 's',
      complement: 'C',
      'output-delimiter': 'o:',
    })
    if (options === undefined) return 1
    const list = options.get('b') ?? options.get('c') ?? options.get('f')
    const parts = list === undefined ? undefined : ranges(list)
    const unit = options.has('f') ? 'fields' : 'byte/character positions'
    if (parts === undefined || parts.some(([from]) => from === 0)) {
      if (call.flavour === 'busybox')
        call.warn(list === undefined ? 'expected a list of bytes, characters, or fields' : `invalid range ${list}`)
      else if (list === undefined) call.warn('you must specify a list of bytes, characters, or fields')
      else call.warn(parts === undefined ? 'invalid field range' : `${unit} are numbered from 1`)
      if (call.flavour === 'gnu') call.err("Try 'cut --help' for more information.\n")
      return 1
    }
    const delimiter = options.get('d') ?? '\t'
    const inside = (n: number) => parts.some(([from, to]) => n >= from && n <= to) !== options.has('C')
    const join = options.get('o')
    return filterLines(call, options.words, {
      begin: () => null,
      line(line, _inner, c) {
        if (!options.has('f')) {
          c.out(`${[...line].filter((_, i) => inside(i + 1)).join(join === undefined ? '' : join)}\n`)
          return
        }
        const fields = line.split(delimiter)
        if (fields.length > 1) c.out(`${fields.filter((_, i) => inside(i + 1)).join(join ?? delimiter)}\n`)
        else if (!options.has('s')) c.out(`${line}\n`)
      },
      end: (_inner, _c, status) => status,
    })
  },
}

export const paste: Command = {
  name: 'paste',
  run(call) {
    const options = readOptions(call, 'd:s', { delimiters: 'd:', serial: 's' })
    if (options === undefined) return 1
    const delimiters = (options.get('d') ?? '\t').replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\0/g, '\x01')
    const input = options.words.includes('-') || options.words.length === 0 ? inputOf(call) : ''
    if (input === undefined) return BLOCKED
    const names = options.words.length === 0 ? ['-'] : options.words
    const dashes = names.filter((name) => name === '-').length
    let seen = 0
    const columns = names.map((name) => {
      if (name !== '-') return linesOf(call.contents(name) ?? '')
      const nth = seen++
      return linesOf(input).filter((_, i) => options.has('s') || i % dashes === nth)
    })
    const join = (cells: readonly string[]) =>
      cells
        .map((cell, i) => (i === 0 ? cell : (delimiters[(i - 1) % delimiters.length] ?? '').replace('\x01', '') + cell))
        .join('')
    if (options.has('s')) for (const column of columns) call.out(`${join(column)}\n`)
    else {
      const rows = Math.max(...columns.map((column) => column.length))
      for (let i = 0; i < rows; i++) call.out(`${join(columns.map((column) => column[i] ?? ''))}\n`)
    }
    return 0
  },
}
