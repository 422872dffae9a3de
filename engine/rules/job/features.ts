/** What newer releases changed about Jobs and older ones can do without. Source: pkg/features. */
import type { Job } from '../../kinds/types.ts'

export interface JobFeatures {
  /** Terminating Pods are counted in the status, and may delay replacements. */
  readonly podReplacementPolicy: boolean
  /** Other controllers may manage Jobs; the end of a Job waits for its last Pod. */
  readonly managedBy: boolean
  readonly successPolicy: boolean
  readonly backoffLimitPerIndex: boolean
}

/** All of them, as since 1.32. */
export const CURRENT: JobFeatures = {
  podReplacementPolicy: true,
  managedBy: true,
  successPolicy: true,
  backoffLimitPerIndex: true,
}

/** A Job ends only when its last Pod has ended, and says before that it will. */
export const delaysTheEnd = ({ podReplacementPolicy, managedBy }: JobFeatures): boolean =>
  podReplacementPolicy || managedBy

/** A Pod on its way out is neither failed nor replaced before it is gone. */
export function replacesFailedOnly({ spec }: Job, { podReplacementPolicy }: JobFeatures): boolean {
  return (podReplacementPolicy && spec.podReplacementPolicy === 'Failed') || spec.podFailurePolicy !== undefined
}

export function limitsPerIndex({ spec }: Job, { backoffLimitPerIndex }: JobFeatures): boolean {
  return backoffLimitPerIndex && spec.backoffLimitPerIndex !== undefined
}
