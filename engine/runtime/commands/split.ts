/** split: one input into files of so many lines or bytes. */
import type { Command } from '../kernel/contract.ts'
import { BLOCKED } from './command.ts'
import { linesOf, slurp } from './filter.ts'
import { readOptions } from './options.ts'

const UNITS: Readonly<Record<string, number>> = { b: 512, k: 1024, K: 1024, M: 1024 ** 2, m: 1024 ** 2, G: 1024 ** 3 }
/** So many files and no more: a mistake should not fill the disk's table. */
const MAX_FILES = 26 ** 3

const sizeOf = (text: string): number => {
  const match = /^(\d+)([bkKMmG]?)B?$/.exec(text)
  return match === null ? Number.NaN : Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1)
}

function suffix(n: number, width: number, numeric: boolean): string {
  if (numeric) return String(n).padStart(width, '0')
  let text = ''
  for (let rest = n, i = 0; i < width; i++, rest = Math.floor(rest / 26))
    text = String.fromCharCode(97 + (rest % 26)) + text
  return text
}

function piecesOf(data: string, lines: number, bytes: number): string[] {
  const pieces: string[] = []
  if (bytes > 0) {
    for (let i = 0; i < data.length; i += bytes) pieces.push(data.slice(i, i + bytes))
    return pieces
  }
  const all = linesOf(data)
  for (let i = 0; i < all.length; i += lines) {
    const last = i + lines >= all.length
    pieces.push(`${all.slice(i, i + lines).join('\n')}${last && !data.endsWith('\n') ? '' : '\n'}`)
  }
  return pieces
}

export const split: Command = {
  name: 'split',
  run(call) {
    const options = readOptions(
      call,
      'l:b:a:dn:',
      {
        lines: 'l:',
        bytes: 'b:',
        'suffix-length': 'a:',
        'numeric-suffixes': 'd',
        number: 'n:',
        'additional-suffix': 'x:',
      },
      { args: call.args.flatMap((word) => (/^-\d+$/.test(word) ? ['-l', word.slice(1)] : [word])) },
    )
    if (options === undefined) return 1
    const [name = '-', prefix = 'x'] = options.words
    const data = name === '-' ? slurp(call) : call.contents(name)
    if (data === undefined) return name === '-' ? BLOCKED : 1
    const lines = Number(options.get('l') ?? 1000)
    const parts = Number(options.get('n') ?? 0)
    const bytes = options.has('b') ? sizeOf(options.get('b') as string) : parts > 0 ? Math.ceil(data.length / parts) : 0
    if (!(lines > 0) || Number.isNaN(bytes)) {
      call.warn(`invalid number of ${options.has('b') ? 'bytes' : 'lines'}: '${options.get('b') ?? options.get('l')}'`)
      return 1
    }
    const width = Number(options.get('a') ?? 2)
    const pieces = piecesOf(data, lines, bytes)
    if (pieces.length > Math.min(MAX_FILES, (options.has('d') ? 10 : 26) ** width)) {
      call.warn('output file suffixes exhausted')
      return 1
    }
    pieces.forEach((piece, i) =>
      call.files.write(`${prefix}${suffix(i, width, options.has('d'))}${options.get('x') ?? ''}`, piece),
    )
    return 0
  },
}
