/** When a ReplicaSet's status needs writing; what it says is rules/replicaset's. */
import type { StatusError } from '../../api/errors.ts'
import type { ReplicaSet } from '../../kinds/types.ts'
import { findCondition } from '../../rules/conditions.ts'
import { REPLICA_FAILURE, type ReplicaSetStatus } from '../../rules/replicaset/conditions.ts'
import { type ReplicaCounts, replicaSetStatus } from '../../rules/replicaset/status.ts'

/**
 * Status from counts; `failed` is what the server said when Pods were made or deleted. The present status object itself
 * when nothing changes.
 */
export function nextStatus(
  set: ReplicaSet,
  counts: ReplicaCounts,
  failed: StatusError | undefined,
  now: string,
): ReplicaSetStatus {
  const observedGeneration = Math.max(set.status.observedGeneration ?? 0, set.metadata.generation ?? 0)
  if (failed === undefined && says(set.status, counts, observedGeneration)) return set.status
  const failure = failed === undefined ? undefined : { message: failed.message, now }
  return { ...replicaSetStatus(set, counts, failure), observedGeneration }
}

function says(status: ReplicaSetStatus, counts: ReplicaCounts, observedGeneration: number): boolean {
  return (
    status.replicas === counts.replicas &&
    (status.fullyLabeledReplicas ?? 0) === counts.fullyLabeled &&
    (status.readyReplicas ?? 0) === counts.ready &&
    (status.availableReplicas ?? 0) === counts.available &&
    status.observedGeneration === observedGeneration &&
    findCondition(status.conditions, REPLICA_FAILURE) === undefined
  )
}
