/** md5sum and its like, base64, od, xxd, cksum. */
import type { Call, Command } from '../kernel/contract.ts'
import { BLOCKED } from './command.ts'
import { md5, sha1, sha256 } from './digests.ts'
import { sha512 } from './sha512.ts'
import { linesOf, slurp, slurpFiles } from './filter.ts'
import { readOptions } from './options.ts'

const sum = (name: string, digest: (data: string) => string): Command => ({
  name,
  run(call) {
    const options = readOptions(call, 'cbtsw', { check: 'c', status: 's', quiet: 'q' })
    if (options === undefined) return 1
    const files = options.words.length === 0 ? ['-'] : options.words
    const input = files.includes('-') ? slurp(call) : ''
    if (input === undefined) return BLOCKED
    let status = 0
    for (const file of files) {
      const data = file === '-' ? input : call.contents(file)
      if (data === undefined) status = 1
      else if (options.has('c')) status = Math.max(status, check(call, data, digest, options.has('s')))
      else call.out(`${digest(data)}  ${file}\n`)
    }
    return status
  },
})

function check(call: Call, list: string, digest: (data: string) => string, quiet: boolean): number {
  let failed = 0
  const lines = linesOf(list)
  for (const line of lines) {
    const match = /^([0-9a-f]+) [ *](.+)$/.exec(line)
    if (match === null) continue
    const data = call.contents(match[2] as string)
    const ok = data !== undefined && digest(data) === match[1]
    if (!ok) failed++
    if (!quiet) call.out(`${match[2]}: ${ok ? 'OK' : data === undefined ? 'FAILED open or read' : 'FAILED'}\n`)
  }
  const counted =
    call.flavour === 'busybox'
      ? `${failed} of ${lines.length} computed checksums`
      : `${failed} computed checksum${failed > 1 ? 's' : ''}`
  if (failed > 0 && !quiet) call.warn(`WARNING: ${counted} did NOT match`)
  return failed > 0 ? 1 : 0
}

export const md5sum = sum('md5sum', md5)
export const sha1sum = sum('sha1sum', sha1)
export const sha256sum = sum('sha256sum', sha256)
export const sha512sum = sum('sha512sum', sha512)

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function toBase64(data: string): string {
  let out = ''
  for (let i = 0; i < data.length; i += 3) {
    const n = (data.charCodeAt(i) << 16) | ((data.charCodeAt(i + 1) || 0) << 8) | (data.charCodeAt(i + 2) || 0)
    const left = data.length - i
    out +=
      (ALPHABET[n >> 18] as string) +
      (ALPHABET[(n >> 12) & 63] as string) +
      (left > 1 ? (ALPHABET[(n >> 6) & 63] as string) : '=') +
      (left > 2 ? (ALPHABET[n & 63] as string) : '=')
  }
  return out
}

/** Undefined: what is no base64. */
export function fromBase64(text: string): string | undefined {
  const plain = text.replace(/[\s=]+/g, '')
  if (/[^A-Za-z0-9+/]/.test(plain)) return undefined
  let out = ''
  let buffer = 0
  let bits = 0
  for (const char of plain) {
    buffer = ((buffer << 6) | ALPHABET.indexOf(char)) & 0xffffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    out += String.fromCharCode((buffer >> bits) & 255)
  }
  return out
}

export const base64: Command = {
  name: 'base64',
  run(call) {
    const options = readOptions(call, 'dDiw:', { decode: 'd', wrap: 'w:', 'ignore-garbage': 'i' })
    if (options === undefined) return 1
    const all = slurpFiles(call, options.words)
    if (all === undefined) return BLOCKED
    if (options.has('d') || options.has('D')) {
      const plain = fromBase64(options.has('i') ? all.text.replace(/[^A-Za-z0-9+/]/g, '') : all.text)
      if (plain === undefined) {
        // busybox says nothing of what it skips.
        if (call.flavour === 'gnu') call.warn('invalid input')
        return call.flavour === 'gnu' ? 1 : 0
      }
      call.out(plain)
      return all.status
    }
    const width = Number(options.get('w') ?? 76)
    const text = toBase64(all.text)
    if (width === 0) call.out(text)
    else for (const line of chunks(text, width)) call.out(`${line}\n`)
    return all.status
  },
}

function chunks(text: string, width: number): string[] {
  const out: string[] = []
  for (let i = 0; i < text.length; i += width) out.push(text.slice(i, i + width))
  return out
}

