/** A CronJob that forbids concurrency never has two Jobs that run. */
import { controllerOf } from '../../../api/object.ts'
import type { CronJob, Job } from '../../../kinds/types.ts'
import { finishedCondition } from '../../../rules/job/conditions.ts'
import type { Invariant } from '../invariant.ts'

export const forbid: Invariant = {
  name: 'Forbid means one Job',
  watch: ({ server: { store } }, { broken, tried }) => {
    const jobs = store.table('jobs.batch')
    store.watch('jobs.batch', (_row, before, after) => {
      const owner = after && controllerOf(after)
      if (before !== undefined || after === undefined || owner?.kind !== 'CronJob') return
      const { namespace = '', name } = after.metadata
      const cronJob = store.table('cronjobs.batch').find(namespace, owner.name) as CronJob | undefined
      if (cronJob?.spec.concurrencyPolicy !== 'Forbid') return
      tried()
      jobs.each(namespace, (object) => {
        const other = object as Job
        const same = other.metadata.uid !== after.metadata.uid && controllerOf(other)?.uid === owner.uid
        if (same && finishedCondition(other) === undefined) broken(`${name} begins while ${other.metadata.name} runs`)
      })
    })
    return undefined
  },
}
