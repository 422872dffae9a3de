/** Claims and the Pods that use them. Source: component-helpers/storage/volume, ephemeral. */
import type { PersistentVolumeClaim, Pod, Volume } from '../../kinds/types.ts'
import { BIND_COMPLETED } from './annotations.ts'

/** Claim and volume know of each other, and the binder has said so. */
export function isFullyBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return Boolean(spec.volumeName) && metadata.annotations?.[BIND_COMPLETED] !== undefined
}

/** Name of the claim behind a Pod's volume, a generic ephemeral one included; undefined when there is none. */
export function claimNameOf(pod: Pod, volume: Volume): string | undefined {
  if (volume.persistentVolumeClaim) return volume.persistentVolumeClaim.claimName
  return isEphemeral(volume) ? `${pod.metadata.name}-${volume.name}` : undefined
}

export const isEphemeral = (volume: Volume): boolean => (volume as { ephemeral?: unknown }).ephemeral !== undefined

/** By list of volumes, which the Pods of a template share: asked for every Pod by many. */
const withClaims = new WeakMap<readonly Volume[], boolean>()

/** Whether any volume of the Pod is a claim's, or makes one. */
export function hasClaims({ spec: { volumes } }: Pod): boolean {
  if (!volumes?.length) return false
  let has = withClaims.get(volumes)
  if (has === undefined) {
    has = volumes.some((volume) => volume.persistentVolumeClaim !== undefined || isEphemeral(volume))
    withClaims.set(volumes, has)
  }
  return has
}

/** `namespace/name` of all claims of a Pod. */
export function claimKeysOf(pod: Pod): string[] {
  const keys: string[] = []
  for (const volume of pod.spec.volumes ?? []) {
    const name = claimNameOf(pod, volume)
    if (name !== undefined) keys.push(`${pod.metadata.namespace ?? ''}/${name}`)
  }
  return keys
}

/** Whether a Pod uses the claim. */
export function usesClaim(pod: Pod, { metadata }: PersistentVolumeClaim): boolean {
  if (pod.metadata.namespace !== metadata.namespace) return false
  return (pod.spec.volumes ?? []).some((volume) => claimNameOf(pod, volume) === metadata.name)
}
