/** Addresses that nothing in a cluster can be reached at. Source: ValidateNonSpecialIP. */
import { type FieldError, invalid } from '../../api/fielderror.ts'
import { isIpv4, parseIp } from '../../api/ip.ts'

type Rule = readonly [matches: (bytes: readonly number[], v4: boolean) => boolean, detail: string]

const LAST = 15

const RULES: readonly Rule[] = [
  [
    (b, v4) => (v4 ? b[12] === 127 : b[LAST] === 1 && b.slice(0, LAST).every((byte) => byte === 0)),
    'may not be in the loopback range (127.0.0.0/8, ::1/128)',
  ],
  [
    (b, v4) => (v4 ? b[12] === 169 && b[13] === 254 : b[0] === 0xfe && ((b[1] ?? 0) & 0xc0) === 0x80),
    'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  ],
  [
    (b, v4) => (v4 ? b[12] === 224 && b[13] === 0 && b[14] === 0 : b[0] === 0xff && ((b[1] ?? 0) & 0x0f) === 0x02),
    'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
  ],
]

export function nonSpecialIp(text: string, path: string): FieldError[] {
  const address = parseIp(text)
  if (address === undefined) return [invalid(path, text, 'must be a valid IP address')]
  const { bytes } = address
  const v4 = isIpv4(bytes)
  if (bytes.slice(v4 ? 12 : 0).every((byte) => byte === 0)) {
    return [invalid(path, text, `may not be unspecified (${text})`)]
  }
  return RULES.filter(([matches]) => matches(bytes, v4)).map(([, detail]) => invalid(path, text, detail))
}
