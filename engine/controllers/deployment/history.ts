/** Which old ReplicaSets a Deployment's history has no room for. Source: pkg/controller/deployment/sync.go cleanupDeployment. */
import type { Deployment, ReplicaSet } from '../../kinds/types.ts'
import { revisionOf } from '../../rules/deployment/annotations.ts'
import { byCreation, desiredReplicas } from '../../rules/replicaset/order.ts'

/** A limit of this many is none. */
export const NO_LIMIT = 2147483647

/** Beyond revisionHistoryLimit the lowest revisions go, if nothing is left of them. */
export function surplusReplicaSets({ spec }: Deployment, old: readonly ReplicaSet[]): ReplicaSet[] {
  const limit = spec.revisionHistoryLimit ?? NO_LIMIT
  const alive = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  if (limit === NO_LIMIT || alive.length <= limit) return []
  return alive
    .sort(byRevision)
    .slice(0, alive.length - limit)
    .filter(isSpent)
}

function byRevision(a: ReplicaSet, b: ReplicaSet): number {
  return (revisionOf(a) ?? 0) - (revisionOf(b) ?? 0) || byCreation(a, b)
}

function isSpent(set: ReplicaSet): boolean {
  const { status, metadata } = set
  const observed = (metadata.generation ?? 0) <= (status.observedGeneration ?? 0)
  return (status.replicas ?? 0) === 0 && desiredReplicas(set) === 0 && observed
}
