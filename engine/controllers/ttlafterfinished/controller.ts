/** Deletes Jobs some time after their end. Source: pkg/controller/ttlafterfinished. */
import type { ApiServer } from '../../api/server.ts'
import type { Result } from '../../core/workqueue.ts'
import type { Job } from '../../kinds/types.ts'
import { expiresMs } from '../../rules/job/ttl.ts'
import { tolerate } from '../refs.ts'
import type { Controller } from '../runtime.ts'

const RESOURCE = 'jobs.batch'
const WORKERS = 5

export function ttlAfterFinishedController(server: ApiServer): Controller {
  const jobs = server.store.table(RESOURCE)
  const reconcile = (row: number): Result => {
    const job = jobs.get(row) as Job | undefined
    const expires = job === undefined || job.metadata.deletionTimestamp !== undefined ? undefined : expiresMs(job)
    if (job === undefined || expires === undefined) return undefined
    const afterMs = expires - (server.calendar.epochMs + server.clock.nowMs)
    if (afterMs > 0) return { afterMs }
    const { namespace = '', name, uid } = job.metadata
    const options = { propagationPolicy: 'Foreground', preconditions: { uid } } as const
    tolerate(['NotFound', 'Conflict'], () => server.verbs.delete(jobs, namespace, name, options))
    return undefined
  }
  return {
    name: 'ttl-after-finished',
    title: 'TTL after finished',
    resource: RESOURCE,
    workers: WORKERS,
    watches: [
      {
        resource: RESOURCE,
        rows: (_before, after, enqueue, row) => {
          const leaves = after?.metadata.deletionTimestamp !== undefined
          if (after !== undefined && !leaves && expiresMs(after as Job) !== undefined) enqueue(row)
        },
      },
    ],
    reconcile,
  }
}
