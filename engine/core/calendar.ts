/**
 * Civil time from integers, without Date: what RFC 3339 strings in objects are made of.
 * Algorithm: days-from-civil over 400-year eras (Howard Hinnant's paper), exact for all years used here.
 */

/** Milliseconds since 1970-01-01T00:00:00Z of an RFC 3339 UTC instant; undefined when it is not one. */
export function parseInstant(text: string): number | undefined {
  const m = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (!m) return undefined
  const [year, month, day, hour, minute, second] = m.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const fraction = Math.floor(Number(`0.${m[7] ?? '0'}`) * 1000)
  const zone = m[8] as string
  const offset = zone === 'Z' ? 0 : (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))) * (zone[0] === '-' ? -1 : 1)
  return ((daysFromCivil(year, month, day) * 24 + hour) * 60 + minute - offset) * 60_000 + second * 1000 + fraction
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days since 1970-01-01 of a civil date. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

/** Civil date of days since 1970-01-01. */
export function civilFromDays(days: number): { year: number; month: number; day: number } {
  const z = days + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  }
}

const pad = (n: number, width = 2) => String(n).padStart(width, '0')

/** `2025-01-01T00:00:00Z` of milliseconds since 1970 (rounded down to the second, as metav1.Time). */
export function formatSeconds(unixMs: number): string {
  const seconds = Math.floor(unixMs / 1000)
  const days = Math.floor(seconds / 86400)
  const rest = seconds - days * 86400
  const { year, month, day } = civilFromDays(days)
  const time = `${pad(Math.floor(rest / 3600))}:${pad(Math.floor(rest / 60) % 60)}:${pad(rest % 60)}`
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${time}Z`
}

/** `2025-01-01T00:00:00.000000Z` (metav1.MicroTime; virtual time has milliseconds). */
export function formatMicros(unixMs: number): string {
  const ms = unixMs - Math.floor(unixMs / 1000) * 1000
  return `${formatSeconds(unixMs).slice(0, -1)}.${pad(ms, 3)}000Z`
}

/** Seconds whose texts are kept: what is written refers to the last quarter of an hour, mostly. */
const CACHED_SECONDS = 1024

/** The run's wall clock: virtual milliseconds ↔ the strings objects carry. */
export class Calendar {
  readonly epochMs: number
  /** Texts by second modulo the cache's size, with the second each belongs to. */
  private readonly texts: string[] = []
  private readonly textSeconds = new Float64Array(CACHED_SECONDS).fill(Number.NaN)

  /** @param epoch RFC 3339 instant of virtual time 0; throws a RangeError when it is not one. */
  constructor(epoch: string) {
    const ms = parseInstant(epoch)
    if (ms === undefined) throw new RangeError(`not an RFC 3339 instant: ${epoch}`)
    this.epochMs = ms
  }

  /** metav1.Time of a virtual instant; equal seconds share one string. */
  seconds(nowMs: number): string {
    const second = Math.floor((this.epochMs + nowMs) / 1000)
    const at = ((second % CACHED_SECONDS) + CACHED_SECONDS) % CACHED_SECONDS
    if (this.textSeconds[at] !== second) {
      this.textSeconds[at] = second
      this.texts[at] = formatSeconds(second * 1000)
    }
    return this.texts[at] as string
  }

  /** metav1.MicroTime of a virtual instant. */
  micros(nowMs: number): string {
    return formatMicros(this.epochMs + nowMs)
  }

  /** Virtual milliseconds of an object's timestamp; undefined when it is not one. */
  virtualMs(text: string | null | undefined): number | undefined {
    const ms = text ? parseInstant(text) : undefined
    return ms === undefined ? undefined : ms - this.epochMs
  }
}
