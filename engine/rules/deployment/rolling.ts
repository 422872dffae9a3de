/** Which old ReplicaSets a rolling update shrinks, and by how much. Source: pkg/controller/deployment rolling. */
import type { Deployment, ReplicaSet } from '../../kinds/types.ts'
import { byCreation, desiredReplicas } from '../replicaset/order.ts'
import { maxUnavailable, minAvailable } from './fenceposts.ts'
import { totalReplicas } from './replicasets.ts'
import type { ScaleStep } from './scaling.ts'

/** Pods that may go at all: more than must be available, counting the new ones that are not as needed. */
export function maxScaledDown(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
): number {
  const unavailable = current === undefined ? 0 : desiredReplicas(current) - (current.status.availableReplicas ?? 0)
  return totalReplicas(all) - minAvailable(deployment) - unavailable
}

/** First the Pods that are not available anyway, oldest ReplicaSet first, at most `limit`. */
export function cleanupUnhealthy(old: readonly ReplicaSet[], limit: number): ScaleStep[] {
  const steps: ScaleStep[] = []
  let removed = 0
  for (const set of [...old].sort(byCreation)) {
    if (removed >= limit) break
    const unhealthy = desiredReplicas(set) - (set.status.availableReplicas ?? 0)
    const count = Math.min(limit - removed, unhealthy)
    if (desiredReplicas(set) === 0 || count <= 0) continue
    removed += count
    steps.push({ set, replicas: desiredReplicas(set) - count })
  }
  return steps
}

/**
 * Then as many available Pods as the bound allows, oldest ReplicaSet first. A ReplicaSet that was made smaller a moment ago
 * still reports Pods that are as good as gone; upstream counts them, and can then go below the bound. Here they do not count.
 */
export function scaleDownOld(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  old: readonly ReplicaSet[],
): ScaleStep[] {
  let left = staying(all) - minAvailable(deployment)
  const steps: ScaleStep[] = []
  for (const set of [...old].sort(byCreation)) {
    if (left <= 0) break
    const count = Math.min(desiredReplicas(set), left)
    if (count === 0) continue
    left -= count
    steps.push({ set, replicas: desiredReplicas(set) - count })
  }
  return steps
}

/** Available Pods, those left out that their ReplicaSet is to delete. */
function staying(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + Math.min(set.status.availableReplicas ?? 0, desiredReplicas(set)), 0)
}

/** Enough Pods available for the Available condition. */
export function isMinimumAvailable(deployment: Deployment, available: number): boolean {
  return available >= (deployment.spec.replicas ?? 1) - maxUnavailable(deployment)
}
