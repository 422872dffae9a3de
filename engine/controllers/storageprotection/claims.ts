/** A claim that a Pod uses is not taken from under it. Source: pkg/controller/volume/pvcprotection. */
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { PersistentVolumeClaim, Pod } from '../../kinds/types.ts'
import { PVC_PROTECTION } from '../../rules/storage/annotations.ts'
import { CLAIMS, claimKey, claimsUsed, indexUsers, USING } from '../persistentvolume/indexes.ts'
import type { Controller, Enqueue } from '../runtime.ts'
import { protect } from './protect.ts'

/** Builds the controller over a server. */
export function claimProtection(server: ApiServer): Controller {
  indexUsers(server)
  const { store } = server
  const [claims, pods] = [store.table(CLAIMS), store.table('pods')]
  const isUsed = ({ metadata }: KObject) => {
    let used = false
    pods.eachIn(USING, claimKey(metadata.namespace, metadata.name), (pod) => {
      used ||= Boolean((pod as Pod).spec.nodeName)
    })
    return used
  }
  return {
    name: 'pvc-protection',
    title: 'PVC protection',
    resource: CLAIMS,
    workers: 1,
    watches: [
      { resource: CLAIMS, rows: (_, after, enqueue, row) => (after ? enqueue(row) : undefined) },
      { resource: 'pods', rows: (before, after, enqueue) => podChanged(server, before, after, enqueue) },
    ],
    reconcile(row) {
      const claim = claims.get(row) as PersistentVolumeClaim | undefined
      return claim && protect(server, claims, claim, PVC_PROTECTION, () => isUsed(claim))
    },
  }
}

/** Only a Pod that goes, or ends, can let a claim go. */
function podChanged({ store }: ApiServer, before: KObject | undefined, after: KObject | undefined, enqueue: Enqueue) {
  if (before === undefined || after !== undefined) return
  for (const key of claimsUsed(before)) {
    const slash = key.indexOf('/')
    enqueue(store.table(CLAIMS).row(key.slice(0, slash), key.slice(slash + 1)))
  }
}
