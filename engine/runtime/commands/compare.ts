/** cmp and cksum: files byte by byte. */
import type { Command } from '../kernel/contract.ts'
import { BLOCKED } from './command.ts'
import { slurp } from './filter.ts'
import { readOptions } from './options.ts'

export const cmp: Command = {
  name: 'cmp',
  run(call) {
    const options = readOptions(call, 'sln:', { silent: 's', quiet: 's', verbose: 'l', bytes: 'n:' })
    if (options === undefined) return 2
    const [a = '', b = '-'] = options.words
    const input = a === '-' || b === '-' ? slurp(call) : ''
    if (input === undefined) return BLOCKED
    const limit = options.has('n') ? Number(options.get('n')) : undefined
    const bytes = (name: string) => (name === '-' ? input : call.contents(name))?.slice(0, limit)
    const left = bytes(a)
    const right = left === undefined ? undefined : bytes(b)
    if (left === undefined || right === undefined) return 2
    if (left === right) return 0
    if (options.has('s')) return 1
    const common = Math.min(left.length, right.length)
    let at = 0
    while (at < common && left[at] === right[at]) at++
    const line = left.slice(0, at).split('\n').length
    if (options.has('l')) {
      const octal = (text: string, i: number) => text.charCodeAt(i).toString(8).padStart(3)
      for (let i = at; i < common; i++)
        if (left[i] !== right[i])
          call.out(`${String(i + 1).padStart(String(common).length)} ${octal(left, i)} ${octal(right, i)}\n`)
    } else if (at < common) {
      call.out(`${a} ${b} differ: ${call.flavour === 'gnu' ? 'char' : 'char'} ${at + 1}, line ${line}\n`)
      return 1
    }
    if (left.length === right.length) return 1
    const shorter = left.length < right.length ? a : b
    if (call.flavour === 'busybox') call.err(`cmp: EOF on ${shorter}\n`)
    else if (common === 0) call.err(`cmp: EOF on ${shorter} which is empty\n`)
    else {
      const ended = (shorter === a ? left : right).endsWith('\n')
      call.err(`cmp: EOF on ${shorter} after byte ${common}, ${ended ? '' : 'in '}line ${line - (ended ? 1 : 0)}\n`)
    }
    return 1
  },
}

const CRC = Array.from({ length: 256 }, (_, i) => {
  let c = i << 24
  for (let bit = 0; bit < 8; bit++) c = c & 0x80000000 ? (c << 1) ^ 0x04c11db7 : c << 1
  return c | 0
})

/** The checksum of POSIX' cksum: the length is part of what is summed. */
function checksum(data: string): number {
  let crc = 0
  const add = (byte: number) => (crc = (crc << 8) ^ (CRC[((crc >>> 24) ^ byte) & 255] as number))
  for (let i = 0; i < data.length; i++) add(data.charCodeAt(i))
  for (let n = data.length; n > 0; n = Math.floor(n / 256)) add(n & 255)
  return ~crc >>> 0
}

export const cksum: Command = {
  name: 'cksum',
  run(call) {
    const options = readOptions(call, '')
    if (options === undefined) return 1
    const names = options.words.length === 0 ? [''] : options.words
    const input = names.some((name) => name === '' || name === '-') ? slurp(call) : ''
    if (input === undefined) return BLOCKED
    let status = 0
    for (const name of names) {
      const data = name === '' || name === '-' ? input : call.contents(name)
      if (data === undefined) status = 1
      else call.out(`${checksum(data)} ${data.length}${name === '' ? '' : ` ${name}`}\n`)
    }
    return status
  },
}
