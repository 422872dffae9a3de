/**
 * managedFields as a table of managers, and back. Source: structured-merge-diff merge.Managers, apimachinery
 * managedfields/internal (managedfields.go, buildmanagerinfo.go).
 */
import type { ManagedFieldsEntry } from '../object.ts'
import { decodeSet, encodeSet, equalSets, type FieldSet, isEmptySet } from './fieldset.ts'

export interface Manager {
  name: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  subresource: string
  /** metav1.Time of its last change; '' for none. */
  time: string
  fields: FieldSet
}

/** What tells managers apart; an applier is the same in every version. */
export function identityOf({ name, operation, apiVersion, subresource }: Manager): string {
  const version = operation === 'Apply' ? '' : apiVersion
  return `${operation} ${name.length} ${version.length} ${name}${version}${subresource}`
}

export type Managers = ReadonlyMap<string, Manager>

export function decodeManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers {
  const managers = new Map<string, Manager>()
  for (const { manager = '', operation, apiVersion = '', subresource = '', time, fieldsV1 } of entries ?? []) {
    if (operation !== 'Apply' && operation !== 'Update') continue
    const fields = decodeSet(fieldsV1)
    const one: Manager = { name: manager, operation, apiVersion, subresource, time: time ?? '', fields }
    managers.set(identityOf(one), one)
  }
  return managers
}

/** Entries in upstream's order: appliers first, then by time, name, version, subresource; empty ones are left out. */
export function encodeManagers(managers: Managers): ManagedFieldsEntry[] {
  const all = [...managers.values()].filter(({ fields }) => !isEmptySet(fields))
  return all.sort(compare).map(({ name, operation, apiVersion, subresource, time, fields }) => ({
    ...(name ? { manager: name } : {}),
    operation,
    ...(apiVersion ? { apiVersion } : {}),
    ...(time ? { time } : {}),
    fieldsType: 'FieldsV1',
    fieldsV1: encodeSet(fields),
    ...(subresource ? { subresource } : {}),
  }))
}

function compare(a: Manager, b: Manager): number {
  return (
    text(a.operation, b.operation) ||
    text(a.time, b.time) ||
    text(a.name, b.name) ||
    text(a.apiVersion, b.apiVersion) ||
    text(a.subresource, b.subresource)
  )
}

const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Whether two tables own the same, whenever that came to be. */
export function sameManagers(a: Managers, b: Managers): boolean {
  if (a.size !== b.size) return false
  for (const [id, manager] of a) {
    const other = b.get(id)
    if (other === undefined || other.apiVersion !== manager.apiVersion || !equalSets(manager.fields, other.fields))
      return false
  }
  return true
}
