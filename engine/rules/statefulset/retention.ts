/**
 * Who owns a claim, so that it goes with the StatefulSet or with its Pod when the policy wants it.
 * Source: stateful_set_utils.go isClaimOwnerUpToDate, updateClaimOwnerRefForSetAndPod and neighbours.
 */
import type { KObject, OwnerReference } from '../../api/object.ts'
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../kinds/types.ts'
import { isInRange } from './identity.ts'

type References = readonly OwnerReference[]
/** An owner as far as references tell of it. */
export type Owner = Pick<KObject, 'apiVersion' | 'kind'> & { metadata: { name: string; uid: string } }

const ownersOf = ({ metadata }: Pick<PersistentVolumeClaim, 'metadata'>): References => metadata.ownerReferences ?? []

/** Same kind and name; the uid may be that of a former object. */
export function matchesRef({ apiVersion, kind, name }: OwnerReference, owner: Owner): boolean {
  return apiVersion === owner.apiVersion && kind === owner.kind && name === owner.metadata.name
}

export const hasOwnerRef = (references: References, { metadata }: Owner): boolean =>
  references.some(({ uid }) => uid === metadata.uid)

/** A former object of the owner's name is still named. */
export const hasStaleOwnerRef = (references: References, owner: Owner): boolean =>
  references.some((reference) => matchesRef(reference, owner) && reference.uid !== owner.metadata.uid)

/** Set or Pod are named, but not as controllers. */
export const hasNonControllerOwner = (references: References, set: Owner, pod: Owner): boolean =>
  references.some(({ uid, controller }) => (uid === set.metadata.uid || uid === pod.metadata.uid) && !controller)

/** Somebody else controls the claim; under a policy that keeps claims anyway that is none of the set's business. */
export function hasUnexpectedController(references: References, set: StatefulSet, pod: Owner): boolean {
  const policy = policyOf(set)
  if (!policy.scaled && !policy.deleted) return false
  return references.some((reference) => {
    for (const owner of [set, pod]) if (matchesRef(reference, owner)) return reference.uid !== owner.metadata.uid
    return Boolean(reference.controller)
  })
}

/** Whether claims are deleted with their Pod on scaling down, and with the set. */
function policyOf({ spec }: StatefulSet): { scaled: boolean; deleted: boolean } {
  const { whenScaled, whenDeleted } = spec.persistentVolumeClaimRetentionPolicy ?? {}
  return { scaled: whenScaled === 'Delete', deleted: whenDeleted === 'Delete' }
}

/** Who should own the claims of a Pod: a Pod that is not wanted any more takes its claims along. */
function wantedOwners(set: StatefulSet, pod: Pod): { bySet: boolean; byPod: boolean } {
  const { scaled, deleted } = policyOf(set)
  const byPod = scaled && !isInRange(pod, set)
  return { bySet: deleted && !byPod, byPod }
}

export function isClaimOwnerUpToDate(references: References, set: StatefulSet, pod: Pod): boolean {
  // Claims of a former set or Pod of the name are left alone.
  if (hasStaleOwnerRef(references, set) || hasStaleOwnerRef(references, pod)) return true
  if (hasUnexpectedController(references, set, pod)) {
    return !hasOwnerRef(references, set) && !hasOwnerRef(references, pod)
  }
  if (hasNonControllerOwner(references, set, pod)) return false
  const { bySet, byPod } = wantedOwners(set, pod)
  return hasOwnerRef(references, set) === bySet && hasOwnerRef(references, pod) === byPod
}

/** The references as the policy wants them; beside an unexpected controller the set puts none of its own. */
export function updatedOwners(references: References, set: StatefulSet, pod: Pod): OwnerReference[] {
  const others = references.filter((reference) => !matchesRef(reference, set) && !matchesRef(reference, pod))
  if (hasUnexpectedController(references, set, pod)) return others
  const { bySet, byPod } = wantedOwners(set, pod)
  return bySet ? addControllerRef(others, set) : byPod ? addControllerRef(others, pod) : others
}

/** Adds a controlling reference unless the owner is named already. */
export function addControllerRef(references: References, owner: Owner): OwnerReference[] {
  if (hasOwnerRef(references, owner)) return [...references]
  const { apiVersion, kind, metadata } = owner
  return [
    ...references,
    { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true },
  ]
}

/** A claim that an earlier Pod of the name is about to take along cannot serve the next one. */
export function isClaimStale(claim: PersistentVolumeClaim, set: StatefulSet, pod: Owner): boolean {
  return policyOf(set).scaled && hasStaleOwnerRef(ownersOf(claim), pod)
}
