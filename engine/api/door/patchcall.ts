/** PATCH in its four forms. Source: apiserver pkg/endpoints/handlers/patch.go. */
import type { ApiResponse } from '../request.ts'
import { badRequest, conflict, failure, invalid, type StatusError } from '../errors.ts'
import { fieldErrorBody, invalid as invalidField } from '../fielderror.ts'
import type { KObject } from '../object.ts'
import { isObject, jsonMergePatch } from '../patch/jsonmerge.ts'
import { jsonPatch } from '../patch/jsonpatch.ts'
import { decode } from '../schema/decode.ts'
import { jsonKind } from '../schema/decoder.ts'
import type { Definition } from '../schema/definition.ts'
import { duplicateKeys } from '../schema/duplicates.ts'
import { checkSize } from './body.ts'
import { apiVersion, type Call, encodeObject, requireName, storedCall, storedForm } from './context.ts'
import { goMapText } from '../gomap.ts'
import { jsonSyntaxError } from './jsonsyntax.ts'
import { contentType, unsupportedMedia } from './media.ts'
import { type WriteQuery, writeQuery } from './options.ts'
import { answerObject } from './respond.ts'
import { checkNames, managedWrite, writeOptions } from './write.ts'
import { readYaml } from './yamltext.ts'

type Json = Record<string, unknown>
type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

const TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
}

export function patchType(call: Call): PatchType {
  const type = TYPES[contentType(call.request.headers?.['content-type'])]
  if (type === undefined) throw unsupportedMedia(Object.keys(TYPES).join(', '))
  return type
}

/** PATCH of an object or, with a subresource, of that part of it. */
export function patchObject(call: Call, subresource: string): ApiResponse {
  requireName(call)
  const type = patchType(call)
  const query = writeQuery(call.query, 'PatchOptions', type === 'apply')
  checkSize(call.request.body ?? '')
  if (type === 'apply') return applyPatch(call, query, subresource)
  const { verbs } = call.context.server
  const live = verbs.get<KObject>(call.table, call.path.namespace, call.path.name)
  const definition = call.context.schemas.get(call.definition.schema)
  const patched = patchedObject(call, type, definition, encodeObject(call, live), query) as unknown as KObject
  const next = storedForm(call, patched)
  checkNames(call, next)
  // A PUT of another uid is a precondition that fails; a patch to one is a change of what cannot change.
  const { uid } = next.metadata
  if (uid && uid !== live.metadata.uid) {
    const message = `Invalid value: "${uid}": field is immutable`
    throw invalid(call.definition.info, live.metadata.name, [{ type: 'Invalid', field: 'metadata.uid', message }])
  }
  return answerObject(call, 200, verbs.update(call.table, next, writeOptions(call, query, subresource)))
}

/** The document after a JSON, merge or strategic patch, decoded again. @throws StatusError 400, 422 */
export function patchedObject(
  call: Call,
  type: Exclude<PatchType, 'apply'>,
  definition: Definition,
  current: Json,
  query: WriteQuery,
): Json {
  const { schemas, strategic } = call.context
  const body = call.request.body ?? ''
  const patch = parsePatch(body, type)
  const patched =
    type === 'json'
      ? jsonPatch(current, patch)
      : type === 'merge'
        ? jsonMergePatch(current, patch)
        : strategic.merge(current, patch, definition)
  const decoded = decode(schemas, definition, patched, {
    fieldValidation: query.fieldValidation,
    duplicates: type === 'json' ? [] : duplicateKeys(body),
  })
  if (decoded.value === undefined) throw badPatch(type, patch, patched, decoded.message)
  call.warnings.push(...decoded.warnings)
  return decoded.value
}

function parsePatch(body: string, type: Exclude<PatchType, 'apply'>): unknown {
  const prefix = type === 'merge' ? 'error decoding patch: ' : ''
  let patch: unknown
  try {
    patch = JSON.parse(body)
  } catch {
    throw badRequest(`${prefix}${jsonSyntaxError(body) ?? 'unexpected end of JSON input'}`)
  }
  if (type !== 'json' && !isObject(patch)) {
    if (patch === null) return {}
    throw badRequest(`${prefix}json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`)
  }
  return patch
}

