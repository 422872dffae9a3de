/**
 * Which Pods a ReplicaSet gives up when it has too many. The order is rules/podorder's; here the Pods are gathered.
 * Source: pkg/controller/replicaset/replica_set.go getPodsToDelete.
 */
import { controllerOf } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Pod, ReplicaSet } from '../../kinds/types.ts'
import { compareRankedPods } from '../../rules/podorder.ts'
import { isPodActive } from '../../rules/podutil.ts'
import { BY_CONTROLLER } from '../indexes.ts'

/** The `count` Pods to delete first. Pods of sibling ReplicaSets (same Deployment) make a node crowded too. */
export function chooseVictims(server: ApiServer, set: ReplicaSet, count: number): Pod[] {
  const own = activePods(server, set)
  // Who gives up all needs no order.
  if (count >= own.length) return own
  const crowd = crowdByNode(server, set, own)
  const { clock, calendar } = server
  const rank = (pod: Pod) => crowd.get(pod.spec.nodeName ?? '') ?? 0
  return own.sort(compareRankedPods(rank, calendar.epochMs + clock.nowMs)).slice(0, count)
}

function crowdByNode(server: ApiServer, set: ReplicaSet, own: readonly Pod[]): Map<string, number> {
  const crowd = new Map<string, number>()
  const add = (pod: Pod) => {
    const node = pod.spec.nodeName
    if (node) crowd.set(node, (crowd.get(node) ?? 0) + 1)
  }
  own.forEach(add)
  const deployment = controllerOf(set)?.uid
  if (deployment === undefined) return crowd
  server.store.table('replicasets.apps').eachIn(BY_CONTROLLER, deployment, (sibling) => {
    if (sibling.metadata.uid !== set.metadata.uid) activePods(server, sibling as ReplicaSet).forEach(add)
  })
  return crowd
}

function activePods(server: ApiServer, set: ReplicaSet): Pod[] {
  const found: Pod[] = []
  server.store.table('pods').eachIn(BY_CONTROLLER, set.metadata.uid, (pod) => {
    if (isPodActive(pod as Pod)) found.push(pod as Pod)
  })
  return found
}
