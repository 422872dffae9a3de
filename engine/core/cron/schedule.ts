/** Schedules of CronJobs. Source: robfig/cron v3 ParseStandard, SpecSchedule.Next, ConstantDelaySchedule.Next. */
import { civilFromDays } from '../calendar.ts'
import {
  anyOf,
  CronError,
  DAYS,
  type Field,
  HOURS,
  MINUTES,
  MONTH_BOUNDS,
  only,
  parseField,
  WEEKDAY_BOUNDS,
} from './fields.ts'
import { type Civil, findZone, instantOf, offsetAt, UTC, type Zone } from './zones.ts'

export interface CronSchedule {
  /** The first instant (milliseconds since 1970, a whole second) after another; undefined when none comes in five years. */
  next(unixMs: number): number | undefined
}

/** Reads a Go duration, for `@every`; throws an Error with Go's message. Returns nanoseconds. */
export type DurationReader = (text: string) => bigint

interface Fields {
  minute: Field
  hour: Field
  day: Field
  month: Field
  weekday: Field
}

const SECOND_NS = 1_000_000_000n
const LOOK_AHEAD_YEARS = 5

/** Five fields, a macro or `@every <duration>`, after an optional `TZ=<zone>`. Throws a CronError. */
export function parseSchedule(text: string, readDuration: DurationReader): CronSchedule {
  if (text === '') throw new CronError('empty spec string')
  const { rest, zone } = takeZone(text)
  if (rest.startsWith('@every ')) return everySchedule(rest, readDuration)
  const fields = rest.startsWith('@') ? macro(rest) : parseFields(rest)
  return { next: (unixMs) => nextOf(fields, zone, unixMs) }
}

function takeZone(text: string): { rest: string; zone: Zone } {
  const match = /^(?:CRON_)?TZ=([^ ]*) ?(.*)$/s.exec(text)
  if (match === null) return { rest: text, zone: UTC }
  const [, name = '', rest = ''] = match
  const zone = findZone(name)
  if (zone === undefined) throw new CronError(`provided bad location ${name}: unknown time zone ${name}`)
  return { rest: rest.trim(), zone }
}

