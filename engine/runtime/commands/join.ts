/** join: lines of two sorted files with the same key, side by side. */
import type { Command } from '../kernel/contract.ts'
import { BLOCKED } from './command.ts'
import { linesOf, slurp } from './filter.ts'
import { readOptions } from './options.ts'

interface Row {
  readonly key: string
  readonly fields: readonly string[]
}

export const join: Command = {
  name: 'join',
  run(call) {
    const options = readOptions(call, 'a:v:o:t:1:2:j:e:i', { 'ignore-case': 'i', header: 'h' })
    if (options === undefined) return 1
    const [left, right] = options.words
    if (left === undefined || right === undefined) {
      call.warn(left === undefined ? 'missing operand' : `missing operand after '${left}'`)
      call.err("Try 'join --help' for more information.\n")
      return 1
    }
    const input = left === '-' || right === '-' ? slurp(call) : ''
    if (input === undefined) return BLOCKED
    const separator = options.get('t')
    const rowsOf = (name: string, field: number): Row[] | undefined => {
      const data = name === '-' ? input : call.contents(name)
      return data === undefined
        ? undefined
        : linesOf(data).map((line) => {
            const fields = separator === undefined ? line.trim().split(/[ \t]+/) : line.split(separator)
            const key = fields[field - 1] ?? ''
            return { key: options.has('i') ? key.toLowerCase() : key, fields }
          })
    }
    const fieldOf = (side: '1' | '2') => Number(options.get(side) ?? options.get('j') ?? 1)
    const a = rowsOf(left, fieldOf('1'))
    const b = a && rowsOf(right, fieldOf('2'))
    if (a === undefined || b === undefined) return 1
    const others = ({ fields }: Row, side: '1' | '2') => fields.filter((_, i) => i !== fieldOf(side) - 1)
    const empty = options.get('e') ?? ''
    const wanted = options.get('o')?.split(/[ ,]+/)
    const show = (x: Row | undefined, y: Row | undefined): void => {
      const row = (x ?? y) as Row
      const cells =
        wanted === undefined || wanted[0] === 'auto'
          ? [
              row.fields[(x === undefined ? fieldOf('2') : fieldOf('1')) - 1] ?? '',
              ...(x ? others(x, '1') : []),
              ...(y ? others(y, '2') : []),
            ]
          : wanted.map((spec) => {
              if (spec === '0') return row.key
              const [file, field] = spec.split('.')
              return (file === '1' ? x : y)?.fields[Number(field) - 1] || empty
            })
      call.out(`${cells.join(separator ?? ' ')}\n`)
    }
    const alone = (side: '1' | '2') => options.all('a').includes(side) || options.all('v').includes(side)
    merge(a, b, {
      pair: (x, y) => !options.has('v') && show(x, y),
      left: (x) => alone('1') && show(x, undefined),
      right: (y) => alone('2') && show(undefined, y),
    })
    return 0
  },
}

function merge(
  a: readonly Row[],
  b: readonly Row[],
  on: { pair(x: Row, y: Row): unknown; left(x: Row): unknown; right(y: Row): unknown },
): void {
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const x = a[i]
    const y = b[j]
    if (x === undefined || (y !== undefined && y.key < x.key)) {
      on.right(y as Row)
      j++
    } else if (y === undefined || x.key < y.key) {
      on.left(x)
      i++
    } else {
      let end = j
      while (b[end]?.key === x.key) end++
      for (; a[i]?.key === x.key; i++) for (let k = j; k < end; k++) on.pair(a[i] as Row, b[k] as Row)
      j = end
    }
  }
}
