/** A Job and its Pods as one sync sees them: who is active, who finished since, which indexes are done. Source: pkg/controller/job syncJob. */
import type { Job, Pod } from '../../kinds/types.ts'
import { isPodActive, isPodReady, isPodTerminal } from '../podutil.ts'
import { type BackoffRecord, nextRecord } from './backoff.ts'
import { matchFailurePolicy } from './failurepolicy.ts'
import { type JobFeatures, limitsPerIndex, replacesFailedOnly } from './features.ts'
import { finishedMs } from './finishtime.ts'
import { absoluteIndexFailures, completionIndex, indexFailures, isOwnIndex, NO_INDEX } from './indexes.ts'
import { hasIndex, type Intervals, parseIntervals, withIndexes } from './intervals.ts'
import { isIndexed, isTracked } from './names.ts'

export interface JobView {
  readonly job: Job
  readonly features: JobFeatures
  readonly pods: readonly Pod[]
  readonly active: readonly Pod[]
  readonly ready: number
  /** Pods being deleted that have not finished. */
  readonly terminating: number
  /** Uids of finished Pods that the status names and does not count yet. */
  readonly uncounted: { readonly succeeded: ReadonlySet<string>; readonly failed: ReadonlySet<string> }
  /** Including those that finished since the last sync. */
  readonly succeeded: number
  readonly failed: number
  readonly record: BackoffRecord
  /** Of an Indexed Job: as the status says, and with what succeeded since. */
  readonly previousSucceeded: Intervals
  readonly succeededIndexes: Intervals
  /** With a back-off limit per index. */
  readonly failedIndexes: Intervals | undefined
  /** Failed Pods that stay until their index has a new one, which goes on counting from them. */
  readonly delayed: ReadonlyMap<number, Pod>
}

export function viewOf(job: Job, pods: readonly Pod[], record: BackoffRecord, features: JobFeatures): JobView {
  const active = pods.filter(isPodActive)
  const { succeeded = [], failed = [] } = job.status.uncountedTerminatedPods ?? {}
  const uncounted = { succeeded: new Set(succeeded), failed: new Set(failed) }
  const fresh = finishedPods(job, pods, uncounted, features)
  const previousSucceeded = isIndexed(job) ? parseIntervals(job.status.completedIndexes, job.spec.completions ?? 0) : []
  const succeededIndexes = isIndexed(job) ? withIndexes(previousSucceeded, newlySucceeded(job, pods)) : []
  const failedIndexes = failedIndexesOf(job, pods, features)
  const view = {
    job,
    features,
    pods,
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod)).length,
    uncounted,
    succeeded: (job.status.succeeded ?? 0) + fresh.succeeded.length + succeeded.length,
    failed: (job.status.failed ?? 0) + countingFailures(job, fresh.failed) + failed.length,
    record: nextRecord(record, fresh.succeeded, fresh.failed),
    previousSucceeded,
    succeededIndexes,
    failedIndexes,
  }
  return { ...view, delayed: delayedPods(view) }
}

/** Failed, or (unless only failed Pods are replaced) being deleted before it could succeed. */
export function isPodFailed(pod: Pod, job: Job, features: JobFeatures): boolean {
  if (pod.status.phase === 'Failed') return true
  if (replacesFailedOnly(job, features)) return false
  return pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded'
}

/** Finished Pods that the status does not know of. */
export function finishedPods(
  job: Job,
  pods: readonly Pod[],
  uncounted: JobView['uncounted'],
  features: JobFeatures,
): { succeeded: Pod[]; failed: Pod[] } {
  const isNew = (pod: Pod, known: ReadonlySet<string>) =>
    isTracked(pod) && !known.has(pod.metadata.uid) && (!isIndexed(job) || isOwnIndex(completionIndex(pod), job))
  return {
    succeeded: pods.filter((pod) => pod.status.phase === 'Succeeded' && isNew(pod, uncounted.succeeded)),
    failed: pods.filter((pod) => isPodFailed(pod, job, features) && isNew(pod, uncounted.failed)),
  }
}

/** Of failed Pods, those that no policy lets pass. */
function countingFailures({ spec }: Job, failed: readonly Pod[]): number {
  return failed.filter((pod) => matchFailurePolicy(spec.podFailurePolicy, pod).counts).length
}

/** Indexes of succeeded Pods that are not counted yet. */
export function newlySucceeded(job: Job, pods: readonly Pod[]): number[] {
  return pods
    .filter((pod) => pod.status.phase === 'Succeeded' && isTracked(pod) && isOwnIndex(completionIndex(pod), job))
    .map(completionIndex)
}

/** Indexes that have failed for good; undefined without a limit per index. */
export function failedIndexesOf(job: Job, pods: readonly Pod[], features: JobFeatures): Intervals | undefined {
  if (!isIndexed(job) || !limitsPerIndex(job, features)) return undefined
  const fresh = pods.filter((pod) => isTracked(pod) && isOwnIndex(completionIndex(pod), job))
  return withIndexes(
    parseIntervals(job.status.failedIndexes, job.spec.completions ?? 0),
    fresh.filter((pod) => failsIndex(pod, job, features)).map(completionIndex),
  )
}

/** Whether a Pod's failure is its index's last. */
export function failsIndex(pod: Pod, job: Job, features: JobFeatures): boolean {
  if (!isPodFailed(pod, job, features)) return false
  const { action, counts } = matchFailurePolicy(job.spec.podFailurePolicy, pod)
  if (action === 'FailIndex') return true
  return counts && indexFailures(pod) >= (job.spec.backoffLimitPerIndex ?? 0)
}

/** Per index that waits for a new Pod, the one that failed last. */
function delayedPods(view: Omit<JobView, 'delayed'>): Map<number, Pod> {
  const delayed = new Map<number, Pod>()
  const { job, features, failedIndexes } = view
  if (failedIndexes === undefined) return delayed
  const busy = new Set(indexesOf(view.active))
  for (const pod of view.pods) {
    const index = completionIndex(pod)
    const waits = isTracked(pod) && isOwnIndex(index, job) && isPodFailed(pod, job, features)
    if (!waits || busy.has(index) || hasIndex(view.succeededIndexes, index) || hasIndex(failedIndexes, index)) continue
    const other = delayed.get(index)
    if (other === undefined || isLater(pod, other)) delayed.set(index, pod)
  }
  return delayed
}

function isLater(pod: Pod, other: Pod): boolean {
  return absoluteIndexFailures(other) <= absoluteIndexFailures(pod) && finishedMs(pod) >= finishedMs(other)
}

export function indexesOf(pods: readonly Pod[]): number[] {
  return pods.map(completionIndex).filter((index) => index !== NO_INDEX)
}
