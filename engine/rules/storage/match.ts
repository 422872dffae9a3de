/**
 * Whether a volume fits a claim, and which fits best: shared by the binder and the scheduler.
 * Source: pkg/controller/volume/persistentvolume (index.go, pv_controller.go), component-helpers storage/volume/pv_helpers.go.
 */
import { selectorMatches } from '../../api/labels.ts'
import { labelSelector } from '../../api/labelselector.ts'
import { value } from '../../api/quantityvalue.ts'
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../kinds/types.ts'
import { nodeSelectorMatches } from '../nodeaffinity.ts'
import { claimClass, volumeClass } from './classes.ts'

type Amounts = Readonly<Record<string, string>> | undefined

export const claimBytes = ({ spec }: PersistentVolumeClaim): number =>
  value((spec.resources?.requests as Amounts)?.storage ?? '0')

export const volumeBytes = ({ spec }: PersistentVolume): number => value((spec.capacity as Amounts)?.storage ?? '0')

/** The volume is this claim's: bound to it, or meant for it by a person who named no uid. */
export function isBoundTo({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { claimRef } = spec
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false
  return !claimRef.uid || claimRef.uid === metadata.uid
}

/** Every way the claim wants to mount it is a way the volume can be mounted. */
export const hasAccessModes = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode))

export const hasSameMode = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (volume.spec.volumeMode ?? 'Filesystem') === (claim.spec.volumeMode ?? 'Filesystem')

/** The volume can be reached from the node. */
export function isReachable({ spec }: PersistentVolume, node: Node): boolean {
  const { required } = spec.nodeAffinity ?? {}
  return required === undefined || nodeSelectorMatches(required, node)
}

/** Why a volume that the claim names cannot be bound to it; undefined when it can. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volumeBytes(volume) < claimBytes(claim)) return 'requested PV is too small'
  if (volumeClass(volume) !== claimClass(claim)) return 'storageClassName does not match'
  if (!hasSameMode(volume, claim)) return 'incompatible volumeMode'
  return hasAccessModes(volume, claim) ? undefined : 'incompatible accessMode'
}

export interface MatchOptions {
  /** The scheduler's question: only volumes that this node reaches. */
  node?: Node
  /** Volumes promised to other claims already. */
  excluded?: ReadonlySet<string>
  /** The claim waits for the scheduler: only a volume that is its already will do. */
  delayed?: boolean
}

/** The volume for a claim: its own, else the smallest that fits; those with the fewest access modes first. */
export function findVolume(
  volumes: readonly PersistentVolume[],
  claim: PersistentVolumeClaim,
  options: MatchOptions = {},
): PersistentVolume | undefined {
  const fitting = volumes.filter((volume) => fits(volume, claim, options))
  const own = fitting.find((volume) => isBoundTo(volume, claim))
  if (own) return options.node === undefined || isReachable(own, options.node) ? own : undefined
  if (options.node === undefined && options.delayed) return undefined
  // The scheduler asks for the smallest, whatever else it could do.
  const wanted = options.node === undefined ? (claim.spec.accessModes?.length ?? 0) : undefined
  const free = fitting.filter((volume) => isFree(volume, claim, options))
  return free.reduce<PersistentVolume | undefined>((best, next) => {
    return best === undefined || comesBefore(next, best, wanted) ? next : best
  }, undefined)
}

/** Exactly the modes asked for first, then few before many; then small before large, then by name. */
function comesBefore(a: PersistentVolume, b: PersistentVolume, wanted: number | undefined): boolean {
  const modes = (volume: PersistentVolume) =>
    wanted === undefined ? 0 : (volume.spec.accessModes?.length ?? 0) - wanted
  if (modes(a) !== modes(b)) return modes(a) < modes(b)
  if (volumeBytes(a) !== volumeBytes(b)) return volumeBytes(a) < volumeBytes(b)
  return a.metadata.name < b.metadata.name
}

/** Large enough, of the right mode, nobody else's and staying. */
function fits(volume: PersistentVolume, claim: PersistentVolumeClaim, { excluded }: MatchOptions): boolean {
  if (excluded?.has(volume.metadata.name)) return false
  if (volume.spec.claimRef !== undefined && !isBoundTo(volume, claim)) return false
  if (!hasAccessModes(volume, claim) || volumeBytes(volume) < claimBytes(claim)) return false
  return hasSameMode(volume, claim) && volume.metadata.deletionTimestamp === undefined
}

function isFree(volume: PersistentVolume, claim: PersistentVolumeClaim, { node }: MatchOptions): boolean {
  const { selector } = claim.spec
  if (volume.status?.phase !== 'Available' || volumeClass(volume) !== claimClass(claim)) return false
  if (selector && !selectorMatches(labelSelector(selector), volume.metadata.labels)) return false
  return node === undefined || isReachable(volume, node)
}
