/** One sync of a CronJob: take stock of its Jobs, start the run that is due. Source: pkg/controller/cronjob/cronjob_controllerv2.go. */
import { parseDuration } from '../../api/duration.ts'
import { StatusError } from '../../api/errors.ts'
import { goQuote } from '../../api/goquote.ts'
import { controllerOf } from '../../api/object.ts'
import { formatSeconds } from '../../core/calendar.ts'
import { CronError } from '../../core/cron/fields.ts'
import { type CronSchedule, parseSchedule } from '../../core/cron/schedule.ts'
import { findZone } from '../../core/cron/zones.ts'
import type { CronJob, Job, ObjectReference } from '../../kinds/types.ts'
import { byStartTime, jobName, rfc1123 } from '../../rules/cron/jobs.ts'
import { IMPOSSIBLE, mostRecentRun, untilNextRunMs } from '../../rules/cron/missed.ts'
import { unixMs } from '../../rules/instants.ts'
import { finishedCondition } from '../../rules/job/conditions.ts'
import { isNamespaceTerminating } from '../podcontrol.ts'
import type { CronPorts } from './ports.ts'

type Status = CronJob['status']

export interface Synced {
  status: Status
  /** Milliseconds until the next look; undefined when only a change of the CronJob is waited for. */
  afterMs: number | undefined
  /** Something was refused: try again. */
  failed: boolean
}

/** A CronJob under work: its status changes as things are done. */
interface Work {
  readonly cronJob: CronJob
  readonly status: Status & { active: ObjectReference[] }
  readonly nowMs: number
  readonly ports: CronPorts
}

export function syncCronJob(stored: CronJob, jobs: readonly Job[], nowMs: number, ports: CronPorts): Synced {
  const status = { ...stored.status, active: [...(stored.status.active ?? [])] }
  const work: Work = { cronJob: { ...stored, status }, status, nowMs, ports }
  cleanUp(work, jobs)
  takeStock(work, jobs)
  const result = stored.metadata.deletionTimestamp === undefined ? start(work) : {}
  return { status: storedStatus(status), afterMs: result.afterMs, failed: result.failed ?? false }
}

function storedStatus({ active, ...rest }: Work['status']): Status {
  return active.length > 0 ? { ...rest, active } : rest
}

interface Outcome {
  afterMs?: number
  failed?: boolean
}

/** Of Jobs that are over, only the newest are kept. */
function cleanUp(work: Work, jobs: readonly Job[]): void {
  const { successfulJobsHistoryLimit: successful, failedJobsHistoryLimit: failed } = work.cronJob.spec
  keepNewest(work, ofEnd(jobs, 'Complete'), successful)
  keepNewest(work, ofEnd(jobs, 'Failed'), failed)
}

const ofEnd = (jobs: readonly Job[], end: string): Job[] => jobs.filter((job) => finishedCondition(job)?.type === end)

function keepNewest(work: Work, jobs: readonly Job[], limit: number | null | undefined): void {
  if (limit === undefined || limit === null || jobs.length <= limit) return
  for (const job of [...jobs].sort(byStartTime).slice(0, jobs.length - limit)) removeJob(work, job)
}

