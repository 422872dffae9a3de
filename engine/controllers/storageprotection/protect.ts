/** One object and its finalizer: there while the object stays, gone when it may go. */
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { Result } from '../../core/workqueue.ts'

/** @param isUsed asked only of an object that is to be deleted */
export function protect(
  { verbs }: ApiServer,
  table: Table,
  object: KObject,
  finalizer: string,
  isUsed: () => boolean,
): Result {
  const { deletionTimestamp, finalizers = [] } = object.metadata
  const has = finalizers.includes(finalizer)
  if (deletionTimestamp === undefined && !has) write([...finalizers, finalizer])
  else if (deletionTimestamp !== undefined && has && !isUsed()) write(finalizers.filter((one) => one !== finalizer))
  return undefined

  function write(next: string[]): void {
    const { finalizers: _, ...rest } = object.metadata
    const metadata = next.length === 0 ? rest : { ...rest, finalizers: next }
    verbs.update(table, { ...object, metadata }, { trusted: true })
  }
}
