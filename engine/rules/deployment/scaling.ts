/** Sizes of a Deployment's ReplicaSets: the new one while rolling, all of them when the Deployment is scaled. Source: pkg/controller/deployment. */
import type { Deployment, ReplicaSet } from '../../kinds/types.ts'
import { activeReplicaSets, bySizeNewer, bySizeOlder, desiredReplicas } from '../replicaset/order.ts'
import { desiredReplicasAnnotation, maxReplicasAnnotation } from './annotations.ts'
import { deploymentReplicas, isRollingUpdate, maxSurge } from './fenceposts.ts'
import { findActiveOrLatest, totalReplicas } from './replicasets.ts'

/** A ReplicaSet and the size it should have. */
export interface ScaleStep {
  readonly set: ReplicaSet
  readonly replicas: number
}

/** The size of the new ReplicaSet: as many as the surge allows, all at once when recreating. */
export function newReplicaSetSize(deployment: Deployment, all: readonly ReplicaSet[], current: ReplicaSet): number {
  const desired = deploymentReplicas(deployment)
  if (!isRollingUpdate(deployment)) return desired
  const allowed = desired + maxSurge(deployment)
  const total = totalReplicas(all)
  const size = desiredReplicas(current)
  if (total >= allowed) return size
  return size + Math.min(allowed - total, desired - size)
}

/** The new ReplicaSet has all replicas, available, and was meant to. */
export function isSaturated(deployment: Deployment, set: ReplicaSet | undefined): boolean {
  if (set === undefined) return false
  const desired = deploymentReplicas(deployment)
  return (
    desiredReplicas(set) === desired &&
    desiredReplicasAnnotation(set) === desired &&
    (set.status.availableReplicas ?? 0) === desired
  )
}

/** Half away from zero, as Go's helper rounds. */
function roundHalfAway(value: number): number {
  return value < 0 ? Math.ceil(value - 0.5) : Math.floor(value + 0.5)
}

/** By how much a ReplicaSet changes to keep its share of the Deployment. Without a note of the old size the status stands in for it. */
export function replicaSetFraction(set: ReplicaSet, deployment: Deployment): number {
  const size = desiredReplicas(set)
  if (deploymentReplicas(deployment) === 0) return -size
  const before = maxReplicasAnnotation(set) || (deployment.status.replicas ?? 0)
  if (before === 0) return 0
  const after = deploymentReplicas(deployment) + maxSurge(deployment)
  return roundHalfAway((size * after) / before) - size
}

/** The ReplicaSet's share of the replicas to add (or, negative, remove), within what is left of them. */
export function proportion(set: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  if (desiredReplicas(set) === 0 || toAdd === 0 || toAdd === added) return 0
  const fraction = replicaSetFraction(set, deployment)
  const left = toAdd - added
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left)
}

/**
 * What to do when a Deployment changed size: the one active ReplicaSet takes it all; beside a saturated new one the old ones go; otherwise all
 * change in proportion, the largest taking what rounding leaves.
 */
export function scaleSteps(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): ScaleStep[] {
  const only = findActiveOrLatest(current, old)
  if (only !== undefined) {
    const replicas = deploymentReplicas(deployment)
    return desiredReplicas(only) === replicas ? [] : [{ set: only, replicas }]
  }
  if (isSaturated(deployment, current)) return activeReplicaSets(old).map((set) => ({ set, replicas: 0 }))
  return isRollingUpdate(deployment) ? proportionalSteps(deployment, activeReplicaSets([...old, current])) : []
}

function proportionalSteps(deployment: Deployment, active: readonly ReplicaSet[]): ScaleStep[] {
  const desired = deploymentReplicas(deployment)
  const allowed = desired > 0 ? desired + maxSurge(deployment) : 0
  const toAdd = allowed - totalReplicas(active)
  const sorted = toAdd === 0 ? active : [...active].sort(toAdd > 0 ? bySizeNewer : bySizeOlder)
  let added = 0
  const sizes = sorted.map((set) => {
    const share = proportion(set, deployment, toAdd, added)
    added += share
    return desiredReplicas(set) + share
  })
  const leftover = toAdd - added
  return sorted.map((set, position) => {
    const size = sizes[position] ?? 0
    return { set, replicas: position === 0 && toAdd !== 0 ? Math.max(size + leftover, 0) : size }
  })
}
