/**
 * Counts each finished Pod once: its uid goes into the status, then its finalizer goes, then the counters rise.
 * Source: pkg/controller/job trackJobStatusAndRemoveFinalizers.
 */
import type { Job, JobCondition, Pod } from '../../kinds/types.ts'
import { ensureCondition, jobCondition, trueCondition } from '../../rules/job/conditions.ts'
import { delaysTheEnd, limitsPerIndex } from '../../rules/job/features.ts'
import { matchFailurePolicy } from '../../rules/job/failurepolicy.ts'
import { byCompletionIndex, completionIndex, isOwnIndex } from '../../rules/job/indexes.ts'
import { formatIntervals, hasIndex, totalOf, withIndexes } from '../../rules/job/intervals.ts'
import { isIndexed, isTracked } from '../../rules/job/names.ts'
import { completeLike, failedLike, type Instant } from '../../rules/job/verdict.ts'
import { isPodFailed, type JobView } from '../../rules/job/view.ts'
import type { JobPorts } from './ports.ts'

type Status = Job['status']

/** Finished Pods that one sync takes into the status at most. */
const MAX_UNCOUNTED = 500

/** A status under work; its lists are its own. */
export type DraftStatus = Status & {
  conditions: JobCondition[]
  uncountedTerminatedPods: { succeeded: string[]; failed: string[] }
}

export interface Accounted {
  /** The Job is over. */
  finished: boolean
  /** A finalizer could not be removed. */
  failed: boolean
  /** The status said something new before any finalizer went. */
  written: boolean
}

export function draftOf({ status }: Job): DraftStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {}
  const uncountedTerminatedPods = { succeeded: [...succeeded], failed: [...failed] }
  return { ...status, conditions: [...(status.conditions ?? [])], uncountedTerminatedPods }
}

/** The draft as it is stored: nothing that is zero or empty. */
export function storedStatus({ conditions, uncountedTerminatedPods: uncounted, ...rest }: DraftStatus): Status {
  const status: Status = { ...rest }
  for (const field of ['active', 'succeeded', 'failed'] as const) if (!status[field]) delete status[field]
  if (!status.completedIndexes) delete status.completedIndexes
  if (conditions.length > 0) status.conditions = [...conditions]
  const lists = Object.entries(uncounted).filter(([, uids]) => uids.length > 0)
  status.uncountedTerminatedPods = Object.fromEntries(lists.map(([name, uids]) => [name, [...uids]]))
  return status
}

/** @param verdict the condition the Job ends by, undefined while it goes on */
export function accountPods(
  view: JobView,
  draft: DraftStatus,
  verdict: JobCondition | undefined,
  at: Instant,
  ports: JobPorts,
): Accounted {
  const waiting = new Set(view.pods.filter(isTracked).map(({ metadata }) => metadata.uid))
  countReleased(draft, waiting)
  const { release, full } = takeFinished(view, draft, verdict)
  const end = announce(view, draft, verdict, at)
  const written = ports.writeStatus(storedStatus(draft))
  let failed = false
  for (const pod of release) {
    if (ports.release(pod)) waiting.delete(pod.metadata.uid)
    else failed = true
  }
  countReleased(draft, waiting)
  const finished = !failed && !full && end !== undefined && finish(view, draft, end, at)
  ports.writeStatus(storedStatus(draft))
  if (finished) recordEnd(view.job, draft, end, ports)
  return { finished, failed, written }
}

/** Moves uids without finalizer from the lists into the counters. */
function countReleased(draft: DraftStatus, waiting: ReadonlySet<string>): void {
  for (const field of ['succeeded', 'failed'] as const) {
    const uids = draft.uncountedTerminatedPods[field]
    const left = uids.filter((uid) => waiting.has(uid))
    if (left.length === uids.length) continue
    draft[field] = (draft[field] ?? 0) + uids.length - left.length
    draft.uncountedTerminatedPods[field] = left
  }
}

