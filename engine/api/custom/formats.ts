/** Formats of strings that a schema may ask for; unknown ones are not checked. Source: kube-openapi pkg/validation/strfmt. */
import { parseInstant } from '../../core/calendar.ts'
import { parseCidr } from '../cidr.ts'
import { DurationError, parseDuration } from '../duration.ts'
import { isIpv4, parseIp } from '../ip.ts'

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i
const EMAIL = /^[^\s@<>()]+@[^\s@<>()]+$/
const URI = /^[a-z][a-z0-9+.-]*:\S*$/i
const HOST = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const MAC = /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i

function isDuration(text: string): boolean {
  try {
    parseDuration(text)
    return true
  } catch (error) {
    if (error instanceof DurationError) return false
    throw error
  }
}

const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': (text) => parseInstant(text) !== undefined,
  date: (text) => parseInstant(`${text}T00:00:00Z`) !== undefined,
  duration: isDuration,
  uuid: (text) => UUID.test(text),
  uuid4: (text) => UUID.test(text),
  email: (text) => EMAIL.test(text),
  uri: (text) => URI.test(text),
  hostname: (text) => text.length <= 255 && HOST.test(text),
  ipv4: (text) => isFamily(text, true),
  ipv6: (text) => isFamily(text, false),
  cidr: (text) => parseCidr(text) !== undefined,
  byte: (text) => BASE64.test(text),
  mac: (text) => MAC.test(text),
}

function isFamily(text: string, v4: boolean): boolean {
  const address = parseIp(text)
  return address !== undefined && isIpv4(address.bytes) === v4
}

export const hasFormat = (text: string, format: string): boolean => CHECKS[format]?.(text) ?? true
