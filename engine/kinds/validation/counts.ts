/** Counts in the status of a workload. Source: ValidateDeploymentStatus, ValidateReplicaSetStatus. */
import { type FieldError, invalid } from '../../api/fielderror.ts'
import { notNegative } from './checks.ts'

/**
 * No count is negative; none of `parts` is more than `replicas`, and no more are available than ready.
 * @param others counts that stand for themselves.
 */
export function validateReplicaCounts<Status extends { observedGeneration?: number }>(
  status: Status,
  parts: readonly (keyof Status & string)[],
  others: readonly (keyof Status & string)[] = [],
): FieldError[] {
  const count = (field: string) => ((status as Record<string, unknown>)[field] as number | undefined) ?? 0
  const fields = ['observedGeneration', 'replicas', ...parts, ...others]
  const errors = fields.flatMap((field) => notNegative(count(field), `status.${field}`))
  for (const field of parts) {
    if (count(field) <= count('replicas')) continue
    errors.push(invalid(`status.${field}`, count(field), 'cannot be greater than status.replicas'))
  }
  if (count('availableReplicas') > count('readyReplicas')) {
    errors.push(invalid('status.availableReplicas', count('availableReplicas'), 'cannot be greater than readyReplicas'))
  }
  return errors
}
