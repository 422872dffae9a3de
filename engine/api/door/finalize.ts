/** PUT …/namespaces/<name>/finalize: which finalizers hold a namespace. Source: registry/core/namespace FinalizeREST. */
import type { ApiResponse } from '../request.ts'
import { methodNotAllowed } from '../errors.ts'
import type { KObject } from '../object.ts'
import { checkSize, decodeBody, targetOf } from './body.ts'
import { type Call, knowsKind } from './context.ts'
import { bodyFormat } from './media.ts'
import { writeQuery } from './options.ts'
import { answerObject } from './respond.ts'
import { checkNames } from './write.ts'

interface NamespaceLike extends KObject {
  spec?: { finalizers?: string[] }
}

export function finalizeNamespace(call: Call): ApiResponse {
  if (call.request.method !== 'PUT') throw methodNotAllowed()
  const { context, table, path } = call
  const query = writeQuery(call.query, 'UpdateOptions')
  const body = call.request.body ?? ''
  checkSize(body)
  const target = targetOf(context.schemas, call.definition, knowsKind(context))
  const how = { validation: query.fieldValidation, warnings: call.warnings }
  const format = bodyFormat(call.request.headers?.['content-type'])
  const given = decodeBody<NamespaceLike>(context.schemas, target, body, format, how)
  checkNames(call, given)
  const { verbs } = context.server
  const finalizers = given.spec?.finalizers ?? []
  const next = (old: NamespaceLike): NamespaceLike => ({ ...old, spec: { ...old.spec, finalizers } })
  const options = { trusted: true, dryRun: query.dryRun, user: call.user }
  return answerObject(call, 200, verbs.modify<NamespaceLike>(table, '', path.name, next, options))
}
