/** Orders of ReplicaSets. Source: pkg/controller (ReplicaSetsBy…). */
import type { ReplicaSet } from '../../kinds/types.ts'
import { unixMs } from '../instants.ts'

type Order = (a: ReplicaSet, b: ReplicaSet) => number

function byName(a: ReplicaSet, b: ReplicaSet): number {
  if (a.metadata.name === b.metadata.name) return 0
  return a.metadata.name < b.metadata.name ? -1 : 1
}

/** Replicas asked for; one where nothing is said. */
export function desiredReplicas(set: ReplicaSet): number {
  return set.spec.replicas ?? 1
}

/** Older first, then by name. */
export const byCreation: Order = (a, b) => {
  const created = (set: ReplicaSet) => unixMs(set.metadata.creationTimestamp) ?? Number.NEGATIVE_INFINITY
  const [first, second] = [created(a), created(b)]
  return first === second ? byName(a, b) : first - second
}

/** Larger first, then older. */
export const bySizeOlder: Order = (a, b) => desiredReplicas(b) - desiredReplicas(a) || byCreation(a, b)

/** Larger first, then newer. */
export const bySizeNewer: Order = (a, b) => desiredReplicas(b) - desiredReplicas(a) || byCreation(b, a)

/** With Pods to keep. */
export function activeReplicaSets(sets: readonly (ReplicaSet | undefined)[]): ReplicaSet[] {
  return sets.filter((set): set is ReplicaSet => set !== undefined && desiredReplicas(set) > 0)
}
