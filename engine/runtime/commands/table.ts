/** column: words in columns, or (`-t`) a table whose columns line up. */
import type { Command } from '../kernel/contract.ts'
import { BLOCKED } from './command.ts'
import { linesOf, slurpFiles } from './filter.ts'
import { readOptions } from './options.ts'

export const column: Command = {
  name: 'column',
  run(call) {
    const options = readOptions(call, 'ts:o:c:N:', {
      table: 't',
      separator: 's:',
      'output-separator': 'o:',
      'output-width': 'c:',
      'table-columns': 'N:',
    })
    if (options === undefined) return 1
    const all = slurpFiles(call, options.words)
    if (all === undefined) return BLOCKED
    const lines = linesOf(all.text).filter((line) => line.trim() !== '')
    if (!options.has('t')) {
      call.out(filled(lines, Number(options.get('c') ?? call.env('COLUMNS') ?? 80)))
      return all.status
    }
    const separators = options.get('s')
    const cellsOf = (line: string): string[] =>
      separators === undefined ? line.trim().split(/[ \t]+/) : splitAtAny(line, separators)
    const rows = lines.map(cellsOf)
    const names = options.get('N')?.split(',')
    if (names !== undefined) rows.unshift(names)
    const widths: number[] = []
    for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)))
    const gap = options.get('o') ?? '  '
    for (const row of rows) {
      const last = row.length - 1
      call.out(
        `${row.map((cell, i) => (i === last && last === widths.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join(gap)}\n`,
      )
    }
    return all.status
  },
}

function splitAtAny(line: string, separators: string): string[] {
  const cells = ['']
  for (const char of line) {
    if (separators.includes(char)) cells.push('')
    else cells[cells.length - 1] += char
  }
  return cells
}

/** Words in columns as wide as the longest and a tab, filled downwards. */
function filled(words: readonly string[], width: number): string {
  if (words.length === 0) return ''
  const cell = (Math.floor(Math.max(...words.map((word) => word.length)) / 8) + 1) * 8
  const across = Math.max(1, Math.floor(width / cell))
  const down = Math.ceil(words.length / across)
  let text = ''
  for (let row = 0; row < down; row++) {
    let line = ''
    for (let i = row; i < words.length; i += down) {
      line += words[i]
      if (i + down < words.length) line += '\t'.repeat(Math.ceil((cell - (words[i] as string).length) / 8))
    }
    text += `${line}\n`
  }
  return text
}
