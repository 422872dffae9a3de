/** Dates as strftime writes them, in UTC or a fixed offset. */
import { civilFromDays, daysFromCivil } from '../../core/calendar.ts'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export interface CivilTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  weekday: number
  yearDay: number
  unixMs: number
}

export function civilTime(unixMs: number): CivilTime {
  const seconds = Math.floor(unixMs / 1000)
  const days = Math.floor(seconds / 86400)
  const rest = seconds - days * 86400
  const { year, month, day } = civilFromDays(days)
  return {
    year,
    month,
    day,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekday: (((days + 4) % 7) + 7) % 7,
    yearDay: days - daysFromCivil(year, 1, 1) + 1,
    unixMs,
  }
}

const two = (n: number, fill = '0') => String(n).padStart(2, fill)

/** Week of the year; weeks begin on `first` (0 Sunday, 1 Monday). */
const week = (t: CivilTime, first: number) => Math.floor((t.yearDay + 6 - ((t.weekday - first + 7) % 7)) / 7)

function isoWeek(t: CivilTime): { year: number; week: number } {
  const weekday = (t.weekday + 6) % 7
  const thursday = civilTime(t.unixMs + (3 - weekday) * 86_400_000)
  return { year: thursday.year, week: Math.floor((thursday.yearDay - 1) / 7) + 1 }
}

type Writer = (t: CivilTime) => string

const WRITERS: Record<string, Writer> = {
  Y: (t) => String(t.year),
  C: (t) => two(Math.floor(t.year / 100)),
  y: (t) => two(t.year % 100),
  m: (t) => two(t.month),
  d: (t) => two(t.day),
  e: (t) => two(t.day, ' '),
  H: (t) => two(t.hour),
  k: (t) => two(t.hour, ' '),
  I: (t) => two(((t.hour + 11) % 12) + 1),
  l: (t) => two(((t.hour + 11) % 12) + 1, ' '),
  M: (t) => two(t.minute),
  S: (t) => two(t.second),
  N: (t) => String(t.unixMs - Math.floor(t.unixMs / 1000) * 1000).padStart(3, '0') + '000000',
  s: (t) => String(Math.floor(t.unixMs / 1000)),
  a: (t) => (DAYS[t.weekday] as string).slice(0, 3),
  A: (t) => DAYS[t.weekday] as string,
  b: (t) => (MONTHS[t.month - 1] as string).slice(0, 3),
  h: (t) => (MONTHS[t.month - 1] as string).slice(0, 3),
  B: (t) => MONTHS[t.month - 1] as string,
  j: (t) => String(t.yearDay).padStart(3, '0'),
  p: (t) => (t.hour < 12 ? 'AM' : 'PM'),
  P: (t) => (t.hour < 12 ? 'am' : 'pm'),
  u: (t) => String(t.weekday === 0 ? 7 : t.weekday),
  w: (t) => String(t.weekday),
  U: (t) => two(week(t, 0)),
  W: (t) => two(week(t, 1)),
  V: (t) => two(isoWeek(t).week),
  G: (t) => String(isoWeek(t).year),
  z: () => '+0000',
  Z: () => 'UTC',
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
}
const SHORT: Record<string, string> = {
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
  D: '%m/%d/%y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  c: '%a %b %e %H:%M:%S %Y',
  r: '%I:%M:%S %p',
}

/** @param zone is accepted and means UTC: containers have no time zones installed */
export function strftime(format: string, unixMs: number, _zone?: string): string {
  return write(format, civilTime(unixMs), 0)
}

function write(format: string, time: CivilTime, depth: number): string {
  return format.replace(
    /%([-_0^#]?)(:*)(\d*)([A-Za-z%])/g,
    (all, flag: string, colons: string, width: string, letter: string) => {
      if (letter === 'z' && colons !== '') return '+00:00'
      const long = SHORT[letter]
      if (long !== undefined && depth < 2) return write(long, time, depth + 1)
      let text = WRITERS[letter]?.(time)
      if (text === undefined) return all
      if (flag === '-') text = text.replace(/^[0 ]+(?=.)/, '')
      else if (flag === '_') text = text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length))
      else if (flag === '^') text = text.toUpperCase()
      if (letter === 'N' && width !== '') return text.slice(0, Number(width))
      return width === '' ? text : text.padStart(Number(width), flag === '_' ? ' ' : '0')
    },
  )
}