function removeJob({ status, ports }: Work, job: Job): boolean {
  const refused = ports.delete(job)
  if (refused !== undefined) {
    ports.event('Warning', 'FailedDelete', `Deleted job: ${refused.message}`)
    return false
  }
  forget(status, job.metadata.uid)
  ports.event('Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`)
  return true
}

function forget(status: Work['status'], uid: string | undefined): void {
  status.active = status.active.filter((reference) => reference.uid !== uid)
}

/** Which Jobs run, which are over, which went missing. */
function takeStock({ status, ports }: Work, jobs: readonly Job[]): void {
  for (const job of jobs) {
    const { uid, name } = job.metadata
    const end = finishedCondition(job)
    const isListed = status.active.some((reference) => reference.uid === uid)
    if (end === undefined) {
      if (isListed) continue
      ports.event('Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`)
      continue
    }
    if (isListed) {
      forget(status, uid)
      ports.event('Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${end.type}`)
    }
    if (end.type === 'Complete') noteSuccess(status, job)
  }
  const uids = new Set(jobs.map(({ metadata }) => metadata.uid))
  for (const { uid = '', name = '' } of status.active) {
    if (uids.has(uid) || ports.find(name) !== undefined) continue
    ports.event('Normal', 'MissingJob', `Active job went missing: ${name}`)
    forget(status, uid)
  }
}

function noteSuccess(status: Status, { status: { completionTime } }: Job): void {
  const last = unixMs(status.lastSuccessfulTime)
  const at = unixMs(completionTime)
  if (completionTime && at !== undefined && (last === undefined || at > last))
    status.lastSuccessfulTime = completionTime
}

function start(work: Work): Outcome {
  const { cronJob, ports, nowMs } = work
  const { timeZone, suspend } = cronJob.spec
  if (timeZone !== undefined && findZone(timeZone) === undefined) {
    const why = `invalid timeZone: ${goQuote(timeZone)}: unknown time zone ${timeZone}`
    ports.event('Warning', 'UnknownTimeZone', why)
    return {}
  }
  if (suspend === true) return {}
  const schedule = readSchedule(cronJob, ports)
  if (schedule === undefined) return {}
  const { recentMs, missed, impossible } = mostRecentRun(cronJob, nowMs, schedule, true)
  if (impossible) {
    ports.event('Warning', 'InvalidSchedule', `invalid schedule: ${cronJob.spec.schedule} : ${IMPOSSIBLE}`)
    return {}
  }
  if (recentMs === undefined) return later(work, schedule)
  if (missed === 'many') {
    const advice = 'Set or decrease .spec.startingDeadlineSeconds or check clock skew'
    ports.event('Warning', 'TooManyMissedTimes', `too many missed start times. ${advice}`)
  }
  return startDue(work, schedule, recentMs)
}

function later({ cronJob, nowMs }: Work, schedule: CronSchedule): Outcome {
  const afterMs = untilNextRunMs(cronJob, nowMs, schedule)
  return afterMs === undefined ? {} : { afterMs }
}

/** The schedule with the zone in front of it. */
function scheduleText({ spec: { schedule, timeZone } }: CronJob): string {
  if (schedule.includes('TZ') || timeZone === undefined || findZone(timeZone) === undefined) return schedule
  return `TZ=${timeZone} ${schedule}`
}

function readSchedule(cronJob: CronJob, ports: CronPorts): CronSchedule | undefined {
  const { schedule } = cronJob.spec
  if (schedule.includes('TZ')) {
    const where = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/'
    const what = `CRON_TZ or TZ used in schedule ${goQuote(schedule)} is not officially supported`
    ports.event('Warning', 'UnsupportedSchedule', `${what}, see ${where} for more details`)
  }
  try {
    return parseSchedule(scheduleText(cronJob), parseDuration)
  } catch (error) {
    if (!(error instanceof CronError)) throw error
    ports.event('Warning', 'UnparseableSchedule', `unparseable schedule: ${goQuote(schedule)} : ${error.message}`)
    return undefined
  }
}

/** Milliseconds until a CronJob whose schedule has just changed is looked at; undefined when it cannot be read. */
export function untilChangedScheduleMs(cronJob: CronJob, nowMs: number): number | undefined {
  try {
    return untilNextRunMs(cronJob, nowMs, parseSchedule(scheduleText(cronJob), parseDuration))
  } catch (error) {
    if (error instanceof CronError) return undefined
    throw error
  }
}

/** Starts a run, unless it comes too late, was started, or must not run beside others. */
function startDue(work: Work, schedule: CronSchedule, runMs: number): Outcome {
  const { cronJob, status, nowMs, ports } = work
  const { startingDeadlineSeconds: deadline, concurrencyPolicy } = cronJob.spec
  if (deadline !== undefined && deadline !== null && runMs + deadline * 1000 < nowMs) {
    ports.event('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${rfc1123(runMs)}`)
    return later(work, schedule)
  }
  const name = jobName(cronJob, runMs)
  const isListed = status.active.some(
    (active) => active.name === name && active.namespace === cronJob.metadata.namespace,
  )
  if (isListed || unixMs(status.lastScheduleTime) === runMs) return later(work, schedule)
  if (concurrencyPolicy === 'Forbid' && status.active.length > 0) {
    const why = 'Not starting job because prior execution is running and concurrency policy is Forbid'
    ports.event('Normal', 'JobAlreadyActive', why)
    return later(work, schedule)
  }
  if (concurrencyPolicy === 'Replace' && !replaceActive(work)) return { failed: true }
  return createJob(work, schedule, name, runMs)
}

/** False when a Job that still runs cannot be deleted. */
function replaceActive(work: Work): boolean {
  const { status, ports } = work
  for (const { name = '' } of status.active) {
    const job = ports.find(name)
    if (job === undefined) {
      ports.event('Warning', 'FailedGet', `Get job: jobs.batch ${goQuote(name)} not found`)
      return false
    }
    if (!removeJob(work, job)) return false
  }
  return true
}

function createJob(work: Work, schedule: CronSchedule, name: string, runMs: number): Outcome {
  const { cronJob, status, ports } = work
  const made = ports.create(cronJob, name, runMs)
  let job = made instanceof StatusError ? undefined : made
  if (made instanceof StatusError) {
    if (isNamespaceTerminating(made)) return { failed: true }
    if (made.reason !== 'AlreadyExists') {
      ports.event('Warning', 'FailedCreate', `Error creating job: ${made.message}`)
      return { failed: true }
    }
    // Made before, by this controller: only the status is behind, and only as long as the Job runs.
    job = ports.find(name)
    const isOwn = job !== undefined && controllerOf(job)?.uid === cronJob.metadata.uid
    const isOver = job !== undefined && finishedCondition(job) !== undefined
    if (!isOwn || isOver || status.active.some(({ uid }) => uid === job?.metadata.uid)) return {}
  } else ports.event('Normal', 'SuccessfulCreate', `Created job ${made.metadata.name}`)
  status.active.push(referenceTo(job as Job))
  status.lastScheduleTime = formatSeconds(runMs)
  return later(work, schedule)
}

function referenceTo({ apiVersion, kind, metadata: { name, namespace, uid, resourceVersion } }: Job): ObjectReference {
  return { apiVersion, kind, name, ...(namespace ? { namespace } : {}), resourceVersion, uid }
}
