/**
 * Time zones: offsets from UTC by instant, and instants of civil times, from tables that are built beforehand.
 * Source of the rules for civil times that do not exist or come twice: Go's time.Date.
 */
import { daysFromCivil } from '../calendar.ts'
import { BASE_SECONDS, zoneRules } from './generated/zones.ts'

export interface Zone {
  /** Starts of the spans of one offset, in seconds since 1970; the first is -Infinity. */
  readonly starts: readonly number[]
  /** Offset of each span in seconds, east of Greenwich positive. */
  readonly offsets: readonly number[]
}

export const UTC: Zone = { starts: [Number.NEGATIVE_INFINITY], offsets: [0] }

/** Rule by zone name, made at the first question. */
let rules: Map<string, string> | undefined
const read = new Map<string, Zone>()

/** The zone of an IANA name (the empty one is UTC); undefined when there is none. */
export function findZone(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return UTC
  rules ??= new Map(zoneRules.flatMap(({ rule, names }) => names.split(' ').map((known) => [known, rule] as const)))
  const rule = rules.get(name)
  if (rule === undefined) return undefined
  const zone = read.get(rule) ?? parseRule(rule)
  read.set(rule, zone)
  return zone
}

/** `offset (minutes since the last change, offset)*`: minutes in base 36, offsets in minutes. */
function parseRule(rule: string): Zone {
  const [first = '0', ...changes] = rule.split(' ')
  const starts = [Number.NEGATIVE_INFINITY]
  const offsets = [Number(first) * 60]
  let at = BASE_SECONDS
  for (let i = 0; i < changes.length; i += 2) {
    at += Number.parseInt(changes[i] as string, 36) * 60
    starts.push(at)
    offsets.push(Number(changes[i + 1]) * 60)
  }
  return { starts, offsets }
}

/** The span an instant (seconds since 1970) is in. */
function spanAt({ starts }: Zone, seconds: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] as number) <= seconds) low = middle
    else high = middle - 1
  }
  return low
}

export const offsetAt = (zone: Zone, seconds: number): number => zone.offsets[spanAt(zone, seconds)] as number

/** A civil time; fields beyond their bounds carry over. */
export interface Civil {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** Seconds since 1970 of a civil time in a zone. */
export function instantOf({ year, month, day, hour, minute, second }: Civil, zone: Zone): number {
  const years = Math.floor((month - 1) / 12)
  const days = daysFromCivil(year + years, month - years * 12, 1) + day - 1
  const local = ((days * 24 + hour) * 60 + minute) * 60 + second
  const span = spanAt(zone, local)
  const offset = zone.offsets[span] as number
  if (offset === 0) return local
  const instant = local - offset
  const isInside =
    instant >= (zone.starts[span] as number) && instant < (zone.starts[span + 1] ?? Number.POSITIVE_INFINITY)
  return isInside ? instant : local - offsetAt(zone, instant)
}
