/** The Pods of a controller: its own and those it adopts, without those it lets go. Source: PodControllerRefManager. */
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import type { Pod } from '../kinds/types.ts'
import { BY_CONTROLLER, ORPHANS } from './indexes.ts'
import { adopt, release } from './refs.ts'

/** Throws StatusErrors but NotFound. An owner on its way out neither adopts nor releases. */
export function claimPods(server: ApiServer, owner: KObject, matches: (pod: Pod) => boolean): Pod[] {
  const pods = server.store.table('pods')
  const own = collect(pods, BY_CONTROLLER, owner.metadata.uid)
  const leaving = owner.metadata.deletionTimestamp !== undefined
  const kept: Pod[] = []
  for (const pod of own) {
    if (matches(pod)) kept.push(pod)
    else if (!leaving) release(server, pods, pod, owner)
  }
  if (leaving) return kept
  for (const pod of collect(pods, ORPHANS, owner.metadata.namespace as string)) {
    if (pod.metadata.deletionTimestamp !== undefined || !matches(pod)) continue
    if (adopt(server, pods, pod, owner))
      kept.push(pods.find(pod.metadata.namespace as string, pod.metadata.name) as Pod)
  }
  return kept
}

function collect(pods: Table, index: string, value: string): Pod[] {
  const found: Pod[] = []
  if (pods.countIn(index, value) === 0) return found
  pods.eachIn(index, value, (pod) => found.push(pod as Pod))
  return found
}
