/** head, tail, wc, sort, uniq. */
import { byteLength } from '../../../api/utf8.ts'
import { type Filter, linesOf, options, overLines, overText } from './filter.ts'

const count = (values: ReadonlyMap<string, string>): number => Number(values.get('n') ?? values.get('lines') ?? 10)

export const head: Filter = (args, context) => {
  const { values, rest } = options(args, 'nc')
  let left = count(values)
  return overLines(
    rest,
    context,
    'head',
    (line, io) => {
      if (left-- > 0) io.out(`${line}\n`)
      return left > 0
    },
    () => 0,
  )
}

export const tail: Filter = (args, context) => {
  const { values, rest } = options(args, 'nc')
  const said = values.get('n') ?? '10'
  return overText(rest, context, 'tail', (text, io) => {
    const lines = linesOf(text)
    const shown = said.startsWith('+')
      ? lines.slice(Number(said) - 1)
      : Number(said) === 0
        ? []
        : lines.slice(-Number(said))
    io.out(shown.map((line) => `${line}\n`).join(''))
    return 0
  })
}

export const wc: Filter = (args, context) => {
  const { flags, rest } = options(args)
  return overText(rest, context, 'wc', (text, io) => {
    const counts = {
      l: text.split('\n').length - 1,
      w: text.split(/\s+/).filter((word) => word !== '').length,
      c: byteLength(text),
    }
    const wanted = (['l', 'w', 'c'] as const).filter((letter) => flags.size === 0 || flags.has(letter))
    const name = rest.length === 1 ? ` ${rest[0]}` : ''
    const shown = wanted.map((letter) => String(counts[letter]))
    io.out(`${wanted.length === 1 ? shown[0] : shown.map((each) => each.padStart(7)).join(' ')}${name}\n`)
    return 0
  })
}

export const sort: Filter = (args, context) => {
  const { flags, values, rest } = options(args, 'kt')
  return overText(rest, context, 'sort', (text, io) => {
    const field = Number.parseInt(values.get('k') ?? '0', 10)
    const separator = values.get('t')
    const key = (line: string) =>
      field === 0
        ? line
        : ((separator === undefined ? line.trim().split(/\s+/) : line.split(separator))[field - 1] ?? '')
    const numeric = flags.has('n') || flags.has('h')
    const number = (line: string) => Number.parseFloat(key(line)) || 0
    const compare = (a: string, b: string) =>
      (numeric ? number(a) - number(b) : 0) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)
    let lines = linesOf(text).sort(compare)
    if (flags.has('r')) lines.reverse()
    if (flags.has('u')) lines = lines.filter((line, at) => at === 0 || compare(line, lines[at - 1] as string) !== 0)
    io.out(lines.map((line) => `${line}\n`).join(''))
    return 0
  })
}

export const uniq: Filter = (args, context) => {
  const { flags, rest } = options(args)
  return overText(rest, context, 'uniq', (text, io) => {
    const groups: { line: string; count: number }[] = []
    for (const line of linesOf(text)) {
      const last = groups.at(-1)
      if (last?.line === line) last.count++
      else groups.push({ line, count: 1 })
    }
    const shown = groups.filter(({ count: n }) => (!flags.has('d') || n > 1) && (!flags.has('u') || n === 1))
    io.out(
      shown.map(({ line, count: n }) => (flags.has('c') ? `${String(n).padStart(7)} ${line}\n` : `${line}\n`)).join(''),
    )
    return 0
  })
}
