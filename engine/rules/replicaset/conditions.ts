/** Conditions of a ReplicaSet. Source: pkg/controller/replicaset. */
import type { ReplicaSet } from '../../kinds/types.ts'
import { findCondition, withoutCondition } from '../conditions.ts'

export type ReplicaSetStatus = ReplicaSet['status']
export type ReplicaSetCondition = NonNullable<ReplicaSetStatus['conditions']>[number]

export const REPLICA_FAILURE = 'ReplicaFailure'

/** Sets a condition at the end of the list; the same status when status and reason are the old ones. */
export function setReplicaSetCondition(status: ReplicaSetStatus, condition: ReplicaSetCondition): ReplicaSetStatus {
  const present = findCondition(status.conditions, condition.type)
  if (present?.status === condition.status && present.reason === condition.reason) return status
  return { ...status, conditions: [...withoutCondition(status.conditions ?? [], condition.type), condition] }
}

/** Removes a condition; without conditions left the field goes, too. */
export function removeReplicaSetCondition(status: ReplicaSetStatus, type: string): ReplicaSetStatus {
  const { conditions = [], ...rest } = status
  const kept = withoutCondition(conditions, type)
  if (kept.length === conditions.length) return status
  return kept.length === 0 ? rest : { ...rest, conditions: [...kept] }
}
