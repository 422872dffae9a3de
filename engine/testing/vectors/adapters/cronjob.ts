/** Adapters of cronjob.json and cronjob_schedule_trace.json: pkg/controller/cronjob. */
import { formatDuration, parseDuration } from '../../../api/duration.ts'
import { StatusError } from '../../../api/errors.ts'
import { syncCronJob, untilChangedScheduleMs } from '../../../controllers/cronjob/sync.ts'
import { formatSeconds } from '../../../core/calendar.ts'
import { parseSchedule } from '../../../core/cron/schedule.ts'
import type { CronJob, Job, ObjectReference } from '../../../kinds/types.ts'
import { byStartTime, jobName } from '../../../rules/cron/jobs.ts'
import { IMPOSSIBLE, mostRecentRun, untilNextRunMs } from '../../../rules/cron/missed.ts'
import { unixMs } from '../../../rules/instants.ts'
import { type Adapter, type Adapters, type Fields, plain, same } from '../adapter.ts'

const CONTROLLER = 'cronjob/cronjob_controllerv2_test.go'
const UTILS_TEST = 'cronjob/utils_test.go'
const UTILS = 'cronjob/utils.go'

/** Instants of upstream's fixtures. */
const TEST_DAY = '2016-05-19T'
const JUST_BEFORE_THE_PRIOR_HOUR = `${TEST_DAY}08:59:00Z`
const JUST_AFTER_THE_PRIOR_HOUR = `${TEST_DAY}09:01:00Z`
const JUST_BEFORE_THE_HOUR = `${TEST_DAY}09:59:00Z`
/** The fake controller of the update tests has this clock: one second before the minute after the last run. */
const UPDATE_NOW = `${TEST_DAY}09:59:59Z`
const NO_DEADLINE = -12345
const ZERO_TIME = '0001-01-01T00:00:00Z'

function cronJobOf(object: Fields): CronJob {
  const { metadata, spec, status } = plain(object) as Fields
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: '', ...metadata },
    spec,
    status: status ?? {},
  } as CronJob
}

const jobOf = (object: Fields): Job => ({ status: {}, ...(plain(object) as Fields) }) as Job

function scheduleOf({ spec: { schedule, timeZone } }: CronJob) {
  const zoned = timeZone && !schedule.includes('TZ')
  return parseSchedule(zoned ? `TZ=${timeZone} ${schedule}` : schedule, parseDuration)
}

const instant = (ms: number | undefined) => (ms === undefined ? null : formatSeconds(ms))

const nowOf = (text: string): number => unixMs(text) as number

const MAX_DURATION = (1n << 63n) - 1n

/** Go's longest duration is what it takes for any longer one. */
function goDuration(ms: number): string {
  const nanoseconds = BigInt(Math.round(ms * 1000)) * 1000n
  return formatDuration(nanoseconds > MAX_DURATION ? MAX_DURATION : nanoseconds)
}

function recent(object: Fields, now: string, useDeadline: boolean) {
  const cronJob = cronJobOf(object)
  return mostRecentRun(cronJob, nowOf(now), scheduleOf(cronJob), useDeadline)
}

const mostRecentTrace: Adapter = ({ in: input, out }) => {
  const found = recent(input.cronJob, input.now, input.includeStartingDeadlineSeconds)
  same(instant(found.earliestMs), out.expEarliestTime)
  same(instant(found.recentMs), out.expMostRecentTime)
  same(found.missed, out.expMissed)
  same(found.impossible ? IMPOSSIBLE : null, out.expErr?.$error ?? out.expErr)
}

function untilNext(object: Fields, now: string): string {
  const cronJob = cronJobOf(object)
  return goDuration(untilNextRunMs(cronJob, nowOf(now), scheduleOf(cronJob)) ?? Number.NaN)
}

/** What a row of the controller's table sets up. */
function fixture(input: Fields): { cronJob: CronJob; jobs: Job[]; known: Job | undefined } {
  const cronJob = cronJobOf({
    metadata: { name: 'mycronjob', namespace: 'snazzycats', uid: '1a2b3c', creationTimestamp: JUST_BEFORE_THE_HOUR },
    spec: {
      schedule: input.schedule,
      timeZone: input.timeZone,
      suspend: input.suspend,
      concurrencyPolicy: input.concurrencyPolicy,
      startingDeadlineSeconds: input.deadline === NO_DEADLINE ? undefined : input.deadline,
      jobTemplate: { spec: { template: {} } },
    },
  })
  if (!input.ranPreviously) return { cronJob, jobs: [], known: undefined }
  const given = (time: string, otherwise: string) => (time === ZERO_TIME ? otherwise : time)
  cronJob.metadata.creationTimestamp = given(input.cronjobCreationTime, JUST_BEFORE_THE_PRIOR_HOUR)
  cronJob.status.lastScheduleTime = given(input.lastScheduleTime, JUST_AFTER_THE_PRIOR_HOUR)
  const known = ranJob(cronJob, input)
  // The stored status names the Job also where the controller's cache is behind: here there is no cache.
  cronJob.status.active = [referenceOf(known)]
  return { cronJob, jobs: input.jobStillNotFoundInLister ? [] : [known], known }
}

