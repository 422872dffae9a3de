/** How the storage controllers find claims and volumes without walking over all of them. */
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/types.ts'
import { claimKeysOf, hasClaims } from '../../rules/storage/claims.ts'
import { claimClass, volumeClass } from '../../rules/storage/classes.ts'

/** Volumes by class. */
export const BY_CLASS = 'class'
/** Volumes by the claim they name. */
export const BY_CLAIM = 'claim'
/** Claims without a volume, by class. */
export const UNBOUND = 'unbound'
/** Claims by the volume they name. */
export const BY_VOLUME = 'volume'
/** Pods by the claims they use. */
export const USING = 'claims'

export const claimKey = (namespace: string | undefined, name: string | undefined): string =>
  `${namespace ?? ''}/${name ?? ''}`

export const CLAIMS = 'persistentvolumeclaims'
export const VOLUMES = 'persistentvolumes'
export const CLASSES = 'storageclasses.storage.k8s.io'

/** Indexes of claims and volumes. */
export function indexStorage({ store }: ApiServer): void {
  const [claims, volumes] = [store.table(CLAIMS), store.table(VOLUMES)]
  volumes.addIndex(BY_CLASS, (volume) => volumeClass(volume as PersistentVolume))
  volumes.addIndex(BY_CLAIM, (volume) => {
    const { claimRef } = (volume as PersistentVolume).spec
    return claimRef && claimKey(claimRef.namespace, claimRef.name)
  })
  claims.addIndex(UNBOUND, (object) => {
    const claim = object as PersistentVolumeClaim
    return claim.spec.volumeName ? undefined : claimClass(claim)
  })
  claims.addIndex(BY_VOLUME, (claim) => (claim as PersistentVolumeClaim).spec.volumeName || undefined)
}

/** The index of Pods by the claims they use. */
export function indexUsers({ store }: ApiServer): void {
  store.table('pods').addMultiIndex(USING, claimsUsed, (pod) => (pod as Pod).spec.volumes)
}

const NONE: readonly string[] = []

/** Claims a Pod's volumes name, or own by the Pod's name. */
export function claimsUsed(object: KObject): readonly string[] {
  const pod = object as Pod
  return hasClaims(pod) ? claimKeysOf(pod) : NONE
}
