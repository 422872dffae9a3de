/**
 * Pods that kept the tracking finalizer though no Job will count them: their Job is gone, over, or let them go.
 * Source: pkg/controller/job syncOrphanPod.
 */
import { StatusError } from '../../api/errors.ts'
import { controllerOf } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Job, Pod } from '../../kinds/types.ts'
import { finishedCondition } from '../../rules/job/conditions.ts'
import { isManagedElsewhere, isTracked } from '../../rules/job/names.ts'
import { BY_CONTROLLER, indexOwned } from '../indexes.ts'
import { type Controller, type Enqueue } from '../runtime.ts'
import { jobOwner } from './jobpods.ts'
import { untrack } from './tracking.ts'

const RETRY = { baseMs: 1000, maxMs: 60_000 }

export function orphanPodController(server: ApiServer): Controller {
  indexOwned(server, 'pods')
  const orphans = new OrphanPods(server)
  return {
    name: 'job-orphan-pods',
    title: 'Orphaned Pods of Jobs',
    resource: 'pods',
    workers: 1,
    retry: RETRY,
    watches: [
      {
        resource: 'pods',
        rows: (_before, after, enqueue, row) => {
          if (after !== undefined && orphans.isOrphan(after as Pod)) enqueue(row)
        },
      },
      {
        resource: 'jobs.batch',
        rows: (before, after, enqueue) =>
          orphans.jobChanged(before as Job | undefined, after as Job | undefined, enqueue),
      },
    ],
    reconcile: (row) => orphans.reconcile(row),
  }
}

class OrphanPods {
  private readonly pods: Table
  private readonly jobs: Table

  constructor(private readonly server: ApiServer) {
    this.pods = server.store.table('pods')
    this.jobs = server.store.table('jobs.batch')
  }

  isOrphan(pod: Pod): boolean {
    // Asked at every write of every Pod: what all others lack comes first.
    if (pod.metadata.finalizers === undefined) return false
    return this.isLeft(pod)
  }

  private isLeft(pod: Pod): boolean {
    return isOrphan(pod, (name) => this.jobs.find(pod.metadata.namespace ?? '', name) as Job | undefined)
  }

  /** A Job that is gone or over leaves its Pods to be looked at. */
  jobChanged(before: Job | undefined, after: Job | undefined, enqueue: Enqueue): void {
    const uid = before?.metadata.uid ?? after?.metadata.uid
    const over = after === undefined || finishedCondition(after) !== undefined
    if (!over || uid === undefined) return
    this.pods.eachIn(BY_CONTROLLER, uid, (pod, row) => {
      if (isTracked(pod as Pod)) enqueue(row)
    })
  }

  reconcile(row: number): Result {
    const pod = this.pods.get(row) as Pod | undefined
    if (pod === undefined || !this.isOrphan(pod)) return undefined
    try {
      untrack(this.server, pod)
      return undefined
    } catch (error) {
      if (error instanceof StatusError) return 'retry'
      throw error
    }
  }
}

/** Tracked, and no Job that would look after it. */
export function isOrphan(pod: Pod, findJob: (name: string) => Job | undefined): boolean {
  if (pod.metadata.finalizers === undefined || !isTracked(pod)) return false
  const owner = jobOwner(pod)
  if (owner === undefined) return controllerOf(pod) === undefined
  const job = findJob(owner.name)
  if (job === undefined || job.metadata.uid !== owner.uid) return true
  return finishedCondition(job) !== undefined && !isManagedElsewhere(job)
}
