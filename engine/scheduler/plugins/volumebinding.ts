/** Volumes of a Pod's claims must be, or come to be, within reach of the node. Source: plugins/volumebinding. */
import { equal } from '../../api/equal.ts'
import type { CSIDriver, CSIStorageCapacity, Node, Pod, StorageClass } from '../../kinds/types.ts'
import { value } from '../../api/quantityvalue.ts'
import { claimNameOf, hasClaims, isEphemeral, usesClaim } from '../../rules/storage/claims.ts'
import { ClusterChange } from '../changes.ts'
import { type Refusal, type Relation, type RelationPlugin, refusal } from '../plugin.ts'
import type { Refusals } from '../refusals.ts'
import type { Snapshot } from '../snapshot.ts'
import type { PodClaims, PodVolumes } from '../volumes/podvolumes.ts'

export const VOLUME_BINDING = 'VolumeBinding'
const IMMEDIATE = refusal(VOLUME_BINDING, true, 'pod has unbound immediate PersistentVolumeClaims')

export function volumeBinding(snapshot: Snapshot, volumes: PodVolumes, refusals: Refusals): RelationPlugin {
  return {
    name: VOLUME_BINDING,
    relate: (pod): Relation | undefined => {
      if (!hasClaims(pod)) return undefined
      const why = whyClaimsWillNotDo(pod, volumes)
      if (why !== undefined) return { preFilter: refusal(VOLUME_BINDING, true, why) }
      const claims = volumes.claimsOf(pod)
      if (claims.immediate.length > 0) return { preFilter: IMMEDIATE }
      return {
        filters: true,
        refusal: (nodeRow) => refused(claims, snapshot.nodes[nodeRow]?.node as Node, volumes, refusals),
      }
    },
    wakes: [
      { on: ClusterChange.NODE_ADD | ClusterChange.NODE_LABEL | ClusterChange.NODE_TAINT },
      { on: ClusterChange.CLAIM, helps: (pod, _before, after) => usesClaim(pod, after as never) },
      { on: ClusterChange.VOLUME | ClusterChange.CSI_NODE },
      { on: ClusterChange.STORAGE_CLASS, helps: classHelps },
      { on: ClusterChange.CSI_DRIVER, helps: driverHelps },
      { on: ClusterChange.CSI_CAPACITY, helps: capacityHelps },
    ],
  }
}

function refused(claims: PodClaims, node: Node, volumes: PodVolumes, refusals: Refusals): Refusal | undefined {
  const found = volumes.find(claims, node)
  if (!Array.isArray(found)) return undefined
  // The same object for the same reasons: the caller compares.
  return refusals.of(refusals.number(refusal(VOLUME_BINDING, true, ...found)))
}

/** A claim is missing, lost or on its way out. */
function whyClaimsWillNotDo(pod: Pod, { storage }: PodVolumes): string | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const name = claimNameOf(pod, volume)
    if (name === undefined) continue
    const claim = storage.claim(pod.metadata.namespace ?? '', name)
    if (claim === undefined) {
      return isEphemeral(volume)
        ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
        : `persistentvolumeclaim "${name}" not found`
    }
    if (claim.status?.phase === 'Lost') {
      return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName}"`
    }
    if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim "${name}" is being deleted`
    const owner = claim.metadata.ownerReferences?.find(({ controller }) => controller)
    if (isEphemeral(volume) && owner?.uid !== pod.metadata.uid) {
      return `PVC ${claim.metadata.namespace}/${name} was not created for pod ${pod.metadata.namespace}/${pod.metadata.name} (pod is not owner)`
    }
  }
  return undefined
}

/** New, or its topologies are others. */
function classHelps(_pod: Pod, before: unknown, after: unknown): boolean {
  const [old, next] = [before, after] as [StorageClass | undefined, StorageClass]
  return old === undefined || !equal(old.allowedTopologies, next.allowedTopologies)
}

/** Capacity is no longer looked at. */
function driverHelps(_pod: Pod, before: unknown, after: unknown): boolean {
  const [old, next] = [before, after] as [CSIDriver | undefined, CSIDriver]
  return old?.spec.storageCapacity === true && next.spec.storageCapacity !== true
}

/** New, or there is more of it, or elsewhere. */
function capacityHelps(_pod: Pod, before: unknown, after: unknown): boolean {
  const [old, next] = [before, after] as [CSIStorageCapacity | undefined, CSIStorageCapacity]
  if (old === undefined || !equal(old.nodeTopology, next.nodeTopology)) return true
  const room = ({ maximumVolumeSize, capacity }: CSIStorageCapacity) => value(maximumVolumeSize ?? capacity ?? '0')
  return room(next) > room(old)
}
