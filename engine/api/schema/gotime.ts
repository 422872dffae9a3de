/** Go's time.Parse for the two layouts of the API, with its error texts, and the form in which times are stored. */
import { civilFromDays, daysFromCivil } from '../../core/calendar.ts'
import { goQuote } from '../goquote.ts'

const SECONDS_LAYOUT = '2006-01-02T15:04:05Z07:00'
const MICROS_LAYOUT = '2006-01-02T15:04:05.000000Z07:00'

interface Reading {
  /** What is left to read. */
  rest: string
  /** The first complaint, without the `parsing time "…"` in front. */
  problem?: string
}

/** What a time text reads as: its canonical form in UTC, or Go's error text. */
export type TimeReading = { readonly text: string } | { readonly error: string }

/** A two-digit number of the layout; `lenient` hours may have one digit. */
function number(
  reading: Reading,
  layout: string,
  element: string,
  limit: readonly [name: string, max: number],
  lenient = false,
): number {
  const digits = /^\d\d/.exec(reading.rest)?.[0] ?? (lenient ? /^\d/.exec(reading.rest)?.[0] : undefined)
  if (digits === undefined) return cannot(reading, layout, element)
  reading.rest = reading.rest.slice(digits.length)
  const value = Number(digits)
  if (value > limit[1]) reading.problem ??= `: ${limit[0]} out of range`
  return value
}

function cannot(reading: Reading, layout: string, element: string): number {
  reading.problem ??= ` as ${goQuote(layout)}: cannot parse ${goQuote(reading.rest)} as ${goQuote(element)}`
  return 0
}

function literal(reading: Reading, layout: string, text: string): void {
  if (reading.problem !== undefined) return
  if (reading.rest.startsWith(text)) reading.rest = reading.rest.slice(text.length)
  else cannot(reading, layout, text)
}

/** The digits after the seconds: exactly six in the micro layout, any number (and none) in the other. */
function fraction(reading: Reading, layout: string): string {
  const micro = layout === MICROS_LAYOUT
  const match = (micro ? /^\.(\d{6})/ : /^[.,](\d+)/).exec(reading.rest)
  if (!match && micro) cannot(reading, layout, '.000000')
  if (!match || reading.problem !== undefined) return ''
  reading.rest = reading.rest.slice(match[0].length)
  return match[1] ?? ''
}

/** Minutes east of UTC. */
function zone(reading: Reading, layout: string): number {
  if (reading.rest.startsWith('Z')) {
    reading.rest = reading.rest.slice(1)
    return 0
  }
  const match = /^([+-])(\d\d):(\d\d)/.exec(reading.rest)
  if (!match) return cannot(reading, layout, 'Z07:00')
  reading.rest = reading.rest.slice(6)
  const [hours, minutes] = [Number(match[2]), Number(match[3])]
  if (hours > 24) reading.problem ??= ': time zone offset hour out of range'
  if (minutes > 60) reading.problem ??= ': time zone offset minute out of range'
  return (hours * 60 + minutes) * (match[1] === '-' ? -1 : 1)
}

function year(reading: Reading, layout: string): number {
  const digits = /^\d{4}/.exec(reading.rest)?.[0]
  if (digits === undefined) return cannot(reading, layout, '2006')
  reading.rest = reading.rest.slice(4)
  return Number(digits)
}

/** Reads an RFC 3339 time. @param micro the layout with exactly six digits of a second (metav1.MicroTime). */
export function readTime(value: string, micro: boolean): TimeReading {
  const layout = micro ? MICROS_LAYOUT : SECONDS_LAYOUT
  const reading: Reading = { rest: value }
  const steps: number[] = []
  const step = (part: () => number) => steps.push(reading.problem === undefined ? part() : 0)
  step(() => year(reading, layout))
  literal(reading, layout, '-')
  step(() => month(reading, layout))
  literal(reading, layout, '-')
  step(() => number(reading, layout, '02', ['day', 99]))
  literal(reading, layout, 'T')
  step(() => number(reading, layout, '15', ['hour', 23], true))
  literal(reading, layout, ':')
  step(() => number(reading, layout, '04', ['minute', 59]))
  literal(reading, layout, ':')
  step(() => number(reading, layout, '05', ['second', 59]))
  const digits = reading.problem === undefined ? fraction(reading, layout) : ''
  step(() => zone(reading, layout))
  const [y = 0, m = 1, d = 1, hour = 0, minute = 0, second = 0, offset = 0] = steps
  if (reading.rest !== '') reading.problem ??= `: extra text: ${goQuote(reading.rest)}`
  if (reading.problem === undefined && !isDay(y, m, d)) reading.problem = ': day out of range'
  if (reading.problem !== undefined) return { error: `parsing time ${goQuote(value)}${reading.problem}` }
  const minutes = daysFromCivil(y, m, d) * 1440 + hour * 60 + minute - offset
  return { text: write(minutes, second, micro ? `.${digits}` : '') }
}

function month(reading: Reading, layout: string): number {
  const value = number(reading, layout, '01', ['month', 12])
  if (value === 0) reading.problem ??= ': month out of range'
  return value
}

function isDay(y: number, m: number, d: number): boolean {
  const civil = civilFromDays(daysFromCivil(y, m, d))
  return d > 0 && civil.month === m && civil.day === d
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}

/** UTC text of whole minutes since 1970 and the seconds that pass no border of a minute. */
function write(minutes: number, second: number, tail: string): string {
  const days = Math.floor(minutes / 1440)
  const { year: y, month: m, day } = civilFromDays(days)
  const ofDay = minutes - days * 1440
  return `${pad(y, 4)}-${pad(m)}-${pad(day)}T${pad(Math.floor(ofDay / 60))}:${pad(ofDay % 60)}:${pad(second)}${tail}Z`
}
