/** Job: runs Pods until enough have succeeded. Source: pkg/controller/job/job_controller.go. */
import { StatusError } from '../../api/errors.ts'
import { labelSelector } from '../../api/labelselector.ts'
import { controllerOf } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Job, Pod } from '../../kinds/types.ts'
import { NO_FAILURES } from '../../rules/job/backoff.ts'
import { finishedCondition } from '../../rules/job/conditions.ts'
import { isManagedElsewhere } from '../../rules/job/names.ts'
import type { Instant } from '../../rules/job/verdict.ts'
import { indexOwned } from '../indexes.ts'
import { PodControl } from '../podcontrol.ts'
import type { Controller, Enqueue } from '../runtime.ts'
import { SelectorIndex } from '../selectorindex.ts'
import { claimPods } from './claim.ts'
import { JobPods } from './jobpods.ts'
import { makePod } from './podmaker.ts'
import type { JobPorts } from './ports.ts'
import { BackoffRecords } from './records.ts'
import { syncJob } from './sync.ts'
import { untrack } from './tracking.ts'

const NAME = 'job'
const RESOURCE = 'jobs.batch'
const COMPONENT = 'job-controller'
const WORKERS = 5
/** Looks that Pods and statuses ask for are gathered for so long. */
const BATCH_MS = 1000
const RETRY = { baseMs: 1000, maxMs: 60_000 }

export function jobController(server: ApiServer): Controller {
  indexOwned(server, 'pods')
  const sync = new JobSync(server)
  return {
    name: NAME,
    title: 'Job',
    resource: RESOURCE,
    workers: WORKERS,
    retry: RETRY,
    watches: [
      { resource: RESOURCE, rows: (before, after, enqueue, row) => enqueue(row, delayOf(before as Job, after as Job)) },
      {
        resource: 'pods',
        rows: (before, after, enqueue, row) => {
          sync.podChanged(before as Pod | undefined, after as Pod | undefined, row, enqueue)
        },
      },
    ],
    reconcile: (row) => sync.reconcile(row),
  }
}

/** New Jobs and new wishes are looked at right away. */
function delayOf(before: Job | undefined, after: Job | undefined): number {
  return before !== undefined && before.metadata.generation === after?.metadata.generation ? BATCH_MS : 0
}

class JobSync {
  private readonly jobs: Table
  private readonly control: PodControl
  private readonly pods: JobPods
  private readonly records: BackoffRecords
  private readonly selectors: SelectorIndex

  constructor(private readonly server: ApiServer) {
    this.jobs = server.store.table(RESOURCE)
    this.control = new PodControl(server, COMPONENT)
    this.pods = new JobPods(server)
    this.records = new BackoffRecords(server)
    this.selectors = new SelectorIndex(server, RESOURCE, (job) => labelSelector((job as Job).spec.selector))
  }

  /** Queues the Jobs that a Pod's write concerns; of the many Pods that are no Job's it asks no more than their owner. */
  podChanged(before: Pod | undefined, after: Pod | undefined, row: number, enqueue: Enqueue): void {
    const owner = after && controllerOf(after)
    const kept = before?.metadata.ownerReferences === after?.metadata.ownerReferences
    const old = kept ? owner : before && controllerOf(before)
    if (old?.kind === 'Job' || owner?.kind === 'Job') {
      const job = this.pods.changed(row, after)
      if (job >= 0) enqueue(job, BATCH_MS)
      const former = before === undefined ? -1 : this.pods.ownerRow(before)
      if (former >= 0 && former !== job) enqueue(former, BATCH_MS)
    }
    if (after !== undefined && owner === undefined) this.orphanChanged(before, after, enqueue)
  }

  private orphanChanged(before: Pod | undefined, after: Pod, enqueue: Enqueue): void {
    const { labels, ownerReferences } = after.metadata
    const same = before?.metadata.labels === labels && before?.metadata.ownerReferences === ownerReferences
    if (before !== undefined && same) return
    this.selectors.eachMatching(after, (row) => enqueue(row, BATCH_MS))
  }

  reconcile(row: number): Result {
    const job = this.jobs.get(row) as Job | undefined
    if (job === undefined || finishedCondition(job) !== undefined) {
      this.records.set(row, NO_FAILURES)
      return undefined
    }
    if (isManagedElsewhere(job)) return undefined
    try {
      return this.sync(row, job)
    } catch (error) {
      if (error instanceof StatusError) return 'retry'
      throw error
    }
  }

  private sync(row: number, job: Job): Result {
    const pods = claimPods(this.server, job, this.pods.of(row, job))
    const at = this.now()
    const { record, afterMs, failed } = syncJob(job, pods, this.records.get(row), at, this.ports(row, job))
    this.records.set(row, record)
    if (failed) return 'retry'
    return afterMs === undefined ? undefined : { afterMs }
  }

  private now(): Instant {
    const { clock, calendar } = this.server
    return { unixMs: calendar.epochMs + clock.nowMs, text: calendar.seconds(clock.nowMs) }
  }

  private ports(row: number, job: Job): JobPorts {
    const { server, control } = this
    return {
      create: (index, replaced) => makePod(server, control, job, index, replaced) === undefined,
      remove: (pod) => control.delete(job, pod) === undefined,
      release: (pod) => released(() => untrack(server, pod)),
      writeStatus: (status) => {
        const before = this.jobs.get(row)
        return server.verbs.replaceStatus<Job>(this.jobs, row, status) !== before
      },
      event: (type, reason, message) => server.events.record(job, type, reason, message, { component: COMPONENT }),
    }
  }
}

function released(write: () => void): boolean {
  try {
    write()
    return true
  } catch (error) {
    if (error instanceof StatusError) return false
    throw error
  }
}
