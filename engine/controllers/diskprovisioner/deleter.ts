/** Deletes the disks whose claims are gone, where the volume says so. Source: sig-storage-lib-external-provisioner. */
import type { ApiServer } from '../../api/server.ts'
import { PagedFloats } from '../../core/paged.ts'
import type { PersistentVolume } from '../../kinds/types.ts'
import { PROVISIONED_BY } from '../../rules/storage/annotations.ts'
import { DISK_DRIVER } from '../../rules/storage/disk.ts'
import { VOLUMES } from '../persistentvolume/indexes.ts'
import { type Controller, ownRows } from '../runtime.ts'

const WORK_MS = 500

/** Builds the controller over a server. */
export function diskDeleter(server: ApiServer): Controller {
  const { store, verbs, clock, checkpoints } = server
  const volumes = store.table(VOLUMES)
  const due = checkpoints.register(new PagedFloats(checkpoints.epoch))
  return {
    name: 'disk-deleter',
    title: 'Disk deleter',
    resource: VOLUMES,
    workers: 10,
    watches: [ownRows(VOLUMES)],
    reconcile(row) {
      const volume = volumes.get(row) as PersistentVolume | undefined
      if (volume === undefined || !isToBeDeleted(volume)) {
        if (due.get(row) !== 0) due.set(row, 0)
        return undefined
      }
      if (due.get(row) === 0) due.set(row, clock.nowMs + WORK_MS)
      if (due.get(row) > clock.nowMs) return { afterMs: due.get(row) - clock.nowMs }
      due.set(row, 0)
      verbs.delete(volumes, '', volume.metadata.name)
      return undefined
    },
  }
}

function isToBeDeleted({ metadata, spec, status }: PersistentVolume): boolean {
  const isOurs = metadata.annotations?.[PROVISIONED_BY] === DISK_DRIVER
  const isReleased = status?.phase === 'Released' && spec.persistentVolumeReclaimPolicy === 'Delete'
  return isOurs && isReleased && metadata.deletionTimestamp === undefined
}
