/** The status of a ReplicaSet from its Pods. Source: pkg/controller/replicaset calculateStatus. */
import { labelsContain } from '../../api/labels.ts'
import type { Pod, ReplicaSet } from '../../kinds/types.ts'
import { findCondition } from '../conditions.ts'
import { isPodAvailable, isPodReady } from '../podutil.ts'
import {
  REPLICA_FAILURE,
  type ReplicaSetStatus,
  removeReplicaSetCondition,
  setReplicaSetCondition,
} from './conditions.ts'

/** Counts over the active Pods; a controller may keep them up to date instead of recounting. */
export interface ReplicaCounts {
  replicas: number
  fullyLabeled: number
  ready: number
  available: number
}

/** Counts one Pod into `counts` with a weight of 1 or, to take it out again, -1. */
export function countReplica(
  counts: ReplicaCounts,
  set: ReplicaSet,
  pod: Pod,
  nowUnixMs: number,
  weight: 1 | -1 = 1,
): void {
  counts.replicas += weight
  if (labelsContain(pod.metadata.labels, set.spec.template?.metadata?.labels)) counts.fullyLabeled += weight
  if (!isPodReady(pod)) return
  counts.ready += weight
  if (isPodAvailable(pod, set.spec.minReadySeconds ?? 0, nowUnixMs)) counts.available += weight
}

/** Why creating or deleting Pods failed. */
export interface ManageFailure {
  readonly message: string
  /** RFC 3339, for the condition. */
  readonly now: string
}

/** The status with new counts and the ReplicaFailure condition set or removed. Generation is left to the caller. */
export function replicaSetStatus(
  set: ReplicaSet,
  counts: ReplicaCounts,
  failure: ManageFailure | undefined,
  terminating?: number,
): ReplicaSetStatus {
  const status = failureStatus(set, counts.replicas, failure)
  return {
    ...status,
    replicas: counts.replicas,
    fullyLabeledReplicas: counts.fullyLabeled || undefined,
    readyReplicas: counts.ready || undefined,
    availableReplicas: counts.available || undefined,
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
  }
}

/** Recounts the Pods. `terminating` counts only where the feature DeploymentReplicaSetTerminatingReplicas is on. */
export function calculateReplicaSetStatus(
  set: ReplicaSet,
  activePods: readonly Pod[],
  failure: ManageFailure | undefined,
  nowUnixMs: number,
  terminating?: number,
): ReplicaSetStatus {
  const counts: ReplicaCounts = { replicas: 0, fullyLabeled: 0, ready: 0, available: 0 }
  for (const pod of activePods) countReplica(counts, set, pod, nowUnixMs)
  return replicaSetStatus(set, counts, failure, terminating)
}

function failureStatus(set: ReplicaSet, replicas: number, failure: ManageFailure | undefined): ReplicaSetStatus {
  const present = findCondition(set.status.conditions, REPLICA_FAILURE)
  if (failure === undefined) return present ? removeReplicaSetCondition(set.status, REPLICA_FAILURE) : set.status
  if (present !== undefined) return set.status
  const difference = replicas - (set.spec.replicas ?? 1)
  const reason = difference < 0 ? 'FailedCreate' : difference > 0 ? 'FailedDelete' : ''
  return setReplicaSetCondition(set.status, {
    type: REPLICA_FAILURE,
    status: 'True',
    lastTransitionTime: failure.now,
    reason,
    message: failure.message,
  })
}
