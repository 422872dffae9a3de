/** Conditions of Jobs. Source: pkg/controller/job newCondition, ensureJobConditionStatus; pkg/controller/job/util. */
import type { Job, JobCondition } from '../../kinds/types.ts'
import { findCondition } from '../conditions.ts'

export type JobConditionType = 'Suspended' | 'Complete' | 'Failed' | 'FailureTarget' | 'SuccessCriteriaMet'

/** A condition as of `now`; texts that are empty are left out. */
export function jobCondition(
  type: JobConditionType,
  status: 'True' | 'False',
  reason: string,
  message: string,
  now: string,
): JobCondition {
  return {
    type,
    status,
    lastProbeTime: now,
    lastTransitionTime: now,
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
  }
}

/**
 * The conditions with this one in its place; the same list when they say so already. A condition that is false is not
 * added: it never was.
 */
export function ensureCondition(conditions: readonly JobCondition[], next: JobCondition): readonly JobCondition[] {
  const present = findCondition(conditions, next.type)
  if (present === undefined) return next.status === 'False' ? conditions : [...conditions, next]
  const same =
    present.status === next.status &&
    (present.reason ?? '') === (next.reason ?? '') &&
    (present.message ?? '') === (next.message ?? '')
  return same ? conditions : conditions.map((condition) => (condition === present ? next : condition))
}

/** The condition of this type when it is true. */
export function trueCondition(job: Job, type: JobConditionType): JobCondition | undefined {
  const condition = findCondition(job.status?.conditions, type)
  return condition?.status === 'True' ? condition : undefined
}

/** `Complete` or `Failed`, of a Job that is over. */
export function finishedCondition(job: Job): JobCondition | undefined {
  return job.status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  )
}
