/** Finds the table behind a reference. */
import type { Store } from '../../api/store.ts'
import type { Table } from '../../api/table.ts'
import type { ObjectRef } from '../../protocol/object.ts'

/** The group of `apps/v1`; empty for the core's `v1`. */
export const groupOf = (apiVersion: string): string => {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

/** The table of a referenced object, whatever version it names; undefined when its kind is not served. */
export const tableOf = (store: Store, ref: Pick<ObjectRef, 'apiVersion' | 'kind'>): Table | undefined =>
  store.tableOfKind(groupOf(ref.apiVersion), ref.kind)