/** 422 about the patch itself: what it made of the object cannot be read. */
function badPatch(type: PatchType, patch: unknown, patched: unknown, message: string): StatusError {
  const strategic = type === 'strategic'
  const shown = strategic ? goMapText(patch) : JSON.stringify(patched)
  // Strategic patches go through another decoder, which names the type alone.
  const short = /^json: cannot unmarshal .* of type (\S+)$/.exec(message)
  const detail = strategic && short ? `unrecognized type: ${short[1]}` : message
  const error = invalidField('patch', shown, detail)
  return failure(422, 'Invalid', ` "" is invalid: patch: ${fieldErrorBody(error)}`, {
    causes: [{ reason: error.type, message: fieldErrorBody(error), field: 'patch' }],
  })
}

function applyPatch(given: Call, query: WriteQuery, subresource: string): ApiResponse {
  const call = storedCall(given)
  const { context, table, path } = call
  const { verbs } = context.server
  const config = storedForm(given, applyConfig(given) as unknown as KObject) as unknown as Json
  const live = table.find(path.namespace, path.name)
  const meta = (config.metadata ?? {}) as Partial<KObject['metadata']>
  if (live === undefined && (subresource !== '' || meta.uid)) {
    if (subresource !== '') verbs.get(table, path.namespace, path.name)
    throw conflict(
      call.definition.info,
      path.name,
      `uid mismatch: the provided object specified uid ${meta.uid}, and no existing object was found`,
    )
  }
  const write = managedWrite(call, query, subresource)
  const { object, managedFields } = context.fieldManager.apply(live, config, write, query.force)
  const next = {
    ...decodeApplied(call, object),
    metadata: appliedMeta(call, object, managedFields),
  } as unknown as KObject
  if (live !== undefined && meta.resourceVersion) next.metadata.resourceVersion = meta.resourceVersion
  const options = {
    user: call.user,
    as: call.definition,
    dryRun: query.dryRun,
    subresource,
    warnings: call.warnings,
    audit: call.audit,
    manage: (_: KObject | undefined, after: KObject) => ({ ...after, metadata: { ...after.metadata, managedFields } }),
  }
  if (live === undefined) return answerObject(given, 201, verbs.create(table, next, options))
  return answerObject(given, 200, verbs.update(table, next, options))
}

/** The configuration, checked for what an apply may not say. @throws StatusError 400 */
function applyConfig(call: Call): Json {
  const { value, error } = readYaml(call.request.body ?? '')
  if (error !== undefined) throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error}`)
  if (!isObject(value)) {
    throw badRequest(
      `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`,
    )
  }
  const meta = (isObject(value.metadata) ? value.metadata : {}) as Partial<KObject['metadata']>
  if (meta.managedFields !== undefined && meta.managedFields !== null)
    throw badRequest('metadata.managedFields must be nil')
  const wanted = apiVersion(call)
  if (value.apiVersion !== wanted) {
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${String(value.apiVersion ?? '')}, expected: ${wanted}`,
    )
  }
  if (value.kind !== call.definition.info.kind) {
    const gvk = (kind: string) => `${wanted.includes('/') ? wanted : `/${wanted}`}, Kind=${kind}`
    throw badRequest(
      `invalid object type: ${gvk(String(value.kind ?? ''))}, expected ${gvk(call.definition.info.kind)}`,
    )
  }
  checkNames(call, { ...value, metadata: { ...meta, name: meta.name ?? call.path.name } } as KObject)
  return {
    ...value,
    metadata: { ...meta, name: call.path.name, ...(call.path.namespace ? { namespace: call.path.namespace } : {}) },
  }
}

function decodeApplied(call: Call, object: Json): Json {
  const { schemas } = call.context
  const decoded = decode(schemas, schemas.get(call.definition.schema), object, { fieldValidation: 'Ignore' })
  if (decoded.value === undefined) throw badRequest(decoded.message)
  return decoded.value
}

function appliedMeta(call: Call, object: Json, managedFields: unknown): Json {
  const decoded = decodeApplied(call, object).metadata as Json
  return { ...decoded, managedFields, ...(call.path.namespace ? { namespace: call.path.namespace } : {}) }
}
