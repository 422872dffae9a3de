/** bash's mapfile and readarray: the lines of an input as an array. */
import type { Call, Command } from '../../kernel/contract.ts'
import { readOptions } from '../../commands/options.ts'
import { setArray } from '../variables.ts'

/** Everything the descriptor has; undefined: it waits. */
function readAll(call: Call, fd: number): string | undefined {
  call.state ??= ''
  for (;;) {
    const chunk = call.read(fd)
    if (chunk === undefined) {
      call.waitInput(fd)
      return undefined
    }
    if (chunk === null) return call.state as string
    call.state = (call.state as string) + chunk
  }
}

/** Pieces that end with the delimiter, which stays; the last may have none. */
function piecesOf(text: string, delimiter: string): string[] {
  const pieces = text.split(delimiter).map((piece) => piece + delimiter)
  const last = (pieces.pop() as string).slice(0, -1)
  return last === '' ? pieces : [...pieces, last]
}

export const mapfile: Command = {
  name: 'mapfile',
  run(call) {
    const options = readOptions(call, 'td:n:O:s:u:C:c:')
    if (options === undefined) return 2
    const text = readAll(call, Number(options.get('u') ?? 0))
    if (text === undefined) return -1
    const number = (letter: string) => Number(options.get(letter) ?? 0)
    const delimiter = options.has('d') ? options.get('d')?.[0] || '\0' : '\n'
    const skipped = number('s')
    const count = number('n')
    const lines = piecesOf(text, delimiter).slice(skipped, count > 0 ? skipped + count : undefined)
    const kept = options.has('t') ? lines.map((line) => (line.endsWith(delimiter) ? line.slice(0, -1) : line)) : lines
    const origin = number('O')
    const m = call.kernel.machine.aim(call.container, call.process)
    setArray(
      m,
      options.words[0] ?? 'MAPFILE',
      kept.map((line, i) => `[${origin + i}]=${line}`),
      options.has('O'),
    )
    return 0
  },
}

export const readarray: Command = { ...mapfile, name: 'readarray' }
