/** Names that Jobs put on their Pods. Source: k8s.io/api/batch/v1 well-known labels and annotations. */
import type { Job, Pod } from '../../kinds/types.ts'

/** Keeps a finished Pod until its Job has counted it. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking'
export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index'
export const INDEX_FAILURES = 'batch.kubernetes.io/job-index-failure-count'
export const INDEX_IGNORED_FAILURES = 'batch.kubernetes.io/job-index-ignored-failure-count'
export const SCHEDULED_AT = 'batch.kubernetes.io/cronjob-scheduled-timestamp'
/** The value of managedBy that means this controller. */
export const JOB_CONTROLLER = 'kubernetes.io/job-controller'

export function isTracked({ metadata: { finalizers } }: Pod): boolean {
  return finalizers?.includes(TRACKING_FINALIZER) ?? false
}

export const isIndexed = ({ spec }: Job): boolean => spec.completionMode === 'Indexed'

export const isSuspended = ({ spec }: Job): boolean => spec.suspend === true

/** Some other controller looks after the Job. */
export function isManagedElsewhere({ spec: { managedBy } }: Job): boolean {
  return managedBy !== undefined && managedBy !== JOB_CONTROLLER
}