export const od: Command = {
  name: 'od',
  run(call) {
    const options = readOptions(call, 'A:t:N:j:w:vcxbdo', { format: 't:', 'address-radix': 'A:', 'read-bytes': 'N:' })
    if (options === undefined) return 1
    const limit = Number(options.get('N') ?? Number.POSITIVE_INFINITY)
    const endless = options.words.find((word) => /^\/dev\/(u?random|zero)$/.test(word))
    const all =
      endless === undefined
        ? slurpFiles(call, options.words)
        : {
            text:
              endless === '/dev/zero'
                ? '\0'.repeat(Math.min(limit, 4096))
                : call.kernel.randomBytes(call.container, Math.min(limit, 4096)),
            status: 0,
          }
    if (all === undefined) return BLOCKED
    const data = all.text.slice(0, limit)
    const type = options.has('c') ? 'c' : options.has('x') ? 'x2' : options.has('b') ? 'o1' : (options.get('t') ?? 'o2')
    const radix = options.get('A') ?? 'o'
    const address = (n: number) =>
      radix === 'n'
        ? ''
        : radix === 'x'
          ? n.toString(16).padStart(6, '0')
          : radix === 'd'
            ? String(n).padStart(7, '0')
            : n.toString(8).padStart(7, '0')
    for (let i = 0; i < data.length; i += 16) call.out(`${address(i)}${cells(data.slice(i, i + 16), type)}\n`)
    if (radix !== 'n') call.out(`${address(data.length)}\n`)
    return all.status
  },
}

const NAMED: Record<string, string> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
}

function cells(bytes: string, type: string): string {
  const kind = type[0]
  if (kind === 'c')
    return [...bytes]
      .map((c) => (NAMED[c] ?? (c >= ' ' && c <= '~' ? c : c.charCodeAt(0).toString(8).padStart(3, '0'))).padStart(4))
      .join('')
  const size = { C: 1, S: 2, I: 4, L: 8 }[type.slice(1)] ?? (Number(type.slice(1)) || (type.length > 1 ? 1 : 4))
  let out = ''
  for (let i = 0; i < bytes.length; i += size) {
    let n = 0n
    for (let j = size - 1; j >= 0; j--) n = (n << 8n) | BigInt(bytes.charCodeAt(i + j) || 0)
    const text =
      kind === 'x'
        ? n.toString(16).padStart(size * 2, '0')
        : kind === 'o'
          ? n.toString(8).padStart(Math.ceil((size * 8) / 3), '0')
          : kind === 'u'
            ? n.toString()
            : BigInt.asIntN(size * 8, n).toString()
    // A sign takes a column of its own.
    const width = { 1: 4, 2: 6, 4: 11, 8: 21 }[size] ?? 4
    out += kind === 'x' || kind === 'o' ? ` ${text}` : text.padStart(kind === 'd' && size < 8 ? width + 1 : width)
  }
  return out
}

const dump = (name: string): Command => ({
  name,
  run(call) {
    const options = readOptions(call, 'Cvpn:s:c:lrug', {})
    if (options === undefined) return 1
    const all = slurpFiles(call, options.words)
    if (all === undefined) return BLOCKED
    const hexOf = (bytes: string) => [...bytes].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0'))
    if (options.has('p')) {
      call.out(`${chunks(hexOf(all.text).join(''), 60).join('\n')}\n`)
      return 0
    }
    for (let i = 0; i < all.text.length; i += 16) {
      const bytes = all.text.slice(i, i + 16)
      const shown = [...bytes].map((c) => (c >= ' ' && c <= '~' ? c : '.')).join('')
      if (name === 'xxd') {
        const pairs = (
          hexOf(bytes)
            .join('')
            .match(/.{1,4}/g) ?? []
        ).join(' ')
        call.out(`${i.toString(16).padStart(8, '0')}: ${pairs.padEnd(39)}  ${shown}\n`)
      } else
        call.out(
          `${i.toString(16).padStart(8, '0')}  ${hexOf(bytes.slice(0, 8)).join(' ').padEnd(23)}  ${hexOf(bytes.slice(8)).join(' ').padEnd(23)}  |${shown}|\n`,
        )
    }
    if (name !== 'xxd') call.out(`${all.text.length.toString(16).padStart(8, '0')}\n`)
    return 0
  },
})

export const xxd = dump('xxd')
export const hexdump = dump('hexdump')
