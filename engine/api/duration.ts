/** Go durations (`1h0m0.5s`): exact nanoseconds as BigInt, read and printed as the time package does. */
import { goQuote } from './goquote.ts'

/** Thrown for a text that is no duration; the message is Go's. */
export class DurationError extends Error {}

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
])
const MAX = (1n << 63n) - 1n

/** Nanoseconds of a Go duration; throws DurationError. */
export function parseDuration(text: string): bigint {
  const body = text.replace(/^[-+]/, '')
  if (body === '0') return 0n
  if (body === '') throw new DurationError(`time: invalid duration ${goQuote(text)}`)
  let total = 0n
  let rest = body
  while (rest !== '') {
    const match = /^([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/.exec(rest)
    const [part = '', whole = '', fraction = '', unit = ''] = match ?? []
    if (whole === '' && fraction === '') throw new DurationError(`time: invalid duration ${goQuote(text)}`)
    total += amount(whole, fraction, unit, text)
    rest = rest.slice(part.length)
  }
  const limit = text.startsWith('-') ? MAX + 1n : MAX
  if (total > limit) throw new DurationError(`time: invalid duration ${goQuote(text)}`)
  return text.startsWith('-') ? -total : total
}

function amount(whole: string, fraction: string, unit: string, text: string): bigint {
  if (unit === '') throw new DurationError(`time: missing unit in duration ${goQuote(text)}`)
  const factor = UNITS.get(unit)
  if (factor === undefined) throw new DurationError(`time: unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`)
  const parts = BigInt(fraction === '' ? 0 : fraction) * factor
  return BigInt(whole === '' ? 0 : whole) * factor + parts / 10n ** BigInt(fraction.length)
}

/** The text Go prints: `1h2m3.5s`, below a second `1.5ms`, `20µs`, `3ns`, and `0s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s'
  const sign = nanoseconds < 0n ? '-' : ''
  const value = nanoseconds < 0n ? -nanoseconds : nanoseconds
  if (value < 1_000n) return `${sign}${value}ns`
  if (value < 1_000_000n) return `${sign}${decimal(value, 3)}µs`
  if (value < 1_000_000_000n) return `${sign}${decimal(value, 6)}ms`
  const minutes = value / 60_000_000_000n
  const seconds = `${decimal(value % 60_000_000_000n, 9)}s`
  if (minutes === 0n) return sign + seconds
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`
}

/** `value / 10^places` without trailing zeros. */
function decimal(value: bigint, places: number): string {
  const text = value.toString().padStart(places + 1, '0')
  const fraction = text.slice(-places).replace(/0+$/, '')
  const whole = text.slice(0, -places)
  return fraction === '' ? whole : `${whole}.${fraction}`
}

/** A Go duration of milliseconds, e.g. for messages. */
export function formatMilliseconds(ms: number): string {
  return formatDuration(BigInt(Math.round(ms * 1e6)))
}
