/** Gathers the Pods among which a ReplicaSet with too many chooses; the choice is rules/replicaset's. */
import { controllerOf } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Pod, ReplicaSet } from '../../kinds/types.ts'
import { isPodActive } from '../../rules/podutil.ts'
import { podsToDelete } from '../../rules/replicaset/deletion.ts'
import { BY_CONTROLLER } from '../indexes.ts'

/** The `count` Pods to delete first. Pods of sibling ReplicaSets (same Deployment) make a node crowded too. */
export function chooseVictims(server: ApiServer, set: ReplicaSet, count: number): readonly Pod[] {
  const own = activePods(server, set)
  // Who gives up all needs no order.
  const related = count >= own.length ? [] : [...own, ...siblingPods(server, set)]
  return podsToDelete(own, related, count, server.calendar.epochMs + server.clock.nowMs)
}

function siblingPods(server: ApiServer, set: ReplicaSet): Pod[] {
  const deployment = controllerOf(set)?.uid
  const found: Pod[] = []
  if (deployment === undefined) return found
  server.store.table('replicasets.apps').eachIn(BY_CONTROLLER, deployment, (sibling) => {
    if (sibling.metadata.uid !== set.metadata.uid) found.push(...activePods(server, sibling as ReplicaSet))
  })
  return found
}

function activePods(server: ApiServer, set: ReplicaSet): Pod[] {
  const found: Pod[] = []
  server.store.table('pods').eachIn(BY_CONTROLLER, set.metadata.uid, (pod) => {
    if (isPodActive(pod as Pod)) found.push(pod as Pod)
  })
  return found
}
