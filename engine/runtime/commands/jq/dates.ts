/** Dates of jq: seconds since 1970 and back. */
import { daysFromCivil } from '../../../core/calendar.ts'
import { civilTime, strftime } from '../strftime.ts'
import { fail, type Value } from './value.ts'

export const instantText = (seconds: number, format = '%Y-%m-%dT%H:%M:%SZ'): string => strftime(format, seconds * 1000)

/** Of an RFC 3339 instant in UTC. */
export function timeOf(text: string): number {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z$/.exec(text)
  if (found === null) return fail(`date "${text}" does not match format "%Y-%m-%dT%H:%M:%SZ"`)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number)
  return daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
}

/** "Broken down time". */
export function tupleOf(seconds: number): Value[] {
  const { year, month, day, hour, minute, second, weekday, yearDay } = civilTime(seconds * 1000)
  return [year, month - 1, day, hour, minute, second, weekday, yearDay]
}
