/** sort: keys, numbers, versions; by bytes, as in the C locale. */
import type { Command } from '../kernel/contract.ts'
import { BLOCKED } from './command.ts'
import { linesOf, slurpFiles } from './filter.ts'
import { readOptions } from './options.ts'

interface Key {
  from: number
  fromChar: number
  to: number
  toChar: number
  flags: string
}

function keyOf(text: string): Key | undefined {
  const match = /^(\d+)(?:\.(\d+))?([bdfghiMnrRV]*)(?:,(\d+)(?:\.(\d+))?([bdfghiMnrRV]*))?$/.exec(text)
  if (match === null) return undefined
  const [, from, fromChar = '1', flags = '', to, toChar = '0', more = ''] = match
  return {
    from: Number(from),
    fromChar: Number(fromChar),
    to: to === undefined ? 0 : Number(to),
    toChar: Number(toChar),
    flags: flags + more,
  }
}

/** Fields of a line; without a separator, blanks in front belong to a field. */
const fieldsOf = (line: string, separator: string | undefined): string[] =>
  separator === undefined ? (line.match(/[ \t]*[^ \t]+|[ \t]+$/g) ?? ['']) : line.split(separator)

function part(line: string, key: Key, separator: string | undefined): string {
  const fields = fieldsOf(line, separator)
  const join = separator ?? ''
  const last = key.to === 0 ? fields.length : key.to
  const picked = fields.slice(key.from - 1, last)
  if (picked.length === 0) return ''
  if (key.toChar > 0 && last <= fields.length)
    picked[picked.length - 1] = (picked.at(-1) as string).slice(0, key.toChar)
  let text = picked.join(join)
  if (key.flags.includes('b')) text = text.replace(/^[ \t]+/, '')
  return text.slice(key.fromChar - 1)
}

const SUFFIXES = ' KMGTPEZY'

function numeric(text: string, flags: string): number {
  const match = (
    flags.includes('g') ? /^\s*([-+]?\d*\.?\d*(?:[eE][-+]?\d+)?)/ : /^\s*(-?\d*\.?\d*)([KMGTPEZY]?)/i
  ).exec(text)
  const value = Number(match?.[1] ?? '')
  const n = Number.isNaN(value) ? 0 : value
  return flags.includes('h') ? n * 1024 ** Math.max(0, SUFFIXES.indexOf((match?.[2] ?? '').toUpperCase() || ' ')) : n
}

const MONTHS = 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC'

function compareVersions(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? []
  const right = b.match(/\d+|\D+/g) ?? []
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i] as string
    const y = right[i] as string
    const order = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0
    if (order !== 0) return order
  }
  return left.length - right.length
}

function compare(a: string, b: string, flags: string): number {
  let order: number
  if (/[ngh]/.test(flags)) order = numeric(a, flags) - numeric(b, flags)
  else if (flags.includes('V')) order = compareVersions(a, b)
  else if (flags.includes('M'))
    order = MONTHS.indexOf(a.trim().slice(0, 3).toUpperCase()) - MONTHS.indexOf(b.trim().slice(0, 3).toUpperCase())
  else {
    const x = folded(a, flags)
    const y = folded(b, flags)
    order = x < y ? -1 : x > y ? 1 : 0
  }
  return flags.includes('r') ? -order : order
}

function folded(text: string, flags: string): string {
  const plain = flags.includes('d') ? text.replace(/[^A-Za-z0-9 \t]/g, '') : text
  return flags.includes('f') ? plain.toUpperCase() : plain
}

export const sort: Command = {
  name: 'sort',
  run(call) {
    const options = readOptions(call, 'bcCdfghik:mMno:rRst:uVzS:T:', {
      key: 'k:',
      numeric: 'n',
      'numeric-sort': 'n',
      reverse: 'r',
      unique: 'u',
      'field-separator': 't:',
      output: 'o:',
      'ignore-case': 'f',
      stable: 's',
      check: 'c',
      'version-sort': 'V',
      'human-numeric-sort': 'h',
      'general-numeric-sort': 'g',
      'zero-terminated': 'z',
    })
    if (options === undefined) return 2
    const all = slurpFiles(call, options.words)
    if (all === undefined) return BLOCKED
    const separator = options.get('t')?.replace('\\t', '\t')
    const global = [...'bdfghMnrV'].filter((o) => options.has(o)).join('')
    const keys: Key[] = []
    for (const text of options.all('k')) {
      const key = keyOf(text)
      if (key === undefined) {
        call.warn(
          call.flavour === 'gnu' ? `-: invalid field specification '${text}'` : `bad field specification '${text}'`,
        )
        return 2
      }
      keys.push(key.flags === '' ? { ...key, flags: global } : key)
    }
    const byKeys = (a: string, b: string): number => {
      if (keys.length === 0)
        return compare(global.includes('b') ? a.trimStart() : a, global.includes('b') ? b.trimStart() : b, global)
      for (const key of keys) {
        const order = compare(part(a, key, separator), part(b, key, separator), key.flags)
        if (order !== 0) return order
      }
      return 0
    }
    const lastResort = (a: string, b: string): number => {
      if (options.has('s') || options.has('u')) return 0
      const order = a < b ? -1 : a > b ? 1 : 0
      return options.has('r') ? -order : order
    }
    const lines = options.has('z') ? all.text.split('\0').filter((l) => l !== '') : linesOf(all.text)
    call.kernel.charge(call.process, lines.length)
    if (options.has('c') || options.has('C')) {
      const at = lines.findIndex(
        (line, i) =>
          i > 0 &&
          (byKeys(lines[i - 1] as string, line) > 0 ||
            (options.has('u') && byKeys(lines[i - 1] as string, line) === 0)),
      )
      if (at < 0) return 0
      if (options.has('c') && call.flavour === 'busybox') call.err(`Check line ${at}\n`)
      else if (options.has('c')) call.warn(`${options.words[0] ?? '-'}:${at + 1}: disorder: ${lines[at]}`)
      return 1
    }
    const sorted = lines
      .map((line, i) => [line, i] as const)
      .sort(([a, i], [b, j]) => byKeys(a, b) || lastResort(a, b) || i - j)
      .map(([line]) => line)
    const kept = options.has('u')
      ? sorted.filter((line, i) => i === 0 || byKeys(sorted[i - 1] as string, line) !== 0)
      : sorted
    const text = kept.map((line) => line + (options.has('z') ? '\0' : '\n')).join('')
    const output = options.get('o')
    if (output === undefined) call.out(text)
    else call.files.write(output, text)
    return all.status === 0 ? 0 : 2
  },
}
