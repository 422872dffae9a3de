/** Which volume a claim gets. Source: component-helpers/storage/volume pv_helpers.go (FindMatchingVolume). */
import { labelSelector } from '../../api/labelselector.ts'
import { selectorMatches } from '../../api/labels.ts'
import { value } from '../../api/quantityvalue.ts'
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../kinds/types.ts'
import { nodeSelectorMatches } from '../nodeaffinity.ts'
import { classOfClaim, classOfVolume } from './claims.ts'

export interface MatchOptions {
  /** The node the volume has to be reachable from; absent: the binder asks, not the scheduler. */
  readonly node?: Node
  /** Names of volumes that are taken already. */
  readonly excluded?: ReadonlySet<string>
  /** The class waits for a Pod to be placed: without a node only a volume that names the claim will do. */
  readonly bindsLate?: boolean
}

/** The volume that names the claim, else the smallest that will do; undefined when none does. */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: Iterable<PersistentVolume>,
  { node, excluded, bindsLate = false }: MatchOptions,
): PersistentVolume | undefined {
  const asked = sizeOf(claim)
  let smallest: PersistentVolume | undefined
  for (const volume of volumes) {
    if (excluded?.has(volume.metadata.name) || !maySuit(claim, volume, asked)) continue
    const reachable = node === undefined || volumeReaches(volume, node)
    if (isMeantFor(volume, claim)) return reachable ? volume : undefined
    if (node === undefined && bindsLate) continue
    if (!reachable || !isFree(volume, claim) || !offersModes(volume, claim)) continue
    if (smallest === undefined || capacityOf(volume) < capacityOf(smallest)) smallest = volume
  }
  return smallest
}

const sizeOf = ({ spec }: PersistentVolumeClaim) => value((spec.resources?.requests?.storage as string) ?? '0')
const capacityOf = ({ spec }: PersistentVolume) => value((spec.capacity?.storage as string) ?? '0')

/** Not another's, large enough, of the same mode, not on its way out. */
function maySuit(claim: PersistentVolumeClaim, volume: PersistentVolume, asked: number): boolean {
  if (volume.spec.claimRef && !isMeantFor(volume, claim)) return false
  if (capacityOf(volume) < asked || volume.metadata.deletionTimestamp !== undefined) return false
  return (volume.spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem')
}

/** The volume names this claim: by name, and by uid where it gives one. */
export function isMeantFor({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  if (!claimRef || claimRef.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false
  return !claimRef.uid || claimRef.uid === metadata.uid
}

function isFree(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (volume.status?.phase !== 'Available' || classOfVolume(volume) !== classOfClaim(claim)) return false
  return !claim.spec.selector || selectorMatches(labelSelector(claim.spec.selector), volume.metadata.labels)
}

/** The volume can be mounted in every way the claim asks for. */
export function offersModes({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const offered = spec.accessModes ?? []
  return (claim.spec.accessModes ?? []).every((mode) => offered.includes(mode))
}

/** Whether a volume can be reached from a node (its nodeAffinity). */
export function volumeReaches({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec.nodeAffinity?.required
  return required === undefined || nodeSelectorMatches(required, node)
}
