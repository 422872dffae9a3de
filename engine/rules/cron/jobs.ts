/** Jobs of a CronJob: their names, their order. Source: pkg/controller/cronjob/utils.go. */
import { formatSeconds } from '../../core/calendar.ts'
import { findZone, offsetAt, UTC } from '../../core/cron/zones.ts'
import type { CronJob, Job } from '../../kinds/types.ts'
import { unixMs } from '../instants.ts'

/** `<cron>-<minutes since 1970>`: the same run never makes two Jobs. */
export const jobName = ({ metadata: { name } }: CronJob, runMs: number): string =>
  `${name}-${Math.trunc(runMs / 60_000)}`

/** Those that started earlier first, those that never started last; by name at one instant. */
export function byStartTime(a: Job, b: Job): number {
  const [first, second] = [a, b].map(({ status }) => unixMs(status.startTime) ?? Number.POSITIVE_INFINITY)
  if (first !== second) return (first as number) < (second as number) ? -1 : 1
  if (a.metadata.name === b.metadata.name) return 0
  return a.metadata.name < b.metadata.name ? -1 : 1
}

/** An instant in the CronJob's own zone: `2025-01-01T01:00:00+01:00`. */
export function zonedTime({ spec: { timeZone } }: CronJob, ms: number): string {
  const offset = offsetAt(findZone(timeZone ?? '') ?? UTC, ms / 1000)
  if (offset === 0) return formatSeconds(ms)
  const minutes = Math.abs(offset) / 60
  const pad = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${formatSeconds(ms + offset * 1000).slice(0, -1)}${offset < 0 ? '-' : '+'}${pad(minutes / 60)}:${pad(minutes % 60)}`
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Thu, 19 May 2016 10:00:00 +0000` (RFC 1123 with the zone as a number). */
export function rfc1123(ms: number): string {
  const [date = '', time = ''] = formatSeconds(ms).slice(0, -1).split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  const weekday = DAYS[(((Math.floor(ms / 86_400_000) + 4) % 7) + 7) % 7]
  return `${weekday}, ${day} ${MONTHS[Number(month) - 1]} ${year} ${time} +0000`
}
