/** Subnets as text (`10.0.0.0/8`). Source: apimachinery pkg/util/validation, k8s.io/utils/net. */
import { type FieldError, invalid } from './fielderror.ts'
import { goQuote } from './goquote.ts'
import { formatIp, type IpAddress, isIpv4, isMappedIp, parseIp } from './ip.ts'

/** An address and how many of its leading bits name the subnet. */
export interface Cidr {
  readonly address: IpAddress
  /** Counted in the family it was written in: at most 32 or 128. */
  readonly prefixLength: number
  /** The first address of the subnet. */
  readonly network: readonly number[]
  /** The length was written with leading zeros. */
  readonly padded: boolean
}

const MAPPED_BITS = 96

/** Reads a subnet, forgiving leading zeros and bits beyond the prefix; undefined when it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/')
  const address = slash < 0 ? undefined : parseIp(text.slice(0, slash))
  const digits = text.slice(slash + 1)
  if (address === undefined || !/^[0-9]{1,7}$/.test(digits)) return undefined
  const prefixLength = Number(digits)
  if (prefixLength > (address.family === 4 ? 32 : 128)) return undefined
  const bits = address.family === 4 ? prefixLength + MAPPED_BITS : prefixLength
  const network = maskBytes(address.bytes, bits)
  return { address, prefixLength, network, padded: digits.length > 1 && digits.startsWith('0') }
}

function maskBytes(bytes: readonly number[], bits: number): number[] {
  return bytes.map((byte, position) => {
    const kept = Math.min(Math.max(bits - position * 8, 0), 8)
    return byte & (0xff << (8 - kept)) & 0xff
  })
}

/** Whether an address (as bytes) lies in the subnet. */
export function cidrContains(cidr: Cidr, bytes: readonly number[]): boolean {
  const bits = cidr.address.family === 4 ? cidr.prefixLength + MAPPED_BITS : cidr.prefixLength
  return maskBytes(bytes, bits).every((byte, position) => byte === cidr.network[position])
}

/** The prefix length to print beside bytes that print dotted. */
function printedLength(cidr: Cidr, bytes: readonly number[]): number {
  const mapped = cidr.address.family === 6 && isIpv4(bytes)
  return mapped ? Math.max(cidr.prefixLength - MAPPED_BITS, 0) : cidr.prefixLength
}

/** Canonical text of the subnet: first address and length. */
export function formatCidr(cidr: Cidr): string {
  return `${formatIp(cidr.network)}/${printedLength(cidr, cidr.network)}`
}

function hasHostBits({ address, network }: Cidr): boolean {
  return address.bytes.some((byte, position) => byte !== network[position])
}

/** A good, canonical subnet (new API fields). */
export function validateCidr(text: string, path: string): FieldError[] {
  const errors = validateLegacyCidr(text, path, true)
  const cidr = parseCidr(text)
  if (errors.length > 0 || cidr === undefined) return errors
  const canonical = formatCidr(cidr)
  return text === canonical ? [] : [invalid(path, text, `must be in canonical form (${goQuote(canonical)})`)]
}

/** A subnet in an old API field; `strict` refuses leading zeros, mapped addresses and bits beyond the prefix. */
export function validateLegacyCidr(text: string, path: string, strict: boolean): FieldError[] {
  const cidr = parseCidr(text)
  if (cidr === undefined) {
    return [invalid(path, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')]
  }
  if (!strict) return []
  if (cidr.padded || cidr.address.padded) {
    return [invalid(path, text, 'must not have leading 0s in IP or prefix length')]
  }
  if (isMappedIp(cidr.address)) return [invalid(path, text, 'must not have an IPv4-mapped IPv6 address')]
  return hasHostBits(cidr) ? [invalid(path, text, 'must not have bits set beyond the prefix length')] : []
}

/** An address with the length of its subnet (`192.168.1.5/24`), canonical. */
export function validateInterfaceAddress(text: string, path: string): FieldError[] {
  const cidr = parseCidr(text)
  if (cidr === undefined) {
    return [invalid(path, text, 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)')]
  }
  const mapped = isMappedIp(cidr.address) && cidr.prefixLength > 32
  const length = mapped ? cidr.prefixLength - MAPPED_BITS : cidr.prefixLength
  const canonical = `${formatIp(cidr.address.bytes)}/${length}`
  return text === canonical ? [] : [invalid(path, text, `must be in canonical form (${goQuote(canonical)})`)]
}

/** Warnings about a valid but unusual subnet in an old API field. */
export function warningsForCidr(text: string, path: string): string[] {
  const cidr = parseCidr(text)
  if (cidr === undefined) return []
  const canonical = formatCidr(cidr)
  const warnings: string[] = []
  if (hasHostBits(cidr)) {
    const single = `${formatIp(cidr.address.bytes)}/${cidr.address.family === 4 ? 32 : 128}`
    const choice = `should be ${goQuote(canonical)} or ${goQuote(single)}?`
    warnings.push(`${path}: CIDR value ${goQuote(text)} is ambiguous in this context (${choice})`)
  }
  if (cidr.padded || cidr.address.padded || isMappedIp(cidr.address)) {
    warnings.push(`${path}: non-standard CIDR value ${goQuote(text)} is invalid: use ${goQuote(canonical)}`)
  }
  if (warnings.length === 0 && text !== canonical) {
    const form = `should be in RFC 5952 canonical format (${goQuote(canonical)})`
    warnings.push(`${path}: IPv6 CIDR value ${goQuote(text)} ${form}`)
  }
  return warnings
}
