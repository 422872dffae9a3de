/** Which ReplicaSets are a Deployment's own: adopts matching orphans, releases what matches no longer. */
import { labelSelector } from '../../api/labelselector.ts'
import { selectorMatches } from '../../api/labels.ts'
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Deployment } from '../../kinds/types.ts'
import { BY_CONTROLLER, ORPHANS } from '../indexes.ts'
import { adopt, release } from '../refs.ts'

/** Source: ReplicaSetControllerRefManager. Throws StatusErrors but NotFound. */
export function claimReplicaSets(server: ApiServer, deployment: Deployment): void {
  if (deployment.metadata.deletionTimestamp !== undefined) return
  const table = server.store.table('replicasets.apps')
  const selector = labelSelector(deployment.spec.selector)
  const collect = (index: string, value: string, matching: boolean): KObject[] => {
    const found: KObject[] = []
    if (table.countIn(index, value) === 0) return found
    table.eachIn(index, value, (set) => {
      if (selectorMatches(selector, set.metadata.labels) === matching) found.push(set)
    })
    return found
  }
  for (const set of collect(BY_CONTROLLER, deployment.metadata.uid, false)) release(server, table, set, deployment)
  for (const set of collect(ORPHANS, deployment.metadata.namespace as string, true)) {
    if (set.metadata.deletionTimestamp === undefined) adopt(server, table, set, deployment)
  }
}