function parseFields(text: string): Fields {
  const parts = text.split(/\s+/).filter((part) => part !== '')
  if (parts.length !== 5) throw new CronError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`)
  const [minute, hour, day, month, weekday] = parts as [string, string, string, string, string]
  return {
    minute: parseField(minute, MINUTES),
    hour: parseField(hour, HOURS),
    day: parseField(day, DAYS),
    month: parseField(month, MONTH_BOUNDS),
    weekday: parseField(weekday, WEEKDAY_BOUNDS),
  }
}

const HOURLY: Fields = {
  minute: only(0),
  hour: anyOf(HOURS),
  day: anyOf(DAYS),
  month: anyOf(MONTH_BOUNDS),
  weekday: anyOf(WEEKDAY_BOUNDS),
}
const DAILY: Fields = { ...HOURLY, hour: only(0) }
const MONTHLY: Fields = { ...DAILY, day: only(1) }
const YEARLY: Fields = { ...MONTHLY, month: only(1) }

const MACROS: ReadonlyMap<string, Fields> = new Map([
  ['@yearly', YEARLY],
  ['@annually', YEARLY],
  ['@monthly', MONTHLY],
  ['@weekly', { ...DAILY, weekday: only(0) }],
  ['@daily', DAILY],
  ['@midnight', DAILY],
  ['@hourly', HOURLY],
])

function macro(text: string): Fields {
  const fields = MACROS.get(text)
  if (fields === undefined) throw new CronError(`unrecognized descriptor: ${text}`)
  return fields
}

/** A constant delay of whole seconds, at least one. */
function everySchedule(text: string, readDuration: DurationReader): CronSchedule {
  let nanoseconds: bigint
  try {
    nanoseconds = readDuration(text.slice('@every '.length))
  } catch (error) {
    throw new CronError(`failed to parse duration ${text}: ${(error as Error).message}`)
  }
  const seconds = nanoseconds < SECOND_NS ? 1 : Number(nanoseconds / SECOND_NS)
  return { next: (unixMs) => (Math.floor(unixMs / 1000) + seconds) * 1000 }
}

/** A moment under search: an instant with its civil time. */
class Moment {
  civil: Civil

  constructor(
    private readonly zone: Zone,
    public seconds: number,
  ) {
    this.civil = this.civilNow()
  }

  /** To a civil time; as the zone has it. */
  goTo(change: Partial<Civil>): void {
    this.seconds = instantOf({ ...this.civil, ...change }, this.zone)
    this.civil = this.civilNow()
  }

  advance(seconds: number): void {
    this.seconds += seconds
    this.civil = this.civilNow()
  }

  get weekday(): number {
    const days = Math.floor((this.seconds + offsetAt(this.zone, this.seconds)) / 86_400)
    return (((days + 4) % 7) + 7) % 7
  }

  private civilNow(): Civil {
    const local = this.seconds + offsetAt(this.zone, this.seconds)
    const days = Math.floor(local / 86_400)
    const rest = local - days * 86_400
    const { year, month, day } = civilFromDays(days)
    return { year, month, day, hour: Math.floor(rest / 3600), minute: Math.floor(rest / 60) % 60, second: rest % 60 }
  }
}

/** Month, day, hour, minute in turn, each from its beginning; a field that wraps around begins the search again. */
function nextOf(fields: Fields, zone: Zone, unixMs: number): number | undefined {
  const moment = new Moment(zone, Math.floor(unixMs / 1000) + 1)
  const lastYear = moment.civil.year + LOOK_AHEAD_YEARS
  const search = new Search(fields, moment)
  while (moment.civil.year <= lastYear) if (search.pass()) return moment.seconds * 1000
  return undefined
}

class Search {
  /** The smaller fields stand at their beginnings. */
  private begun = false

  constructor(
    private readonly fields: Fields,
    private readonly moment: Moment,
  ) {}

  /** One pass over the fields; false when one wrapped around. */
  pass(): boolean {
    return this.findMonth() && this.findDay() && this.findHour() && this.findMinute() && this.findSecond()
  }

  private begin(to: Partial<Civil>): void {
    if (!this.begun) this.moment.goTo({ second: 0, ...to })
    this.begun = true
  }

  private findMonth(): boolean {
    const { moment, fields } = this
    while (!fields.month.values.has(moment.civil.month)) {
      this.begin({ day: 1, hour: 0, minute: 0 })
      moment.goTo({ month: moment.civil.month + 1 })
      if (moment.civil.month === 1) return false
    }
    return true
  }

  private findDay(): boolean {
    const { moment } = this
    while (!this.dayMatches()) {
      this.begin({ hour: 0, minute: 0 })
      moment.goTo({ day: moment.civil.day + 1 })
      // Midnight may not exist on the day that summer time begins or ends.
      const { hour } = moment.civil
      if (hour !== 0) moment.advance((hour > 12 ? 24 - hour : -hour) * 3600)
      if (moment.civil.day === 1) return false
    }
    return true
  }

  /** With a star in one of them, both fields of days must match; without, either will do. */
  private dayMatches(): boolean {
    const { day, weekday } = this.fields
    const byDay = day.values.has(this.moment.civil.day)
    const byWeekday = weekday.values.has(this.moment.weekday)
    return day.star || weekday.star ? byDay && byWeekday : byDay || byWeekday
  }

  private findHour(): boolean {
    const { moment, fields } = this
    while (!fields.hour.values.has(moment.civil.hour)) {
      this.begin({ minute: 0 })
      moment.advance(3600)
      if (moment.civil.hour === 0) return false
    }
    return true
  }

  private findMinute(): boolean {
    const { moment, fields } = this
    while (!fields.minute.values.has(moment.civil.minute)) {
      if (!this.begun) moment.advance(-moment.civil.second)
      this.begun = true
      moment.advance(60)
      if (moment.civil.minute === 0) return false
    }
    return true
  }

  /** Schedules have no seconds: the first one of the minute is meant. */
  private findSecond(): boolean {
    const { second } = this.moment.civil
    if (second === 0) return true
    this.begun = true
    this.moment.advance(60 - second)
    return false
  }
}
