/** The scale subresource: how many replicas, over any kind that has them. Source: registry/apps/deployment/storage ScaleREST. */
import type { LabelSelector } from 'kubernetes-types/meta/v1'
import type { ApiResponse } from '../request.ts'
import { findByJsonPath } from '../custom/jsonpath.ts'
import { badRequest, conflict, failure, internalError, methodNotAllowed } from '../errors.ts'
import { fieldErrorBody, formatFieldError, invalid } from '../fielderror.ts'
import { goQuote } from '../goquote.ts'
import { formatSelector } from '../labels.ts'
import { labelSelector } from '../labelselector.ts'
import type { KObject } from '../object.ts'
import { encode } from '../schema/encode.ts'
import { tableOf } from '../tables.ts'
import { checkSize, decodeBody, type DecodeTarget } from './body.ts'
import { type Call, requireName } from './context.ts'
import { bodyFormat } from './media.ts'
import { writeQuery, type WriteQuery } from './options.ts'
import { patchedObject, patchType } from './patchcall.ts'
import { respondAs, tableContext } from './respond.ts'
import { checkNames, writeOptions } from './write.ts'

interface Scale extends KObject {
  spec?: { replicas?: number }
  status?: { replicas: number; selector?: string }
}

interface Scalable extends KObject {
  spec: { replicas?: number; selector?: LabelSelector | Record<string, string> }
  status?: { replicas?: number }
}

const SCHEMA = 'io.k8s.api.autoscaling.v1.Scale'

export function handleScale(call: Call): ApiResponse {
  requireName(call)
  const { verbs } = call.context.server
  const parent = verbs.get<Scalable>(call.table, call.path.namespace, call.path.name)
  if (call.definition.custom) checkReplicas(call, parent)
  switch (call.request.method) {
    case 'GET':
      return answerScale(call, parent)
    case 'PUT':
      return putScale(call, parent)
    case 'PATCH':
      return patchScale(call, parent)
    default:
      throw methodNotAllowed()
  }
}

/** A custom object without replicas has no scale. @throws StatusError 500 */
function checkReplicas({ definition }: Call, parent: Scalable): void {
  const path = definition.scale?.specReplicas ?? ''
  if (findByJsonPath(path, parent).length === 0) {
    throw internalError(`the spec replicas field ${goQuote(path)} does not exist`)
  }
}

/** The scale of a custom object, by the paths its definition gives. */
function customScale({ definition }: Call, parent: Scalable): Pick<Scale, 'spec' | 'status'> {
  const read = (path: string | undefined) => (path ? findByJsonPath(path, parent)[0] : undefined)
  const { specReplicas, statusReplicas, selector } = definition.scale ?? {}
  const replicas = Number(read(specReplicas) ?? 0)
  const labels = read(selector)
  return {
    spec: replicas ? { replicas } : {},
    status: {
      replicas: Number(read(statusReplicas) ?? 0),
      ...(typeof labels === 'string' && labels ? { selector: labels } : {}),
    },
  }
}

/** The object with other replicas; the path is one of plain names. */
function withReplicas({ definition }: Call, parent: Scalable, replicas: number): Scalable {
  if (!definition.custom) return { ...parent, spec: { ...parent.spec, replicas } }
  const names = (definition.scale?.specReplicas ?? '').split('.').filter(Boolean)
  const put = (object: Record<string, unknown>, [name = '', ...rest]: string[]): Record<string, unknown> => ({
    ...object,
    [name]: rest.length === 0 ? replicas : put((object[name] ?? {}) as Record<string, unknown>, rest),
  })
  return put(parent as unknown as Record<string, unknown>, names) as unknown as Scalable
}

function scaleOf(call: Call, parent: Scalable): Scale {
  const { metadata, spec, status } = parent
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata
  const identity = { name, namespace, uid, resourceVersion, creationTimestamp }
  if (call.definition.custom) {
    return { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: identity, ...customScale(call, parent) }
  }
  const { selector } = spec
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: identity,
    spec: spec.replicas ? { replicas: spec.replicas } : {},
    status: {
      replicas: status?.replicas ?? 0,
      ...(selector === undefined ? {} : { selector: textOf(selector) }),
    },
  }
}

/** Selectors are structured; a ReplicationController's is a plain map of labels. */
function textOf(selector: LabelSelector | Record<string, string>): string {
  const isPlain = Object.values(selector).every((value) => typeof value === 'string')
  return formatSelector(labelSelector(isPlain ? { matchLabels: selector as Record<string, string> } : selector))
}

function answerScale(call: Call, parent: Scalable): ApiResponse {
  const { schemas, scaleTable } = call.context
  const scale = scaleOf(call, parent)
  const encoded = (object: KObject) => encode(schemas, schemas.get(SCHEMA), object)
  if (call.accepted.as !== 'Table') return respondAs(call.accepted, 200, encoded(scale), call.warnings)
  const table = { ...tableContext(call), definition: scaleTable, encode: encoded }
  const { resourceVersion } = scale.metadata
  return respondAs(call.accepted, 200, tableOf(table, [scale], { resourceVersion }), call.warnings)
}

function target(call: Call): DecodeTarget {
  return {
    kind: 'Scale',
    group: 'autoscaling',
    version: 'v1',
    definition: call.context.schemas.get(SCHEMA),
    knows: () => false,
  }
}

function putScale(call: Call, parent: Scalable): ApiResponse {
  const query = writeQuery(call.query, 'UpdateOptions')
  const body = call.request.body ?? ''
  checkSize(body)
  const how = { validation: query.fieldValidation, warnings: call.warnings }
  const format = bodyFormat(call.request.headers?.['content-type'])
  return writeScale(call, parent, decodeBody<Scale>(call.context.schemas, target(call), body, format, how), query)
}

function patchScale(call: Call, parent: Scalable): ApiResponse {
  const type = patchType(call)
  if (type === 'apply') throw badRequest('apply is not supported on the scale subresource')
  const query = writeQuery(call.query, 'PatchOptions')
  checkSize(call.request.body ?? '')
  const { schemas } = call.context
  const definition = schemas.get(SCHEMA)
  const next = patchedObject(call, type, definition, encode(schemas, definition, scaleOf(call, parent)), query)
  return writeScale(call, parent, next as unknown as Scale, query)
}

function writeScale(call: Call, parent: Scalable, scale: Scale, query: WriteQuery): ApiResponse {
  checkNames(call, scale)
  const replicas = scale.spec?.replicas ?? 0
  if (replicas < 0) throw negative(scale.metadata.name, replicas)
  const { resourceVersion } = scale.metadata
  if (resourceVersion && resourceVersion !== parent.metadata.resourceVersion) {
    throw conflict(call.definition.info, parent.metadata.name)
  }
  const next = withReplicas(call, parent, replicas)
  const options = { ...writeOptions(call, query, 'scale') }
  return answerScale(call, call.context.server.verbs.update(call.table, next, options))
}

function negative(name: string, replicas: number) {
  const error = invalid('spec.replicas', replicas, 'must be greater than or equal to 0')
  return failure(422, 'Invalid', `Scale.autoscaling "${name}" is invalid: ${formatFieldError(error)}`, {
    name,
    group: 'autoscaling',
    kind: 'Scale',
    causes: [{ reason: error.type, message: fieldErrorBody(error), field: error.field }],
  })
}
