/** The status a ReplicaSet should have. Source: pkg/controller/replicaset/replica_set_utils.go calculateStatus. */
import type { StatusError } from '../../api/errors.ts'
import type { ReplicaSet } from '../../kinds/types.ts'
import { findCondition, withoutCondition } from '../../rules/conditions.ts'
import type { Counts } from './counts.ts'

const REPLICA_FAILURE = 'ReplicaFailure'

type Status = ReplicaSet['status']
type Conditions = NonNullable<Status['conditions']>

/**
 * Status from counts; `failed` is what the server said when Pods were made or deleted. The present status object itself
 * when nothing changes. Counts of 0 are left out, as upstream's JSON does (only replicas always stands).
 */
export function nextStatus(set: ReplicaSet, counts: Counts, failed: StatusError | undefined, now: string): Status {
  const { status } = set
  const conditions = nextConditions(set, counts, failed, now)
  const observed = Math.max(status.observedGeneration ?? 0, set.metadata.generation ?? 0)
  const same =
    status.replicas === counts.replicas &&
    (status.fullyLabeledReplicas ?? 0) === counts.fullyLabeled &&
    (status.readyReplicas ?? 0) === counts.ready &&
    (status.availableReplicas ?? 0) === counts.available &&
    status.observedGeneration === observed &&
    conditions === (status.conditions ?? NONE)
  if (same) return status
  const next: Status = { replicas: counts.replicas }
  if (counts.fullyLabeled > 0) next.fullyLabeledReplicas = counts.fullyLabeled
  if (counts.ready > 0) next.readyReplicas = counts.ready
  if (counts.available > 0) next.availableReplicas = counts.available
  next.observedGeneration = observed
  if (conditions.length > 0) next.conditions = conditions as Conditions
  return next
}

const NONE: Conditions = []

function nextConditions(
  { status, spec }: ReplicaSet,
  counts: Counts,
  failed: StatusError | undefined,
  now: string,
): readonly Conditions[number][] {
  const present = status.conditions ?? NONE
  const known = findCondition(present, REPLICA_FAILURE)
  if (failed === undefined) return known === undefined ? present : withoutCondition(present, REPLICA_FAILURE)
  if (known !== undefined) return present
  const reason = counts.replicas < (spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete'
  return [
    ...present,
    { type: REPLICA_FAILURE, status: 'True', reason, message: failed.message, lastTransitionTime: now },
  ]
}
