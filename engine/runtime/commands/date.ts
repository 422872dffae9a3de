/** date: the virtual clock's time, or a time given with -d or -r. */
import type { Call, Command } from '../kernel/contract.ts'
import { daysFromCivil } from '../../core/calendar.ts'
import { toBytes } from '../../core/bytes.ts'
import { attempt, strerror } from '../files/errno.ts'
import { readOptions } from './options.ts'
import { strftime } from './strftime.ts'

const DEFAULT = '%a %b %e %H:%M:%S %Z %Y'
const GNU_DEFAULT = '%a %b %e %H:%M:%S %Z %Y'

/** The last second's text: what 10,000 loops ask for in the same second is made once. No state: only a memory of it. */
let lastSecond = -1
let lastText = ''

export const date: Command = {
  name: 'date',
  run(call) {
    if (call.argv.length === 1) {
      const second = Math.floor(call.unixMs / 1000)
      if (second !== lastSecond) {
        lastSecond = second
        lastText = `${strftime(call.flavour === 'gnu' ? GNU_DEFAULT : DEFAULT, second * 1000)}\n`
      }
      call.out(lastText)
      return 0
    }
    return withOptions(call)
  },
}

const ISO: Record<string, string> = {
  '': '%Y-%m-%d',
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
}

function withOptions(call: Call): number {
  const options = readOptions(
    call,
    'd:uRI::r:D:s:',
    {
      date: 'd:',
      utc: 'u',
      universal: 'u',
      'rfc-email': 'R',
      'iso-8601': 'I',
      'rfc-3339': 'T:',
      reference: 'r:',
    },
    {
      args: call.args.map((arg) =>
        /^-I(.+)$/.test(arg) ? `--iso-8601=${arg.slice(2)}` : arg === '-I' ? '--iso-8601' : arg,
      ),
    },
  )
  if (options === undefined) return 1
  let ms: number | undefined = call.unixMs
  const reference = options.get('r')
  const given = options.get('d')
  if (reference !== undefined) {
    const { value, errno } = attempt(() => call.files.find(reference))
    if (value === undefined) {
      call.warn(`${reference}: ${strerror(errno ?? 'ENOENT')}`)
      return 1
    }
    ms = call.kernel.epochMs + value.inode.mtimeMs
  } else if (given !== undefined) ms = parseDate(given, call.unixMs)
  if (ms === undefined) {
    call.warn(call.flavour === 'gnu' ? `invalid date '${given}'` : `invalid date '${given}'`)
    return 1
  }
  const rfc = options.get('T')
  const format =
    options.words.find((word) => word.startsWith('+'))?.slice(1) ??
    (options.has('R') ? '%a, %d %b %Y %H:%M:%S %z' : undefined) ??
    (options.has('I') ? ISO[options.get('I') ?? ''] : undefined) ??
    (rfc === undefined ? undefined : rfc === 'date' ? '%Y-%m-%d' : '%Y-%m-%d %H:%M:%S%:z') ??
    (call.flavour === 'gnu' ? GNU_DEFAULT : DEFAULT)
  call.out(toBytes(`${strftime(format, ms)}\n`))
  return 0
}

const UNITS: Record<string, number> = {
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86400,
  week: 604800,
  fortnight: 1209600,
}

/** `@123`, RFC 3339 and its like, `now`, `yesterday`, `+2 days`, `3 hours ago`. */
export function parseDate(text: string, nowMs: number): number | undefined {
  let rest = text.trim()
  const stamp = /^@(-?\d+(?:\.\d+)?)$/.exec(rest)
  if (stamp) return Math.round(Number(stamp[1]) * 1000)
  let ms = nowMs
  const date =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?/.exec(
      rest,
    )
  if (date) {
    const [all, year, month, day, hour = 0, minute = 0, second = 0, fraction = '0', zone = ''] = date
    if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return undefined
    const offset = /^[+-]/.test(zone)
      ? (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)))
      : 0
    const minutes =
      (daysFromCivil(Number(year), Number(month), Number(day)) * 24 + Number(hour)) * 60 + Number(minute) - offset
    ms = minutes * 60_000 + Number(second) * 1000 + Math.floor(Number(`0.${fraction}`) * 1000)
    rest = rest.slice(all.length).trim()
  }
  const clock = /^(\d\d?):(\d\d)(?::(\d\d))?/.exec(rest)
  if (clock && !date) {
    ms =
      Math.floor(ms / 86_400_000) * 86_400_000 +
      (Number(clock[1]) * 60 + Number(clock[2])) * 60_000 +
      Number(clock[3] ?? 0) * 1000
    rest = rest.slice(clock[0].length).trim()
  }
  while (rest !== '') {
    const word = /^(now|today|yesterday|tomorrow|UTC|GMT)\b/i.exec(rest)
    const step = /^([-+]?)\s*(\d+)?\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?\b(\s+ago)?/.exec(
      rest,
    )
    if (word) {
      if (/yesterday/i.test(word[0])) ms -= 86_400_000
      if (/tomorrow/i.test(word[0])) ms += 86_400_000
      rest = rest.slice(word[0].length).trim()
    } else if (step) {
      const sign = (step[1] === '-' ? -1 : 1) * (step[4] === undefined ? 1 : -1)
      const count = sign * Number(step[2] ?? 1)
      const unit = step[3] as string
      ms =
        unit === 'month' || unit === 'year'
          ? shifted(ms, unit === 'year' ? count * 12 : count)
          : ms + count * (UNITS[unit] as number) * 1000
      rest = rest.slice(step[0].length).trim()
    } else return undefined
  }
  return ms
}

function shifted(ms: number, months: number): number {
  const day = Math.floor(ms / 86_400_000)
  const t = new Array(3)
  t[0] = strftime('%Y', ms)
  t[1] = strftime('%m', ms)
  t[2] = strftime('%d', ms)
  const total = Number(t[0]) * 12 + Number(t[1]) - 1 + months
  return daysFromCivil(Math.floor(total / 12), (total % 12) + 1, Number(t[2])) * 86_400_000 + (ms - day * 86_400_000)
}
