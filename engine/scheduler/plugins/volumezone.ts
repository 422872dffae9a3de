/** Volumes with zone and region labels are used in their zone and region only. Source: plugins/volumezone. */
import { equal } from '../../api/equal.ts'
import type { PersistentVolume, Pod, StorageClass } from '../../kinds/types.ts'
import { hasClaims, usesClaim } from '../../rules/storage/claims.ts'
import { claimClass, waitsForConsumer } from '../../rules/storage/classes.ts'
import { ClusterChange } from '../changes.ts'
import { type Refusal, type Relation, type RelationPlugin, refusal } from '../plugin.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Storage } from '../volumes/storage.ts'

const NAME = 'VolumeZone'
const ELSEWHERE = refusal(NAME, true, 'node(s) had no available volume zone')
/** Older labels and what they are called now. */
const STABLE: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
}
const KEYS = [...Object.keys(STABLE), ...Object.values(STABLE)]

/** A label of a volume and the values a node may have for it. */
interface Zone {
  readonly key: string
  readonly values: readonly string[]
}

export function volumeZone(snapshot: Snapshot, storage: Storage): RelationPlugin {
  return {
    name: NAME,
    relate: (pod): Relation | undefined => {
      if (!hasClaims(pod)) return undefined
      const zones = zonesOf(pod, storage)
      if (!Array.isArray(zones)) return { preFilter: zones as Refusal }
      if (zones.length === 0) return undefined
      return {
        filters: true,
        refusal: (nodeRow) => (isWithin(zones, snapshot.nodes[nodeRow]?.node?.metadata.labels) ? undefined : ELSEWHERE),
      }
    },
    wakes: [
      { on: ClusterChange.NODE_ADD | ClusterChange.NODE_LABEL },
      { on: ClusterChange.CLAIM, helps: (pod, _before, after) => usesClaim(pod, after as never) },
      { on: ClusterChange.STORAGE_CLASS, helps: classHelps },
      { on: ClusterChange.VOLUME, helps: volumeHelps },
    ],
  }
}

/** Zones of all volumes of a Pod; a refusal when there is one that nothing is known of. */
function zonesOf(pod: Pod, storage: Storage): Zone[] | Refusal {
  const zones: Zone[] = []
  for (const { persistentVolumeClaim: source } of pod.spec.volumes ?? []) {
    if (!source) continue
    const found = zonesOfClaim(pod.metadata.namespace ?? '', source.claimName, storage)
    if (!Array.isArray(found)) return found
    zones.push(...found)
  }
  return zones
}

function zonesOfClaim(namespace: string, name: string, storage: Storage): Zone[] | Refusal {
  if (!name) return refusal(NAME, true, 'PersistentVolumeClaim had no name')
  const claim = storage.claim(namespace, name)
  if (claim === undefined) return refusal(NAME, true, `persistentvolumeclaim "${name}" not found`)
  const { volumeName } = claim.spec
  if (!volumeName) return unbound(claimClass(claim), storage)
  const volume = storage.volume(volumeName)
  if (volume === undefined) return refusal(NAME, true, `persistentvolume "${volumeName}" not found`)
  return zonesOfVolume(volume)
}

/** A claim without a volume: no zones when that is as it should be. */
function unbound(className: string, storage: Storage): Zone[] | Refusal {
  if (className === '') return refusal(NAME, true, 'PersistentVolumeClaim had no pv name and storageClass name')
  const found = storage.storageClass(className)
  if (found === undefined) return refusal(NAME, true, `storageclasses.storage.k8s.io "${className}" not found`)
  if (!found.volumeBindingMode) return refusal(NAME, true, `VolumeBindingMode not set for StorageClass "${className}"`)
  return waitsForConsumer(found) ? [] : refusal(NAME, true, 'PersistentVolume had no name')
}

/** A label's value may name several zones, joined by `__`. */
function zonesOfVolume({ metadata: { labels } }: PersistentVolume): Zone[] {
  return KEYS.flatMap((key) => {
    const values = labels?.[key]?.split('__')
    return values === undefined || values.includes('') ? [] : [{ key, values }]
  })
}

/** A node that says nothing of zones is in all of them. */
function isWithin(zones: readonly Zone[], labels: Readonly<Record<string, string>> | undefined): boolean {
  if (!KEYS.some((key) => labels?.[key] !== undefined)) return true
  return zones.every(({ key, values }) => {
    const own = labels?.[key] ?? labels?.[STABLE[key] ?? '']
    return own !== undefined && values.includes(own)
  })
}

/** A class that binds late lets a claim wait for its Pod. */
export function classHelps(_pod: Pod, _before: unknown, after: unknown): boolean {
  return waitsForConsumer(after as StorageClass)
}

/** The volume is new or in another zone. */
export function volumeHelps(_pod: Pod, before: unknown, after: unknown): boolean {
  if (before === undefined) return true
  return !equal(zonesOfVolume(before as PersistentVolume), zonesOfVolume(after as PersistentVolume))
}
