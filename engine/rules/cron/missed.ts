/** Which runs of a schedule are due. Source: pkg/controller/cronjob/utils.go. Times are milliseconds since 1970. */
import type { CronSchedule } from '../../core/cron/schedule.ts'
import type { CronJob } from '../../kinds/types.ts'
import { unixMs } from '../instants.ts'

export type Missed = 'none' | 'few' | 'many'

export interface Recent {
  /** From when on runs are looked for: the last one, or the CronJob's creation. */
  earliestMs: number
  /** The last run that is due by now. */
  recentMs: number | undefined
  missed: Missed
  /** The schedule names no moment that ever comes. */
  impossible?: boolean
}

/** Above so many missed runs the clock itself is in doubt. */
const MANY = 100
/** A look comes a little late, so that a slow clock misses nothing. */
const DELTA_MS = 100
/** Longest span Go counts. */
const MAX_SPAN_SECONDS = 9_223_372_036

export const IMPOSSIBLE = 'time difference between two schedules is less than 1 second'

/** @param useDeadline whether runs are given up that are too late to start */
export function mostRecentRun(cronJob: CronJob, nowMs: number, schedule: CronSchedule, useDeadline: boolean): Recent {
  const earliestMs = earliestOf(cronJob, nowMs, useDeadline)
  const first = schedule.next(earliestMs)
  if (first === undefined) return { earliestMs, recentMs: undefined, missed: 'none', impossible: true }
  const second = schedule.next(first)
  if (nowMs < first) return { earliestMs, recentMs: undefined, missed: 'none' }
  if (second === undefined) return { earliestMs, recentMs: undefined, missed: 'none', impossible: true }
  if (nowMs < second) return { earliestMs, recentMs: first, missed: 'none' }
  const interval = Math.round((second - first) / 1000)
  // How many there were is an estimate from the first two.
  const elapsed = Math.min(Math.floor((nowMs - first) / 1000), MAX_SPAN_SECONDS)
  const count = Math.floor(elapsed / interval) + 1
  const recentMs = lastUntil(schedule, first + (count - 2) * interval * 1000, nowMs)
  return { earliestMs, recentMs, missed: count > MANY ? 'many' : 'few' }
}

function earliestOf({ metadata, spec, status }: CronJob, nowMs: number, useDeadline: boolean): number {
  const since = unixMs(status?.lastScheduleTime) ?? unixMs(metadata.creationTimestamp) ?? 0
  const { startingDeadlineSeconds: deadline } = spec
  if (!useDeadline || deadline === undefined || deadline === null) return since
  return Math.max(since, nowMs - deadline * 1000)
}

function lastUntil(schedule: CronSchedule, fromMs: number, nowMs: number): number | undefined {
  let last: number | undefined
  for (let at = schedule.next(fromMs); at !== undefined && at <= nowMs; at = schedule.next(at)) last = at
  return last
}

/** Milliseconds until the next look; undefined when the schedule's next moment never comes. */
export function untilNextRunMs(cronJob: CronJob, nowMs: number, schedule: CronSchedule): number | undefined {
  const { earliestMs, recentMs, missed, impossible } = mostRecentRun(cronJob, nowMs, schedule, false)
  const from = impossible ? nowMs : (recentMs ?? (missed === 'none' ? earliestMs : nowMs))
  const next = schedule.next(from)
  return next === undefined ? undefined : next + DELTA_MS - nowMs
}
