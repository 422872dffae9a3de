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
  const { uid, namespace = '', deletionTimestamp } = deployment.metadata
  if (deletionTimestamp !== undefined) return
  const table = server.store.table('replicasets.apps')
  const selector = labelSelector(deployment.spec.selector)
  const strays: KObject[] = []
  table.eachIn(BY_CONTROLLER, uid, (set) => {
    if (!selectorMatches(selector, set.metadata.labels)) strays.push(set)
  })
  for (const set of strays) release(server, table, set, deployment)
  if (table.countIn(ORPHANS, namespace) === 0) return
  const orphans: KObject[] = []
  table.eachIn(ORPHANS, namespace, (set) => {
    if (set.metadata.deletionTimestamp === undefined && selectorMatches(selector, set.metadata.labels))
      orphans.push(set)
  })
  for (const set of orphans) adopt(server, table, set, deployment)
}
