/**
 * Adoption and release: making a matching orphan one's own, letting go of what matches no longer.
 * Source: pkg/controller/controller_ref_manager.go.
 */
import type { StatusError } from '../api/errors.ts'
import { controllerOf, type KObject, type OwnerReference } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'

/** The reference a controller puts on what it makes (metav1.NewControllerRef). */
export function controllerRef(owner: KObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true }
}

export function isControlledBy(object: KObject, owner: KObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid
}

/** Makes `owner` the controller of an orphan; false when the orphan is gone. Throws other StatusErrors. */
export function adopt(server: ApiServer, table: Table, orphan: KObject, owner: KObject): boolean {
  const owners = [...(orphan.metadata.ownerReferences ?? []), controllerRef(owner)]
  return setOwners(server, table, orphan, owners)
}

/** Takes `owner`'s reference off an object; false when the object is gone. */
export function release(server: ApiServer, table: Table, object: KObject, owner: KObject): boolean {
  const rest = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid)
  return setOwners(server, table, object, rest)
}

/** Replaces an object's owners, reading it afresh. */
export function setOwners(server: ApiServer, table: Table, object: KObject, owners: OwnerReference[]): boolean {
  const { namespace = '', name } = object.metadata
  const change = (stored: KObject): KObject => {
    const metadata = { ...stored.metadata }
    if (owners.length === 0) delete metadata.ownerReferences
    else metadata.ownerReferences = owners
    return { ...stored, metadata }
  }
  return tolerate(['NotFound'], () => server.verbs.modify(table, namespace, name, change))
}

/** Runs a write and says whether it went through; an error of one of these reasons is no error. */
export function tolerate(reasons: readonly string[], write: () => unknown): boolean {
  try {
    write()
    return true
  } catch (error) {
    if (reasons.includes((error as StatusError).reason)) return false
    throw error
  }
}
