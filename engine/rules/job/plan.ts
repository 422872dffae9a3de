/** Which Pods a running Job makes or gives up. Source: pkg/controller/job manageJob. */
import type { Pod } from '../../kinds/types.ts'
import { compareActivePods } from '../podorder.ts'
import { readyIndexes, remainingMs } from './backoff.ts'
import { limitsPerIndex, replacesFailedOnly } from './features.ts'
import { isPodTerminal } from '../podutil.ts'
import { NO_INDEX, splitDuplicates } from './indexes.ts'
import { mergeIntervals, totalOf, withIndexes } from './intervals.ts'
import { isIndexed, isSuspended } from './names.ts'
import { indexesOf, type JobView } from './view.ts'

/** Pods made or deleted in one sync at most. */
export const MAX_PER_SYNC = 500

/** One of three: Pods to give up, Pods to make (by index, NO_INDEX without), or a wait before any can be made. */
export interface PodPlan {
  readonly remove: readonly Pod[]
  readonly create: readonly number[]
  readonly waitMs: number
}

const NOTHING: PodPlan = { remove: [], create: [], waitMs: 0 }

export function planPods(view: JobView, nowMs: number): PodPlan {
  const { job, active } = view
  if (isSuspended(job)) return { ...NOTHING, remove: podsForRemoval(view, active.length) }
  const wanted = wantedActive(view)
  // Giving up goes first: a sync does one or the other.
  const remove = podsForRemoval(view, Math.max(0, active.length - wanted)).slice(0, MAX_PER_SYNC)
  if (remove.length > 0) return { ...NOTHING, remove }
  const leaving = replacesFailedOnly(job, view.features) ? view.terminating : 0
  const missing = Math.min(wanted - leaving - active.length, MAX_PER_SYNC)
  return missing > 0 ? planCreation(view, missing, nowMs) : NOTHING
}

/** A work queue keeps what runs once a Pod has succeeded; others run no more than what is left to do. */
function wantedActive({ job, active, succeeded, succeededIndexes }: JobView): number {
  const { parallelism = 1, completions } = job.spec
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism
  const done = isIndexed(job) ? totalOf(succeededIndexes) : succeeded
  return Math.max(0, Math.min(completions - done, parallelism))
}

/** Duplicates of indexes first, then those that have come least far. */
function podsForRemoval({ job, active }: JobView, atLeast: number): Pod[] {
  const { remove, keep } = isIndexed(job)
    ? splitDuplicates(active, job.spec.completions ?? 0)
    : { remove: [], keep: [...active] }
  if (remove.length >= atLeast) return remove
  return [...remove, ...keep.sort(compareActivePods).slice(0, atLeast - remove.length)]
}

function planCreation(view: JobView, missing: number, nowMs: number): PodPlan {
  const { job, features, record, delayed } = view
  const perIndex = limitsPerIndex(job, features)
  const waitMs = perIndex ? 0 : remainingMs(record, nowMs)
  if (waitMs > 0) return { ...NOTHING, waitMs }
  if (!isIndexed(job)) return { ...NOTHING, create: Array.from({ length: missing }, () => NO_INDEX) }
  const pending = firstPendingIndexes(view, missing)
  if (!perIndex) return { ...NOTHING, create: pending }
  const { ready, waitMs: indexWaitMs } = readyIndexes(pending, delayed, nowMs)
  return { ...NOTHING, create: ready, waitMs: indexWaitMs }
}

/** The lowest indexes that neither run nor are done. */
function firstPendingIndexes(view: JobView, count: number): number[] {
  const { job, active, pods, succeededIndexes, failedIndexes = [] } = view
  let taken = withIndexes(succeededIndexes, indexesOf(active))
  if (replacesFailedOnly(job, view.features)) {
    const leaving = pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod))
    taken = withIndexes(taken, indexesOf(leaving))
  }
  const found: number[] = []
  const completions = job.spec.completions ?? 0
  let candidate = 0
  const takeUpTo = (end: number) => {
    while (candidate < Math.min(end, completions) && found.length < count) found.push(candidate++)
  }
  for (const { first, last } of mergeIntervals(taken, failedIndexes)) {
    takeUpTo(first)
    candidate = Math.max(candidate, last + 1)
  }
  takeUpTo(completions)
  return found
}
