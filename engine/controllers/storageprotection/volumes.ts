/** A volume that a claim has is not taken from under it. Source: pkg/controller/volume/pvprotection. */
import type { ApiServer } from '../../api/server.ts'
import type { PersistentVolume } from '../../kinds/types.ts'
import { PV_PROTECTION } from '../../rules/storage/annotations.ts'
import { VOLUMES } from '../persistentvolume/indexes.ts'
import type { Controller } from '../runtime.ts'
import { protect } from './protect.ts'

/** Builds the controller over a server. */
export function volumeProtection(server: ApiServer): Controller {
  const volumes = server.store.table(VOLUMES)
  return {
    name: 'pv-protection',
    title: 'PV protection',
    resource: VOLUMES,
    workers: 1,
    watches: [{ resource: VOLUMES, rows: (_, after, enqueue, row) => (after ? enqueue(row) : undefined) }],
    reconcile(row) {
      const volume = volumes.get(row) as PersistentVolume | undefined
      return volume && protect(server, volumes, volume, PV_PROTECTION, () => volume.status?.phase === 'Bound')
    },
  }
}
