/** Conditions and progress of a Deployment. Source: pkg/controller/deployment/util. */
import type { Deployment, DeploymentCondition } from '../../kinds/types.ts'
import { findCondition, withoutCondition } from '../conditions.ts'
import { unixMs } from '../instants.ts'
import type { ReplicaSetCondition } from '../replicaset/conditions.ts'
import { deploymentReplicas } from './fenceposts.ts'

export type DeploymentStatus = Deployment['status']

export const PROGRESSING = 'Progressing'
export const AVAILABLE = 'Available'

/** Reasons of conditions. */
export const REPLICA_SET_UPDATED = 'ReplicaSetUpdated'
export const FAILED_RS_CREATE = 'ReplicaSetCreateError'
export const NEW_REPLICA_SET = 'NewReplicaSetCreated'
export const FOUND_NEW_RS = 'FoundNewReplicaSet'
export const NEW_RS_AVAILABLE = 'NewReplicaSetAvailable'
export const TIMED_OUT = 'ProgressDeadlineExceeded'
export const PAUSED = 'DeploymentPaused'
export const RESUMED = 'DeploymentResumed'
export const MINIMUM_AVAILABLE = 'MinimumReplicasAvailable'
export const MINIMUM_UNAVAILABLE = 'MinimumReplicasUnavailable'

/** A deadline of this many seconds is none. */
const NO_DEADLINE = 2147483647

/**
 * Sets a condition at the end of the list, keeping its transition time while its status stays; the same status object when status and reason
 * are the old ones.
 */
export function setDeploymentCondition(status: DeploymentStatus, condition: DeploymentCondition): DeploymentStatus {
  const present = findCondition(status.conditions, condition.type)
  const sameStatus = present?.status === condition.status
  if (sameStatus && present?.reason === condition.reason) return status
  const next = sameStatus ? { ...condition, lastTransitionTime: present?.lastTransitionTime } : condition
  return { ...status, conditions: [...withoutCondition(status.conditions ?? [], condition.type), next] }
}

/** Removes a condition; without conditions left the field goes, too. */
export function removeDeploymentCondition(status: DeploymentStatus, type: string): DeploymentStatus {
  if (findCondition(status.conditions, type) === undefined) return status
  const { conditions = [], ...rest } = status
  const kept = withoutCondition(conditions, type)
  return kept.length === 0 ? rest : { ...rest, conditions: [...kept] }
}

/** A ReplicaSet's condition as the Deployment reports it. */
export function deploymentConditionOf(condition: ReplicaSetCondition): DeploymentCondition {
  const { type, status, lastTransitionTime, reason, message } = condition
  return { type, status, lastTransitionTime, lastUpdateTime: lastTransitionTime, reason, message }
}

/** Every replica updated and available, none of the old left. */
export function isDeploymentComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const replicas = deploymentReplicas(deployment)
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

/** More updated, ready or available Pods than before, or fewer old ones. */
export function isDeploymentProgressing(deployment: Deployment, status: DeploymentStatus): boolean {
  const old = deployment.status
  const outdated = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas
  return (
    (status.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    outdated(status) < outdated(old) ||
    (status.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  )
}

export function hasProgressDeadline(deployment: Deployment): boolean {
  return (deployment.spec.progressDeadlineSeconds ?? NO_DEADLINE) !== NO_DEADLINE
}

/** When the deadline ends, in milliseconds since 1970, as far as the progress condition tells. */
export function progressDeadlineMs(deployment: Deployment, status: DeploymentStatus): number | undefined {
  const condition = findCondition(status.conditions, PROGRESSING)
  if (condition === undefined || !hasProgressDeadline(deployment)) return undefined
  const since = unixMs(condition.lastUpdateTime) ?? Number.NEGATIVE_INFINITY
  return since + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000
}

/** Whether nothing has moved for longer than the deadline. A rollout that was complete never times out. */
export function isDeploymentTimedOut(deployment: Deployment, status: DeploymentStatus, nowUnixMs: number): boolean {
  const condition = findCondition(status.conditions, PROGRESSING)
  if (condition === undefined || !hasProgressDeadline(deployment)) return false
  if (condition.reason === NEW_RS_AVAILABLE) return false
  if (condition.reason === TIMED_OUT) return true
  return (progressDeadlineMs(deployment, status) ?? nowUnixMs) < nowUnixMs
}
