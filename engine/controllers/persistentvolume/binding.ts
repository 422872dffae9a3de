/** Binding a claim and a volume to each other, and undoing it. Source: pv_controller.go bind, unbindVolume. */
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/types.ts'
import { BIND_COMPLETED, BOUND_BY_CONTROLLER } from '../../rules/storage/annotations.ts'
import { isBoundTo } from '../../rules/storage/match.ts'
import type { StorageObjects } from './store.ts'

/** Four writes, each of which may have been made before: volume, its phase, claim, its phase. */
export function bind(objects: StorageObjects, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  const owned = bindVolume(objects, volume, claim)
  const bound = objects.setVolumePhase(owned, 'Bound')
  const done = bindClaim(objects, claim, bound)
  objects.setClaimPhase(done, 'Bound', bound)
}

/** What a volume says of its claim. */
export const claimRefOf = ({ metadata }: PersistentVolumeClaim) => ({
  kind: 'PersistentVolumeClaim',
  namespace: metadata.namespace as string,
  name: metadata.name,
  uid: metadata.uid,
  apiVersion: 'v1',
  resourceVersion: metadata.resourceVersion,
})

function bindVolume(objects: StorageObjects, volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { claimRef } = volume.spec
  if (claimRef?.uid === claim.metadata.uid && isBoundTo(volume, claim)) return volume
  // A volume that a person meant for the claim stays meant for it when the claim goes.
  const metadata =
    claimRef === undefined
      ? { ...volume.metadata, annotations: { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } }
      : volume.metadata
  return objects.writeVolume({ ...volume, metadata, spec: { ...volume.spec, claimRef: claimRefOf(claim) } })
}

function bindClaim(
  objects: StorageObjects,
  claim: PersistentVolumeClaim,
  { metadata: { name } }: PersistentVolume,
): PersistentVolumeClaim {
  const { annotations } = claim.metadata
  if (claim.spec.volumeName === name && annotations?.[BIND_COMPLETED] !== undefined) return claim
  const chosen: Record<string, string> = claim.spec.volumeName === name ? {} : { [BOUND_BY_CONTROLLER]: 'yes' }
  const metadata = { ...claim.metadata, annotations: { ...annotations, ...chosen, [BIND_COMPLETED]: 'yes' } }
  return objects.writeClaim({ ...claim, metadata, spec: { ...claim.spec, volumeName: name } })
}

/** Lets a volume go: what the controller bound is free again, what a person meant for a claim stays meant for it. */
export function unbind(objects: StorageObjects, volume: PersistentVolume): void {
  const { [BOUND_BY_CONTROLLER]: byController, ...annotations } = volume.metadata.annotations ?? {}
  const { claimRef, ...spec } = volume.spec
  const { uid: _uid, resourceVersion: _version, ...meant } = claimRef ?? {}
  const metadata = { ...volume.metadata, annotations }
  const next = byController === undefined ? { ...spec, claimRef: meant } : spec
  objects.setVolumePhase(objects.writeVolume({ ...volume, metadata, spec: next }), 'Available')
}
