/** Disks that only one Pod may use, on a node or (ReadWriteOncePod) anywhere. Source: plugins/volumerestrictions. */
import type { Store } from '../../api/store.ts'
import type { PersistentVolumeClaim, Pod, Volume } from '../../kinds/types.ts'
import { claimKeysOf, claimNameOf, hasClaims, usesClaim } from '../../rules/storage/claims.ts'
import { ClusterChange } from '../changes.ts'
import { type Relation, type RelationPlugin, refusal } from '../plugin.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Storage } from '../volumes/storage.ts'

const NAME = 'VolumeRestrictions'
const DISK_TAKEN = refusal(NAME, false, 'node(s) had no available disk')
const CLAIM_TAKEN = refusal(
  NAME,
  false,
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
)
/** Index of Pods by `namespace/name` of their claims. */
const BY_CLAIM = 'scheduler-claims'
const NO_CLAIMS: readonly string[] = []

export function volumeRestrictions(store: Store, snapshot: Snapshot, storage: Storage): RelationPlugin {
  const pods = store.table('pods')
  pods.addMultiIndex(
    BY_CLAIM,
    (pod) => (hasClaims(pod as Pod) ? claimKeysOf(pod as Pod) : NO_CLAIMS),
    (pod) => (pod as Pod).spec.volumes,
  )

  /** Whether another Pod that counts on some node uses the claim. */
  const isTaken = (key: string) => {
    let taken = false
    pods.eachIn(BY_CLAIM, key, (_pod, row) => {
      const place = snapshot.countedAt(row)?.nodeRow ?? snapshot.nominations.nodeRow(row)
      if (place >= 0 && snapshot.nodes[place]?.podRows.includes(row)) taken = true
    })
    return taken
  }

  return {
    name: NAME,
    relate: (pod): Relation | undefined => {
      const hasDisks = pod.spec.volumes?.some(isExclusiveDisk) === true
      if (!hasDisks && !hasClaims(pod)) return undefined
      const { missing, single } = singlePodClaims(pod, storage)
      if (missing !== undefined) return { preFilter: notFound(missing) }
      const taken = single.some(isTaken)
      if (!hasDisks && !taken) return undefined
      return {
        filters: true,
        refusal: (nodeRow) => {
          const others = (snapshot.nodes[nodeRow]?.podRows ?? []).map((row) => snapshot.podAt(row))
          if (hasDisks && others.some((other) => disksConflict(pod, other))) return DISK_TAKEN
          return taken ? CLAIM_TAKEN : undefined
        },
      }
    },
    wakes: [
      { on: ClusterChange.POD_DELETE, helps: podGoneHelps },
      { on: ClusterChange.NODE_ADD },
      { on: ClusterChange.CLAIM, helps: claimHelps },
    ],
  }
}

const notFound = (claim: string) => refusal(NAME, true, `persistentvolumeclaim "${claim}" not found`)

/** Keys of the claims that one Pod only may use; or the first claim that is missing. */
function singlePodClaims(pod: Pod, storage: Storage): { missing?: string; single: string[] } {
  const single: string[] = []
  const { namespace = '' } = pod.metadata
  for (const volume of pod.spec.volumes ?? []) {
    if (!volume.persistentVolumeClaim) continue
    const name = claimNameOf(pod, volume) as string
    const claim = storage.claim(namespace, name)
    if (claim === undefined) return { missing: name, single }
    if (claim.spec.accessModes?.includes('ReadWriteOncePod')) single.push(`${namespace}/${name}`)
  }
  return { single }
}

/** A disk that Pods of one node cannot share. */
function isExclusiveDisk(volume: Volume): boolean {
  return Boolean(volume.gcePersistentDisk || volume.awsElasticBlockStore || volume.rbd || volume.iscsi)
}

/** Whether two Pods ask for one disk that they may not share. */
export function disksConflict(pod: Pod, other: Pod): boolean {
  const held = other.spec.volumes ?? []
  return (pod.spec.volumes ?? []).some((volume) => held.some((other) => diskConflicts(volume, other)))
}

function diskConflicts(a: Volume, b: Volume): boolean {
  const [disk, held] = [a.gcePersistentDisk, b.gcePersistentDisk]
  if (disk && held && disk.pdName === held.pdName && !(disk.readOnly && held.readOnly)) return true
  if (a.awsElasticBlockStore && b.awsElasticBlockStore)
    if (a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID) return true
  if (a.iscsi && b.iscsi && a.iscsi.iqn === b.iscsi.iqn && !(a.iscsi.readOnly && b.iscsi.readOnly)) return true
  return Boolean(a.rbd && b.rbd && rbdConflicts(a.rbd, b.rbd))
}

type Rbd = NonNullable<Volume['rbd']>

function rbdConflicts(a: Rbd, b: Rbd): boolean {
  const shared = (a.monitors ?? []).some((monitor) => b.monitors?.includes(monitor))
  const same = (a.pool ?? 'rbd') === (b.pool ?? 'rbd') && a.image === b.image
  return shared && same && !(a.readOnly && b.readOnly)
}

/** The Pod that went held a disk or a claim that this one asks for. */
export function podGoneHelps(pod: Pod, before: unknown): boolean {
  const gone = before as Pod
  if (disksConflict(pod, gone)) return true
  const held = gone.metadata.namespace === pod.metadata.namespace ? claimKeysOf(gone) : NO_CLAIMS
  return claimKeysOf(pod).some((key) => held.includes(key))
}

/** The claim is one of the Pod's. */
export const claimHelps = (pod: Pod, _before: unknown, after: unknown): boolean =>
  usesClaim(pod, after as PersistentVolumeClaim)
