/** How many Pods a rolling update may add or miss. Source: pkg/controller/deployment/util. */
import { type IntOrString, scaledIntOrPercent } from '../../api/intstr.ts'
import type { Deployment } from '../../kinds/types.ts'

export interface Fenceposts {
  readonly maxSurge: number
  readonly maxUnavailable: number
}

/** Replicas asked for; one where nothing is said. */
export function deploymentReplicas(deployment: Deployment): number {
  return deployment.spec.replicas ?? 1
}

export function isRollingUpdate(deployment: Deployment): boolean {
  return deployment.spec.strategy?.type === 'RollingUpdate'
}

/**
 * Resolves both bounds against the desired replicas: the surge rounds up, the unavailable round down. Both zero would leave no way to move, so
 * then one may be unavailable. Throws IntOrStringError.
 */
export function resolveFenceposts(
  maxSurge: IntOrString | null | undefined,
  maxUnavailable: IntOrString | null | undefined,
  desired: number,
): Fenceposts {
  const surge = scaledIntOrPercent(maxSurge ?? 0, desired, true)
  const unavailable = scaledIntOrPercent(maxUnavailable ?? 0, desired, false)
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

function fenceposts(deployment: Deployment): Fenceposts {
  const { maxSurge, maxUnavailable } = deployment.spec.strategy?.rollingUpdate ?? {}
  return resolveFenceposts(maxSurge, maxUnavailable, deploymentReplicas(deployment))
}

/** Pods above the desired number that an update may run; 0 unless it rolls. */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).maxSurge : 0
}

/** Pods below the desired number that an update may leave, at most all; 0 unless it rolls. */
export function maxUnavailable(deployment: Deployment): number {
  const replicas = deploymentReplicas(deployment)
  if (!isRollingUpdate(deployment) || replicas === 0) return 0
  return Math.min(fenceposts(deployment).maxUnavailable, replicas)
}

/** Pods that must stay available; 0 unless it rolls. */
export function minAvailable(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? deploymentReplicas(deployment) - maxUnavailable(deployment) : 0
}