/** Puts finished Pods into the status; says which can be let go, and whether there were too many for one sync. */
function takeFinished(view: JobView, draft: DraftStatus, verdict: JobCondition | undefined) {
  const { job } = view
  const indexed = isIndexed(job)
  const { succeeded, failed } = draft.uncountedTerminatedPods
  const indexes: number[] = []
  const release: Pod[] = []
  let full = false
  for (const pod of indexed ? [...view.pods].sort(byCompletionIndex) : view.pods) {
    if (!isTracked(pod)) continue
    const hasFailed = isPodFailed(pod, job, view.features)
    if (!canRelease(view, pod, hasFailed, verdict)) continue
    release.push(pod)
    const { uid } = pod.metadata
    if (pod.status.phase === 'Succeeded' && !view.uncounted.failed.has(uid)) {
      if (indexed) indexes.push(...newIndex(view, pod))
      else if (!view.uncounted.succeeded.has(uid)) succeeded.push(uid)
    } else if ((hasFailed || isFailure(verdict)) && countsAsFailed(view, pod)) failed.push(uid)
    full = indexes.length + succeeded.length + failed.length >= MAX_UNCOUNTED
    if (full) break
  }
  if (indexed) countIndexes(view, draft, indexes)
  return { release, full }
}

/** The index of a succeeded Pod, unless it was counted before; none is more than once in the list that counts. */
function newIndex({ job, previousSucceeded }: JobView, pod: Pod): number[] {
  const index = completionIndex(pod)
  return isOwnIndex(index, job) && !hasIndex(previousSucceeded, index) ? [index] : []
}

/** When a Job ends in failure, all its Pods have failed. */
const isFailure = (verdict: JobCondition | undefined): boolean =>
  verdict !== undefined && verdict.type !== 'SuccessCriteriaMet'

function countsAsFailed({ job, uncounted }: JobView, pod: Pod): boolean {
  if (uncounted.failed.has(pod.metadata.uid)) return false
  if (isIndexed(job) && !isOwnIndex(completionIndex(pod), job)) return false
  return matchFailurePolicy(job.spec.podFailurePolicy, pod).counts
}

function canRelease(view: JobView, pod: Pod, hasFailed: boolean, verdict: JobCondition | undefined): boolean {
  const { job, features, delayed } = view
  const over = job.metadata.deletionTimestamp !== undefined || verdict !== undefined
  if (over || pod.status.phase === 'Succeeded') return true
  if (!hasFailed) return false
  return !limitsPerIndex(job, features) || delayed.get(completionIndex(pod)) !== pod
}

function countIndexes(view: JobView, draft: DraftStatus, indexes: readonly number[]): void {
  const all = withIndexes(view.succeededIndexes, indexes)
  draft.succeeded = totalOf(all)
  draft.completedIndexes = formatIntervals(all)
  if (view.failedIndexes !== undefined) draft.failedIndexes = formatIntervals(view.failedIndexes)
  else delete draft.failedIndexes
}

/** Puts the interim condition into the status; the final one that follows it. */
function announce(view: JobView, draft: DraftStatus, verdict: JobCondition | undefined, at: Instant) {
  if (verdict?.type === 'FailureTarget') {
    draft.conditions.push(verdict)
    return failedLike(verdict, at)
  }
  if (verdict?.type !== 'SuccessCriteriaMet') return verdict
  if (trueCondition(view.job, 'SuccessCriteriaMet') === undefined) draft.conditions.push(verdict)
  return completeLike(verdict, at)
}

/** Adds the final condition, once all Pods are counted and (where the end is delayed) gone. */
function finish(view: JobView, draft: DraftStatus, end: JobCondition, at: Instant): boolean {
  const { succeeded, failed } = draft.uncountedTerminatedPods
  if (succeeded.length + failed.length > 0) return false
  if (delaysTheEnd(view.features) && view.terminating > 0) return false
  const { type, reason = '', message = '' } = end
  const final = jobCondition(type as 'Complete' | 'Failed', 'True', reason, message, at.text)
  draft.conditions = [...ensureCondition(draft.conditions, final)]
  if (type === 'Complete') draft.completionTime = at.text
  return true
}

function recordEnd({ spec }: Job, draft: DraftStatus, end: JobCondition, ports: JobPorts): void {
  if (end.type !== 'Complete') {
    ports.event('Warning', end.reason ?? '', end.message ?? '')
    return
  }
  if (spec.completions !== undefined && (draft.succeeded ?? 0) > spec.completions) {
    ports.event('Warning', 'TooManySucceededPods', 'Too many succeeded pods running after completion count reached')
  }
  ports.event('Normal', 'Completed', 'Job completed')
}
