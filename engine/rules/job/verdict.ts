/** Whether a Job has come to its end, and why. Source: pkg/controller/job syncJob. */
import type { Job, JobCondition } from '../../kinds/types.ts'
import { unixMs } from '../instants.ts'
import { jobCondition, trueCondition } from './conditions.ts'
import { delaysTheEnd, type JobFeatures } from './features.ts'
import { matchFailurePolicy } from './failurepolicy.ts'
import { totalOf } from './intervals.ts'
import { isIndexed, isSuspended } from './names.ts'
import { matchSuccessPolicy } from './successpolicy.ts'
import { isPodFailed, type JobView } from './view.ts'

/** The instant of a sync: as a number and as objects carry it. */
export interface Instant {
  readonly unixMs: number
  readonly text: string
}

/** The condition a Job ends by (an interim one where the end is delayed); undefined while it goes on. */
export function verdictOf(view: JobView, at: Instant): JobCondition | undefined {
  return settledBefore(view, at) ?? overLimits(view, at) ?? (isIndexed(view.job) ? byIndexes(view, at) : undefined)
}

/** What an earlier sync said, or a policy says of a Pod. */
function settledBefore({ job, pods, features }: JobView, at: Instant): JobCondition | undefined {
  const met = features.successPolicy ? trueCondition(job, 'SuccessCriteriaMet') : undefined
  if (met !== undefined) return met
  const target = trueCondition(job, 'FailureTarget')
  if (target !== undefined) return failedLike(target, at)
  const policy = job.spec.podFailurePolicy
  if (!policy) return undefined
  for (const pod of pods) {
    const failure = isPodFailed(pod, job, features) ? matchFailurePolicy(policy, pod).jobFailure : undefined
    if (failure !== undefined) return jobCondition('FailureTarget', 'True', 'PodFailurePolicy', failure, at.text)
  }
  return undefined
}

function overLimits(view: JobView, at: Instant): JobCondition | undefined {
  const { job, features } = view
  if (view.failed > (job.spec.backoffLimit ?? 0) || restartsExceeded(view)) {
    return failure(features, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit', at)
  }
  const left = untilDeadlineMs(job, at.unixMs)
  if (left === undefined || left > 0) return undefined
  return failure(features, 'DeadlineExceeded', 'Job was active longer than specified deadline', at)
}

/** Restarts in place count when Pods are restarted rather than replaced. */
function restartsExceeded({ job: { spec }, pods }: JobView): boolean {
  if (spec.template.spec?.restartPolicy !== 'OnFailure') return false
  let restarts = 0
  for (const { status } of pods) {
    if (status.phase !== 'Running' && status.phase !== 'Pending') continue
    const statuses = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]
    for (const { restartCount } of statuses) restarts += restartCount
  }
  const limit = spec.backoffLimit ?? 0
  return limit === 0 ? restarts > 0 : restarts >= limit
}

/** Milliseconds a started Job has left; undefined when nothing limits it. */
export function untilDeadlineMs(job: Job, nowMs: number): number | undefined {
  const { activeDeadlineSeconds: seconds } = job.spec
  const started = unixMs(job.status.startTime)
  if (seconds === undefined || started === undefined || isSuspended(job)) return undefined
  return started + seconds * 1000 - nowMs
}

function byIndexes(view: JobView, at: Instant): JobCondition | undefined {
  const { job, features, succeededIndexes, failedIndexes } = view
  const { completions = 0, maxFailedIndexes, successPolicy } = job.spec
  const failed = totalOf(failedIndexes ?? [])
  if (maxFailedIndexes !== undefined && failed > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes'
    return failure(features, 'MaxFailedIndexesExceeded', message, at)
  }
  if (failed > 0 && failed + totalOf(succeededIndexes) >= completions) {
    return failure(features, 'FailedIndexes', 'Job has failed indexes', at)
  }
  const met = features.successPolicy ? matchSuccessPolicy(successPolicy, completions, succeededIndexes) : undefined
  return met === undefined ? undefined : jobCondition('SuccessCriteriaMet', 'True', 'SuccessPolicy', met, at.text)
}

function failure(features: JobFeatures, reason: string, message: string, at: Instant): JobCondition {
  return jobCondition(delaysTheEnd(features) ? 'FailureTarget' : 'Failed', 'True', reason, message, at.text)
}

/** The condition of a Job that has all its successes. */
export function success(features: JobFeatures, at: Instant): JobCondition {
  if (!delaysTheEnd(features)) return jobCondition('Complete', 'True', '', '', at.text)
  const message = 'Reached expected number of succeeded pods'
  return jobCondition('SuccessCriteriaMet', 'True', 'CompletionsReached', message, at.text)
}

/** The final condition after an interim one. */
export function failedLike({ reason = '', message = '' }: JobCondition, at: Instant): JobCondition {
  return jobCondition('Failed', 'True', reason, message, at.text)
}

export function completeLike({ reason = '', message = '' }: JobCondition, at: Instant): JobCondition {
  return jobCondition('Complete', 'True', reason, message, at.text)
}