function ranJob(cronJob: CronJob, input: Fields): Job {
  const createdMs = nowOf(input.jobCreationTime)
  const ended = formatSeconds(createdMs + 10_000)
  const conditions = [{ type: 'Complete', status: 'True', lastTransitionTime: ended }]
  return jobOf({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(cronJob, createdMs),
      namespace: 'snazzycats',
      uid: '1234',
      creationTimestamp: formatSeconds(createdMs),
      ownerReferences: [{ kind: 'CronJob', name: 'mycronjob', uid: '1a2b3c', controller: true }],
    },
    spec: {},
    status: input.stillActive ? {} : { completionTime: ended, conditions },
  })
}

function referenceOf({ metadata: { name, namespace, uid } }: Job): ObjectReference {
  return { apiVersion: 'batch/v1', kind: 'Job', name, ...(namespace ? { namespace } : {}), uid }
}

function refusalOf(error: Fields): StatusError | undefined {
  if (error === null || error === undefined) return undefined
  const text: string = error.$error ?? ''
  const reason = text.includes('already exists')
    ? 'AlreadyExists'
    : text.includes('not found')
      ? 'NotFound'
      : 'Forbidden'
  const details = text === '' ? { causes: [{ reason: 'NamespaceTerminating', message: '', field: '' }] } : {}
  return new StatusError({ code: 500, reason, message: text, details } as never)
}

const syncRow: Adapter = ({ in: input, out }) => {
  const { cronJob, jobs, known } = fixture(input)
  const events: { type: string; reason: string }[] = []
  let created = 0
  let deleted = 0
  const before = JSON.stringify(cronJob.status)
  const { status, afterMs, failed } = syncCronJob(cronJob, jobs, nowOf(input.now), {
    find: () => (input.jobGetErr === null ? known : undefined),
    create: (owner, name, runMs) => {
      const refused = refusalOf(input.jobCreateError)
      if (refused !== undefined) return refused
      created++
      return jobOf({ metadata: { name, namespace: owner.metadata.namespace, uid: String(runMs) } })
    },
    delete: () => {
      deleted++
      return undefined
    },
    event: (type, reason) => events.push({ type, reason }),
  })
  same(created, out.expectCreate ? 1 : 0, 'created')
  same(deleted, out.expectDelete ? 1 : 0, 'deleted')
  if (out.expectErr) same(failed, true, 'failed')
  same(events.filter(({ type }) => type === 'Warning').length, out.expectedWarnings, 'warnings')
  // A cache that was behind is not brought up to date by the sync that sees it.
  if (input.jobPresentInCJActiveStatus) same(status.active?.length ?? 0, out.expectActive, 'active')
  same(JSON.stringify(status) !== before, out.expectUpdateStatus, 'status')
  if (out.expectRequeueAfter) same(goDuration(afterMs ?? -1), out.expectedRequeueDuration, 'requeued')
}

export const cronJobAdapters: Adapters = {
  [`${UTILS}:mostRecentScheduleTime`]: mostRecentTrace,
  [`${UTILS}:nextScheduleTime`]: ({ in: input, out }) => {
    const found = recent(input.cronJob, input.now, true)
    same(instant(found.recentMs), out.expScheduledTime)
    same(found.impossible ? IMPOSSIBLE : null, out.expErr?.$error ?? out.expErr)
  },
  [`${UTILS}:nextScheduleTimeDuration`]: ({ in: input, out }) => {
    same(untilNext(input.cronJob, input.now), out.expDuration)
  },
  [`${UTILS_TEST}:TestMostRecentScheduleTime`]: ({ in: input, out }) => {
    const found = recent(input.cj, input.now, input.includeSDS)
    same(found.impossible ?? false, out.wantErr)
    if (out.wantErr) return
    same(instant(found.recentMs), out.expectedRecentTime)
    same(instant(found.earliestMs), out.expectedEarliestTime)
    same(found.missed, out.expectedTooManyMissed)
  },
  [`${UTILS_TEST}:TestNextScheduleTimeDuration`]: ({ in: input, out }) => {
    same(untilNext(input.cj, input.now), out.expectedDuration)
  },
  [`${UTILS_TEST}:TestByJobStartTime`]: ({ in: input, out }) => {
    const names = (jobs: Fields[]) => jobs.map(({ metadata }) => metadata.name)
    same(names(input.input.map(jobOf).sort(byStartTime)), names(out.expected))
  },
  [`${CONTROLLER}:TestControllerV2UpdateCronJob`]: ({ in: input, out }) => {
    const [old, next] = [cronJobOf(input.oldCronJob), cronJobOf(input.newCronJob)]
    const isSame = old.spec.schedule === next.spec.schedule && old.spec.timeZone === next.spec.timeZone
    const delay = isSame ? 0 : untilChangedScheduleMs(next, nowOf(UPDATE_NOW))
    same(goDuration(delay ?? 0), out.expectedDelay)
  },
  [`${CONTROLLER}:TestControllerV2SyncCronJob`]: syncRow,
}
