/** POST and PUT of objects, and the tracking of who owns what they write. Source: apiserver handlers/create.go, update.go. */
import type { ApiResponse } from '../request.ts'
import { badRequest, internalError, methodNotAllowed } from '../errors.ts'
import type { KObject } from '../object.ts'
import type { ManagedWrite } from '../patch/fieldmanager.ts'
import type { WriteOptions } from '../verbs/options.ts'
import { checkSize, decodeBody, targetOf } from './body.ts'
import { apiVersion, type Call, knowsKind, requireName, storedCall, storedForm } from './context.ts'
import { bodyFormat } from './media.ts'
import { managerName, type WriteQuery, writeQuery } from './options.ts'
import { answerObject } from './respond.ts'

/** The body as an object of the call's kind. @throws StatusError 400, 413, 415 */
function readBody(call: Call, { fieldValidation }: WriteQuery): KObject {
  const { context, request, definition, warnings } = call
  const body = request.body ?? ''
  checkSize(body)
  const format = bodyFormat(request.headers?.['content-type'])
  const target = targetOf(context.schemas, definition, knowsKind(context))
  const how = { validation: fieldValidation, warnings }
  return storedForm(call, decodeBody<KObject>(context.schemas, target, body, format, how))
}

/** How the call's client comes to own what it writes. */
export function managedWrite(call: Call, { fieldManager }: WriteQuery, subresource: string): ManagedWrite {
  const { clock, calendar } = call.context.server
  const stored = storedCall(call)
  return {
    manager: managerName(fieldManager, call.request.headers?.['user-agent']),
    apiVersion: apiVersion(stored),
    subresource,
    // A scale's owner is noted without a time.
    time: subresource === 'scale' ? '' : calendar.seconds(clock.nowMs),
    definition: call.context.schemas.get(stored.definition.schema),
  }
}

/** Options of the verbs for a call's write. */
export function writeOptions(call: Call, query: WriteQuery, subresource = ''): WriteOptions {
  const { fieldManager } = call.context
  const write = managedWrite(call, query, subresource)
  return {
    user: call.user,
    as: call.definition,
    dryRun: query.dryRun,
    subresource,
    warnings: call.warnings,
    audit: call.audit,
    manage: (live, next) => fieldManager.update(live, next, write),
  }
}

export function createObject(call: Call): ApiResponse {
  const { path, table, context } = call
  if (path.name !== '' || (path.namespace === '' && call.definition.info.namespaced)) throw methodNotAllowed()
  const query = writeQuery(call.query, 'CreateOptions')
  const object = readBody(call, query)
  const meta = object.metadata
  if (meta.namespace && path.namespace && meta.namespace !== path.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (meta.resourceVersion) throw internalError('resourceVersion should not be set on objects to be created')
  const namespace = path.namespace || undefined
  const draft = { ...object, metadata: { ...meta, namespace } }
  return answerObject(call, 201, context.server.verbs.create(table, draft, writeOptions(call, query)))
}

/** @throws StatusError 400 when the object is not the one the URL names */
export function checkNames({ path }: Call, { metadata }: KObject): void {
  if (!metadata.name) {
    throw badRequest(`the name of the object (${path.name} based on URL) was undeterminable: name must be provided`)
  }
  if (metadata.name !== path.name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${path.name})`)
  }
  if (metadata.namespace && path.namespace && metadata.namespace !== path.namespace) {
    throw badRequest(
      `the namespace of the object (${metadata.namespace}) does not match the namespace on the request (${path.namespace})`,
    )
  }
}

/** PUT of an object or, with a subresource, of its status or another part. */
export function replaceObject(call: Call, subresource: string): ApiResponse {
  requireName(call)
  const query = writeQuery(call.query, 'UpdateOptions')
  const object = readBody(call, query)
  checkNames(call, object)
  const namespace = call.path.namespace || undefined
  const next = { ...object, metadata: { ...object.metadata, namespace } } as KObject
  const { verbs } = call.context.server
  return answerObject(call, 200, verbs.update(call.table, next, writeOptions(call, query, subresource)))
}
