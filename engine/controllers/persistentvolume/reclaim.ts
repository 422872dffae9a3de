/** What becomes of a volume whose claim is gone. Source: pv_controller.go reclaimVolume, deleteVolumeOperation. */
import { StatusError } from '../../api/errors.ts'
import type { PersistentVolume } from '../../kinds/types.ts'
import { PROVISIONED_BY } from '../../rules/storage/annotations.ts'
import { unbind } from './binding.ts'
import { HOST_PATH } from './provision.ts'
import type { StorageObjects } from './store.ts'

/** Where the host path plugin may delete and recycle. */
const DELETABLE = /^\/tmp\/.+/

export function reclaim(objects: StorageObjects, volume: PersistentVolume): void {
  const policy = volume.spec.persistentVolumeReclaimPolicy
  if (policy === 'Delete') deleteVolume(objects, volume)
  else if (policy === 'Recycle') recycle(objects, volume)
}

/** Who made a volume deletes it; the controller itself only what its own plugin makes. */
function deleteVolume(objects: StorageObjects, volume: PersistentVolume): void {
  if (volume.metadata.deletionTimestamp !== undefined) return
  const maker = volume.metadata.annotations?.[PROVISIONED_BY]
  const isForeign = maker === undefined ? volume.spec.csi !== undefined : maker !== HOST_PATH
  if (isForeign) return
  const problem = undeletable(volume)
  if (problem !== undefined) return fail(objects, volume, 'VolumeFailedDelete', problem)
  try {
    objects.server.verbs.delete(objects.volumes, '', volume.metadata.name)
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
  }
}

function undeletable({ metadata, spec }: PersistentVolume): string | undefined {
  const { hostPath } = spec
  if (hostPath === undefined) {
    return `error getting deleter volume plugin for volume "${metadata.name}": no deletable volume plugin matched`
  }
  if (DELETABLE.test(hostPath.path)) return undefined
  return `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`
}

function fail(objects: StorageObjects, volume: PersistentVolume, reason: string, text: string): void {
  if (volume.status?.phase === 'Failed') return
  objects.say(objects.setVolumePhase(volume, 'Failed', text), 'Warning', reason, text)
}

/** Emptied and free again; of two plugins only. */
function recycle(objects: StorageObjects, volume: PersistentVolume): void {
  const { hostPath, nfs } = volume.spec
  if (!hostPath && !nfs) return fail(objects, volume, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!')
  objects.say(volume, 'Normal', 'VolumeRecycled', 'Volume recycled')
  unbind(objects, volume)
}
