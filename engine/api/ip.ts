/**
 * IP addresses as text: the forgiving reading that old API fields use (leading zeros, IPv4 in IPv6 clothes), the canonical printing,
 * and the checks built on both. Source: apimachinery pkg/util/validation, k8s.io/utils/net.
 */
import { type FieldError, invalid } from './fielderror.ts'
import { goQuote } from './goquote.ts'

/** An address as 16 bytes, IPv4 at the end behind the mapped prefix. */
export interface IpAddress {
  readonly bytes: readonly number[]
  /** How it was written: dotted, or with colons. */
  readonly family: 4 | 6
  /** Written with leading zeros that strict readers refuse. */
  readonly padded: boolean
}

const MAPPED_PREFIX: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
const EXAMPLE = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'

/** Reads an address, forgiving leading zeros; undefined when it is none. */
export function parseIp(text: string): IpAddress | undefined {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): IpAddress | undefined {
  const octets = text.split('.')
  if (octets.length !== 4 || octets.some((octet) => !/^[0-9]{1,7}$/.test(octet))) return undefined
  const numbers = octets.map(Number)
  if (numbers.some((number) => number > 255)) return undefined
  const padded = octets.some((octet) => octet.length > 1 && octet.startsWith('0'))
  return { bytes: [...MAPPED_PREFIX, ...numbers], family: 4, padded }
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : { bytes: [], padded: false }
  if (head === undefined || tail === undefined) return undefined
  const missing = 16 - head.bytes.length - tail.bytes.length
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined
  const bytes = [...head.bytes, ...new Array<number>(missing).fill(0), ...tail.bytes]
  return { bytes, family: 6, padded: head.padded || tail.padded }
}

/** The bytes of colon-separated groups; the last may be a dotted IPv4 address when `mayEndDotted`. */
function parseGroups(text: string, mayEndDotted: boolean): { bytes: number[]; padded: boolean } | undefined {
  const bytes: number[] = []
  let padded = false
  const groups = text === '' ? [] : text.split(':')
  for (const [position, group] of groups.entries()) {
    const isLast = position === groups.length - 1
    if (isLast && mayEndDotted && group.includes('.')) {
      const dotted = parseIpv4(group)
      if (dotted === undefined) return undefined
      bytes.push(...dotted.bytes.slice(12))
      padded ||= dotted.padded
      continue
    }
    if (!/^0*[0-9a-fA-F]{1,4}$/.test(group)) return undefined
    padded ||= group.length > 4
    const value = Number.parseInt(group, 16)
    bytes.push(value >> 8, value & 0xff)
  }
  return { bytes, padded }
}

/** Whether the bytes are an IPv4 address (mapped or plain). */
export function isIpv4(bytes: readonly number[]): boolean {
  return MAPPED_PREFIX.every((byte, position) => bytes[position] === byte)
}

/** Canonical text: dotted for IPv4 (mapped too), RFC 5952 for IPv6. */
export function formatIp(bytes: readonly number[]): string {
  return isIpv4(bytes) ? bytes.slice(12).join('.') : formatIpv6(bytes)
}

/** RFC 5952: lower case, the first longest run of two or more zero groups as `::`. */
function formatIpv6(bytes: readonly number[]): string {
  const groups: number[] = []
  for (let position = 0; position < 16; position += 2) {
    groups.push(((bytes[position] ?? 0) << 8) | (bytes[position + 1] ?? 0))
  }
  const { start, length } = longestZeroRun(groups)
  const hex = (part: number[]) => part.map((group) => group.toString(16)).join(':')
  return length < 2 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (let end = 0; end <= groups.length; end++) {
    if (groups[end] === 0) continue
    if (end - start > best.length) best = { start, length: end - start }
    start = end + 1
  }
  return best
}

/** IPv4 written as IPv6 (`::ffff:1.2.3.4`). */
export function isMappedIp(address: IpAddress): boolean {
  return address.family === 6 && isIpv4(address.bytes)
}

/** A good, canonical address (new API fields). */
export function validateIp(text: string, path: string): FieldError[] {
  const errors = validateLegacyIp(text, path, true)
  const address = parseIp(text)
  if (errors.length > 0 || address === undefined) return errors
  const canonical = formatIp(address.bytes)
  return text === canonical ? [] : [invalid(path, text, `must be in canonical form (${goQuote(canonical)})`)]
}

/** An address in an old API field; `strict` refuses leading zeros and mapped addresses. */
export function validateLegacyIp(text: string, path: string, strict: boolean): FieldError[] {
  const address = parseIp(text)
  if (address === undefined) return [invalid(path, text, EXAMPLE)]
  if (strict && address.padded) return [invalid(path, text, 'must not have leading 0s')]
  if (strict && isMappedIp(address)) return [invalid(path, text, 'must not be an IPv4-mapped IPv6 address')]
  return []
}

export function validateIpv4(text: string, path: string): FieldError[] {
  const address = parseIp(text)
  return address && isIpv4(address.bytes) ? [] : [invalid(path, text, 'must be a valid IPv4 address')]
}

export function validateIpv6(text: string, path: string): FieldError[] {
  const address = parseIp(text)
  return address && !isIpv4(address.bytes) ? [] : [invalid(path, text, 'must be a valid IPv6 address')]
}

/** Warnings about a valid but unusual address in an old API field. */
export function warningsForIp(text: string, path: string): string[] {
  const address = parseIp(text)
  if (address === undefined) return []
  const canonical = formatIp(address.bytes)
  if (address.padded || isMappedIp(address)) {
    return [`${path}: non-standard IP address ${goQuote(text)} is invalid: use ${goQuote(canonical)}`]
  }
  if (text === canonical) return []
  return [`${path}: IPv6 address ${goQuote(text)} should be in RFC 5952 canonical format (${goQuote(canonical)})`]
}
