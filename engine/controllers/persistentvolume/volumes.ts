/** Volumes follow their claims: free, bound, released, reclaimed. Source: pv_controller.go syncVolume, reclaimVolume. */
import type { ApiServer } from '../../api/server.ts'
import type { Result } from '../../core/workqueue.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/types.ts'
import { BOUND_BY_CONTROLLER, PROVISIONED_BY } from '../../rules/storage/annotations.ts'
import { hasSameMode } from '../../rules/storage/match.ts'
import { type Controller, ownRows } from '../runtime.ts'
import { unbind } from './binding.ts'
import { BY_CLAIM, CLAIMS, claimKey, indexStorage, VOLUMES } from './indexes.ts'
import { reclaim } from './reclaim.ts'
import { StorageObjects } from './store.ts'

const NAME = 'persistentvolume-binder'

/** Builds the controller over a server. */
export function volumeBinder(server: ApiServer): Controller {
  indexStorage(server)
  const binder = new VolumeBinder(server)
  const { store } = server
  return {
    name: NAME,
    title: 'PersistentVolume',
    resource: VOLUMES,
    workers: 1,
    watches: [
      ownRows(VOLUMES),
      {
        resource: CLAIMS,
        rows: (before, after, enqueue) => {
          const { metadata, spec } = (after ?? before) as PersistentVolumeClaim
          const volumes = store.table(VOLUMES)
          volumes.eachIn(BY_CLAIM, claimKey(metadata.namespace, metadata.name), (_, row) => enqueue(row))
          if (spec.volumeName) enqueue(volumes.row('', spec.volumeName))
        },
      },
    ],
    reconcile: (row) => binder.reconcile(row),
  }
}

class VolumeBinder {
  private readonly objects: StorageObjects

  constructor(server: ApiServer) {
    this.objects = new StorageObjects(server)
  }

  reconcile(row: number): Result {
    const volume = this.objects.volumes.get(row) as PersistentVolume | undefined
    if (volume !== undefined) this.sync(volume)
    return undefined
  }

  private sync(volume: PersistentVolume): void {
    const { objects } = this
    const { claimRef } = volume.spec
    if (!claimRef?.uid) {
      objects.setVolumePhase(volume, 'Available')
      return
    }
    const found = objects.claim(claimRef.namespace, claimRef.name)
    const claim = found?.metadata.uid === claimRef.uid ? found : undefined
    if (claim === undefined) return this.release(volume)
    if (!claim.spec.volumeName) return this.awaitClaim(volume, claim)
    if (claim.spec.volumeName === volume.metadata.name) {
      objects.setVolumePhase(volume, 'Bound')
      return
    }
    this.boundElsewhere(volume)
  }

  private release(volume: PersistentVolume): void {
    const phase = volume.status?.phase
    const isOver = phase === 'Released' || phase === 'Failed'
    reclaim(this.objects, isOver ? volume : this.objects.setVolumePhase(volume, 'Released'))
  }

  /** The claim's own look finishes what is begun; what cannot be is said to both. */
  private awaitClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    if (hasSameMode(volume, claim)) return
    const { namespace, name } = claim.metadata
    const tail = 'due to incompatible volumeMode.'
    const ofVolume = `Cannot bind PersistentVolume to requested PersistentVolumeClaim "${namespace}/${name}" ${tail}`
    this.objects.say(volume, 'Warning', 'VolumeMismatch', ofVolume)
    const ofClaim = `Cannot bind PersistentVolume "${volume.metadata.name}" to requested PersistentVolumeClaim ${tail}`
    this.objects.say(claim, 'Warning', 'VolumeMismatch', ofClaim)
  }

  private boundElsewhere(volume: PersistentVolume): void {
    const { annotations } = volume.metadata
    const isMade = annotations?.[PROVISIONED_BY] !== undefined
    if (isMade && volume.spec.persistentVolumeReclaimPolicy === 'Delete') return this.release(volume)
    if (annotations?.[BOUND_BY_CONTROLLER] !== undefined || volume.spec.claimRef?.uid) unbind(this.objects, volume)
  }
}
