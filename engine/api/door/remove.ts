/** DELETE of one object or of a collection. Source: apiserver pkg/endpoints/handlers/delete.go. */
import type { ApiResponse } from '../request.ts'
import { methodNotAllowed } from '../errors.ts'
import type { ResourceInfo } from '../kind.ts'
import type { KObject } from '../object.ts'
import { checkSize, decodeBody, type DecodeTarget } from './body.ts'
import type { Call, DoorContext } from './context.ts'
import { bodyFormat } from './media.ts'
import { type DeleteQuery, deleteQuery } from './options.ts'
import { answerObject, presentList, respondAs, success } from './respond.ts'
import { selectionOf } from './selection.ts'
import { listAt } from './versions.ts'

/** Kinds whose delete answers with the object even when it is gone at once (registry ReturnDeletedObject). */
const RETURNED: ReadonlySet<string> = new Set([
  'pods',
  'services',
  'serviceaccounts',
  'podtemplates',
  'persistentvolumes',
  'persistentvolumeclaims',
  'resourcequotas',
])

const OPTIONS = 'io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions'

export function deleteOptionsTarget({ schemas }: DoorContext): DecodeTarget {
  const definition = schemas.get(OPTIONS)
  // Clients name it by any group version that is served.
  return { kind: 'DeleteOptions', group: '', version: 'v1', definition, knows: () => false }
}

/** Options of a delete from body and query. @throws StatusError 400, 422 */
function optionsOf(call: Call): DeleteQuery {
  const text = call.request.body ?? ''
  if (text.trim() === '') return deleteQuery(call.query, undefined)
  checkSize(text)
  const format = bodyFormat(call.request.headers?.['content-type'])
  const target = { ...deleteOptionsTarget(call.context), ...versionNamed(text) }
  const how = { validation: 'Ignore' as const, warnings: call.warnings }
  return deleteQuery(call.query, decodeBody<Record<string, unknown>>(call.context.schemas, target, text, format, how))
}

/** The group version a body of options gives itself; options are the same in all. */
function versionNamed(text: string): { group: string; version: string } | undefined {
  const [, group, version] = /"apiVersion"\s*:\s*"(?:([^"/]+)\/)?([^"/]+)"/.exec(text) ?? []
  return version === undefined ? undefined : { group: group ?? '', version }
}

export function deleteObject(call: Call): ApiResponse {
  const options = optionsOf(call)
  const { table, path } = call
  const last = call.context.server.verbs.delete<KObject>(table, path.namespace, path.name, {
    ...options,
    user: call.user,
    warnings: call.warnings,
    audit: call.audit,
  })
  const gone = options.dryRun ? isOver(last) : table.find(path.namespace, path.name) === undefined
  if (!gone || RETURNED.has(table.info.resource)) return answerObject(call, 200, last)
  return respondAs(call.accepted, 200, success(detailsOf(table.info, last)), call.warnings)
}

/** What a dry run would have removed at once. */
const isOver = ({ metadata }: KObject) =>
  (metadata.finalizers ?? []).length === 0 && (metadata.deletionGracePeriodSeconds ?? 0) === 0

const detailsOf = (info: ResourceInfo, { metadata }: KObject) => ({
  name: metadata.name,
  ...(info.group ? { group: info.group } : {}),
  kind: info.plural,
  uid: metadata.uid,
})

export function deleteCollection(call: Call): ApiResponse {
  if (call.definition.info.namespaced && call.path.namespace === '') {
    throw methodNotAllowed()
  }
  const options = optionsOf(call)
  const { store, verbs } = call.context.server
  const { matches } = selectionOf(call)
  const chosen = listAt(store, call.table, call.path.namespace, store.revision).filter(matches)
  const deleted = chosen.map(({ metadata }) =>
    verbs.delete<KObject>(call.table, metadata.namespace ?? '', metadata.name, {
      ...options,
      user: call.user,
      warnings: call.warnings,
      audit: call.audit,
    }),
  )
  const list = presentList(call, deleted, { resourceVersion: String(store.revision) })
  return respondAs(call.accepted, 200, list, call.warnings)
}
