/** Every success of a Job counts once: its number never falls, and is never more than the Pods that succeeded. */
import { controllerOf } from '../../../api/object.ts'
import type { Job, Pod } from '../../../kinds/types.ts'
import { finishedCondition } from '../../../rules/job/conditions.ts'
import type { Invariant } from '../invariant.ts'

const INDEX = 'batch.kubernetes.io/job-completion-index'
const TRACKED = 'batch.kubernetes.io/job-tracking'

/** What counts once: a Pod, or of an indexed Job an index. */
const countedAs = (job: Job, pod: Pod): string =>
  job.spec.completionMode === 'Indexed' ? (pod.metadata.annotations?.[INDEX] ?? '') : pod.metadata.uid

type Uncounted = NonNullable<Job['status']>['uncountedTerminatedPods']

const isPending = (uncounted: Uncounted) => [...(uncounted?.succeeded ?? []), ...(uncounted?.failed ?? [])].length > 0

export const successes: Invariant = {
  name: 'successes count once',
  watch: ({ server: { store } }, { broken, tried }) => {
    /** By the Job's uid. */
    const seen = new Map<string, Set<string>>()
    const jobs = store.table('jobs.batch')
    store.watch('pods', (_row, _before, after) => {
      const pod = after as Pod | undefined
      const owner = pod && controllerOf(pod)
      if (pod?.status.phase !== 'Succeeded' || owner?.kind !== 'Job') return
      const job = jobs.find(pod.metadata.namespace as string, owner.name) as Job | undefined
      if (job?.metadata.uid !== owner.uid) return
      const counted = seen.get(owner.uid) ?? new Set()
      seen.set(owner.uid, counted.add(countedAs(job, pod)))
    })
    store.watch('jobs.batch', (_row, before, after) => {
      const job = after as Job | undefined
      if (job === undefined || before?.metadata.uid !== job.metadata.uid) return
      const { name, uid } = job.metadata
      const { succeeded = 0, uncountedTerminatedPods } = job.status ?? {}
      const was = (before as Job).status?.succeeded ?? 0
      if (succeeded === was) return
      tried()
      const most = seen.get(uid)?.size ?? 0
      if (succeeded < was) broken(`Job ${name} had ${was} successes and has ${succeeded}`)
      if (succeeded > most) broken(`Job ${name} counts ${succeeded} successes, ${most} Pods succeeded`)
      if (finishedCondition(job) && isPending(uncountedTerminatedPods))
        broken(`Job ${name} is over and has not counted all`)
    })
    return () => {
      for (const object of jobs.list()) {
        const job = object as Job
        if (finishedCondition(job) !== undefined) continue
        const { succeeded = 0 } = job.status ?? {}
        const most = seen.get(job.metadata.uid)?.size ?? 0
        if (succeeded !== most) broken(`Job ${job.metadata.name} counts ${succeeded} of ${most} successes at rest`)
      }
      for (const pod of store.table('pods').list() as Pod[]) {
        if (pod.status.phase === 'Succeeded' && pod.metadata.finalizers?.includes(TRACKED))
          broken(`the success of ${pod.metadata.name} is not counted at rest`)
      }
    }
  },
}
