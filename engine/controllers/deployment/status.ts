/** A Deployment's status and how its progress is judged. Source: pkg/controller/deployment sync.go, progress.go. */
import type { DeploymentCondition } from '../../kinds/types.ts'
import { findCondition } from '../../rules/conditions.ts'
import {
  AVAILABLE,
  deploymentConditionOf,
  type DeploymentStatus,
  hasProgressDeadline,
  isDeploymentComplete,
  isDeploymentProgressing,
  isDeploymentTimedOut,
  MINIMUM_AVAILABLE,
  MINIMUM_UNAVAILABLE,
  NEW_RS_AVAILABLE,
  PROGRESSING,
  removeDeploymentCondition,
  REPLICA_SET_UPDATED,
  setDeploymentCondition,
  TIMED_OUT,
} from '../../rules/deployment/conditions.ts'
import {
  totalActualReplicas,
  totalAvailableReplicas,
  totalReadyReplicas,
  totalReplicas,
} from '../../rules/deployment/replicasets.ts'
import { isMinimumAvailable } from '../../rules/deployment/rolling.ts'
import { REPLICA_FAILURE } from '../../rules/replicaset/conditions.ts'
import type { Rollout } from './rollout.ts'

/** What a status is made of. */
export type RolloutView = Pick<Rollout, 'deployment' | 'all' | 'current' | 'condition' | 'nowUnixMs'>

/** Counts and the Available condition; conditions of progress stay as they are. */
export function calculateStatus(rollout: RolloutView): DeploymentStatus {
  const { deployment, all, current } = rollout
  const available = totalAvailableReplicas(all)
  const { conditions, collisionCount } = deployment.status
  const status: DeploymentStatus = { observedGeneration: deployment.metadata.generation ?? 0 }
  const replicas = totalActualReplicas(all)
  const updated = current?.status.replicas ?? 0
  const ready = totalReadyReplicas(all)
  const unavailable = totalReplicas(all) - available
  if (replicas > 0) status.replicas = replicas
  if (updated > 0) status.updatedReplicas = updated
  if (ready > 0) status.readyReplicas = ready
  if (available > 0) status.availableReplicas = available
  if (unavailable > 0) status.unavailableReplicas = unavailable
  if (conditions) status.conditions = conditions
  if (collisionCount) status.collisionCount = collisionCount
  return setDeploymentCondition(status, availability(rollout, available))
}

function availability(rollout: RolloutView, available: number): DeploymentCondition {
  return isMinimumAvailable(rollout.deployment, available)
    ? rollout.condition(AVAILABLE, 'True', MINIMUM_AVAILABLE, 'Deployment has minimum availability.')
    : rollout.condition(AVAILABLE, 'False', MINIMUM_UNAVAILABLE, 'Deployment does not have minimum availability.')
}

/** Status during a rollout: with the judgement of its progress and the failures of its ReplicaSets. */
export function rolloutStatus(rollout: RolloutView): DeploymentStatus {
  const { deployment } = rollout
  const status = calculateStatus(rollout)
  if (!hasProgressDeadline(deployment)) return withFailures(rollout, removeDeploymentCondition(status, PROGRESSING))
  const known = findCondition(deployment.status.conditions, PROGRESSING)
  const settled = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && known?.reason === NEW_RS_AVAILABLE
  return withFailures(rollout, settled ? status : withProgress(rollout, status, known))
}

function withProgress(
  rollout: RolloutView,
  status: DeploymentStatus,
  known: DeploymentCondition | undefined,
): DeploymentStatus {
  const { deployment, current } = rollout
  const subject = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`
  if (isDeploymentComplete(deployment, status)) {
    const words = `${subject} has successfully progressed.`
    return setDeploymentCondition(status, rollout.condition(PROGRESSING, 'True', NEW_RS_AVAILABLE, words))
  }
  if (isDeploymentProgressing(deployment, status)) {
    // Progress is noted each time, even under the same reason: the deadline counts from the last of it.
    const condition = rollout.condition(PROGRESSING, 'True', REPLICA_SET_UPDATED, `${subject} is progressing.`)
    if (known?.status === 'True') condition.lastTransitionTime = known.lastTransitionTime
    return setDeploymentCondition(removeDeploymentCondition(status, PROGRESSING), condition)
  }
  if (!isDeploymentTimedOut(deployment, status, rollout.nowUnixMs)) return status
  const words = `${subject} has timed out progressing.`
  return setDeploymentCondition(status, rollout.condition(PROGRESSING, 'False', TIMED_OUT, words))
}

/** The new ReplicaSet's failure, else any other's, becomes the Deployment's. */
function withFailures({ current, all }: RolloutView, status: DeploymentStatus): DeploymentStatus {
  for (const set of [current, ...all]) {
    const failure = findCondition(set?.status.conditions, REPLICA_FAILURE)
    if (failure) return setDeploymentCondition(status, deploymentConditionOf(failure))
  }
  return removeDeploymentCondition(status, REPLICA_FAILURE)
}
