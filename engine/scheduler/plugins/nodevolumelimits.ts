/** A node can hold so many volumes of a CSI driver. Source: plugins/nodevolumelimits/csi.go. */
import type { Pod } from '../../kinds/types.ts'
import { claimNameOf, hasClaims } from '../../rules/storage/claims.ts'
import { claimClass } from '../../rules/storage/classes.ts'
import { ClusterChange } from '../changes.ts'
import { type Relation, type RelationPlugin, refusal } from '../plugin.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Storage } from '../volumes/storage.ts'

const NAME = 'NodeVolumeLimits'
const FULL = refusal(NAME, false, 'node(s) exceed max volume count')

export function nodeVolumeLimits(snapshot: Snapshot, storage: Storage): RelationPlugin {
  const refused = (pod: Pod, nodeRow: number): boolean => {
    const info = snapshot.nodes[nodeRow]
    const limits = limitsOf(storage, info?.name ?? '')
    if (limits.size === 0) return false
    const wanted = volumesOf(pod, storage)
    const held = new Map<string, string>()
    for (const row of info?.podRows ?? []) {
      for (const [volume, driver] of volumesOf(snapshot.podAt(row), storage)) held.set(volume, driver)
    }
    const added = [...wanted].filter(([volume]) => !held.has(volume))
    return [...limits].some(([driver, limit]) => {
      const more = added.filter(([, own]) => own === driver).length
      return more > 0 && [...held.values()].filter((own) => own === driver).length + more > limit
    })
  }
  return {
    name: NAME,
    relate: (pod): Relation | undefined => {
      if (!hasClaims(pod) || volumesOf(pod, storage).size === 0) return undefined
      return { filters: true, refusal: (nodeRow) => (refused(pod, nodeRow) ? FULL : undefined) }
    },
    wakes: [
      { on: ClusterChange.CSI_NODE | ClusterChange.NODE_ADD },
      { on: ClusterChange.POD_DELETE, helps: (_pod, before) => hasClaims(before as Pod) },
      { on: ClusterChange.CLAIM | ClusterChange.VOLUME },
    ],
  }
}

/** How many volumes of each driver a node takes; drivers without a limit are left out. */
function limitsOf(storage: Storage, node: string): Map<string, number> {
  const limits = new Map<string, number>()
  for (const { name, allocatable } of storage.csiNode(node)?.spec.drivers ?? []) {
    if (allocatable?.count !== undefined) limits.set(name, allocatable.count)
  }
  return limits
}

/** CSI volumes of a Pod: what tells them apart, and the driver. One that is still to be made counts by its claim. */
function volumesOf(pod: Pod, storage: Storage): Map<string, string> {
  const found = new Map<string, string>()
  const { namespace = '' } = pod.metadata
  for (const volume of pod.spec.volumes ?? []) {
    const name = claimNameOf(pod, volume)
    const claim = name === undefined ? undefined : storage.claim(namespace, name)
    if (claim === undefined) continue
    const csi = storage.volume(claim.spec.volumeName ?? '')?.spec.csi
    if (csi) found.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver)
    if (claim.spec.volumeName) continue
    const provisioner = storage.storageClass(claimClass(claim))?.provisioner
    if (provisioner) found.set(`${provisioner}/${namespace}/${name}`, provisioner)
  }
  return found
}
