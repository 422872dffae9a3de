/** CronJob: makes Jobs on a schedule. Source: pkg/controller/cronjob/cronjob_controllerv2.go. */
import { StatusError } from '../../api/errors.ts'
import { controllerOf } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import { Alarms } from '../../core/alarms.ts'
import type { Result } from '../../core/workqueue.ts'
import type { CronJob, Job } from '../../kinds/types.ts'
import { zonedTime } from '../../rules/cron/jobs.ts'
import { SCHEDULED_AT } from '../../rules/job/names.ts'
import { BY_CONTROLLER, indexOwned } from '../indexes.ts'
import { controllerRef } from '../refs.ts'
import type { Controller, Enqueue } from '../runtime.ts'
import type { CronPorts } from './ports.ts'
import { syncCronJob, untilChangedScheduleMs } from './sync.ts'

const NAME = 'cronjob'
const RESOURCE = 'cronjobs.batch'
const JOBS = 'jobs.batch'
const COMPONENT = 'cronjob-controller'
const WORKERS = 5

export function cronJobController(server: ApiServer): Controller {
  indexOwned(server, JOBS)
  const sync = new CronJobSync(server)
  return {
    name: NAME,
    title: 'CronJob',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [
      {
        resource: RESOURCE,
        rows: (before, after, enqueue, row) => {
          sync.cronJobChanged(before as CronJob | undefined, after as CronJob | undefined, row, enqueue)
        },
      },
      {
        resource: JOBS,
        rows: (before, after, enqueue) => sync.jobChanged(before as Job | undefined, after as Job | undefined, enqueue),
      },
    ],
    begin: (wake) => sync.begin(wake),
    reconcile: (row) => sync.reconcile(row),
  }
}

class CronJobSync {
  private readonly cronJobs: Table
  private readonly jobs: Table
  /** The next run of each CronJob; a schedule goes on for ever, so it is no work left to do. */
  private readonly alarms: Alarms
  private wake: Enqueue = () => {}

  constructor(private readonly server: ApiServer) {
    const { store, clock, checkpoints } = server
    this.cronJobs = store.table(RESOURCE)
    this.jobs = store.table(JOBS)
    const ring = (row: number) => this.wake(row)
    this.alarms = new Alarms(clock, checkpoints, 'controller/cronjob/due', ring, { periodic: true })
  }

  begin(wake: Enqueue): void {
    this.wake = wake
  }

  /** A new schedule is looked at when it is due next, other changes right away. */
  cronJobChanged(before: CronJob | undefined, after: CronJob | undefined, row: number, enqueue: Enqueue): void {
    const [old, next] = [before?.spec, after?.spec]
    const isSame = old?.schedule === next?.schedule && old?.timeZone === next?.timeZone
    if (before === undefined || after === undefined || isSame) return enqueue(row)
    const delayMs = untilChangedScheduleMs(after, this.nowMs())
    if (delayMs !== undefined) this.alarms.set(row, this.server.clock.nowMs + Math.max(0, delayMs))
  }

  jobChanged(before: Job | undefined, after: Job | undefined, enqueue: Enqueue): void {
    const rows = new Set([this.ownerRow(before), this.ownerRow(after)])
    for (const row of rows) if (row >= 0) enqueue(row)
  }

  private ownerRow(job: Job | undefined): number {
    const owner = job === undefined ? undefined : controllerOf(job)
    if (job === undefined || owner?.kind !== 'CronJob') return -1
    const row = this.cronJobs.row(job.metadata.namespace ?? '', owner.name)
    return this.cronJobs.get(row)?.metadata.uid === owner.uid ? row : -1
  }

  private nowMs(): number {
    return this.server.calendar.epochMs + this.server.clock.nowMs
  }

  reconcile(row: number): Result {
    const cronJob = this.cronJobs.get(row) as CronJob | undefined
    this.alarms.clear(row)
    if (cronJob === undefined) return undefined
    const owned: Job[] = []
    this.jobs.eachIn(BY_CONTROLLER, cronJob.metadata.uid, (job) => owned.push(job as Job))
    const { status, afterMs, failed } = syncCronJob(cronJob, owned, this.nowMs(), this.ports(cronJob))
    this.server.verbs.replaceStatus<CronJob>(this.cronJobs, row, status)
    if (failed) return 'retry'
    if (afterMs !== undefined) this.alarms.set(row, this.server.clock.nowMs + Math.max(0, afterMs))
    return undefined
  }

  private ports(cronJob: CronJob): CronPorts {
    const { server, jobs } = this
    const { namespace = '' } = cronJob.metadata
    return {
      find: (name) => jobs.find(namespace, name) as Job | undefined,
      create: (owner, name, runMs) => attempt(() => server.verbs.create<Job>(jobs, jobOf(owner, name, runMs))),
      delete: ({ metadata: { name } }) => {
        const result = attempt(() => server.verbs.delete(jobs, namespace, name, { propagationPolicy: 'Background' }))
        return result instanceof StatusError ? result : undefined
      },
      event: (type, reason, message) => server.events.record(cronJob, type, reason, message, { component: COMPONENT }),
    }
  }
}

function jobOf(cronJob: CronJob, name: string, runMs: number) {
  const { metadata, spec } = cronJob.spec.jobTemplate
  const { namespace } = cronJob.metadata
  return {
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(metadata?.labels ? { labels: metadata.labels } : {}),
      annotations: { ...metadata?.annotations, [SCHEDULED_AT]: zonedTime(cronJob, runMs) },
      ownerReferences: [controllerRef(cronJob)],
    },
    spec: spec as Job['spec'],
    status: {},
  }
}

function attempt<T>(write: () => T): T | StatusError {
  try {
    return write()
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
}
