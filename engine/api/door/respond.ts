/** Answers: objects, lists, tables, statuses, texts. */
import { stringify } from 'yaml'
import type { ApiResponse } from '../request.ts'
import { type Status, StatusError, UnknownPage } from '../errors.ts'
import type { KObject } from '../object.ts'
import { type IncludeObject, type ListMeta, metadataListOf, metadataOf, type TableContext, tableOf } from '../tables.ts'
import { type Call, encodeObject } from './context.ts'
import type { Accepted } from './media.ts'

const JSON_HEADERS = { 'content-type': 'application/json' }

export function respond(code: number, body: unknown, warnings: string[] = []): ApiResponse {
  return { code, headers: { ...JSON_HEADERS }, body, warnings }
}

/** The body in the form that was asked for. */
export function respondAs(accepted: Accepted, code: number, body: unknown, warnings: string[] = []): ApiResponse {
  if (accepted.type === 'json') return respond(code, body, warnings)
  const text = stringify(body, { version: '1.1', sortMapEntries: true, aliasDuplicateObjects: false, lineWidth: 0 })
  return { code, headers: { 'content-type': 'application/yaml' }, body: text, warnings }
}

export function respondText(code: number, text: string): ApiResponse {
  return { code, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text, warnings: [] }
}

/** The answer to a call that was refused, or that nothing had foreseen. */
export function respondError(error: unknown, warnings: string[] = []): ApiResponse {
  if (error instanceof UnknownPage) {
    const page = respondText(404, '404 page not found\n')
    page.headers['x-content-type-options'] = 'nosniff'
    return page
  }
  if (error instanceof StatusError) {
    const { retryAfterSeconds } = error.status.details ?? {}
    const answer = respond(error.code, error.status, warnings)
    if (retryAfterSeconds !== undefined) answer.headers['retry-after'] = String(retryAfterSeconds)
    return answer
  }
  const text = `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: text,
    reason: 'InternalError',
    details: { causes: [{ message: text } as never] },
    code: 500,
  }
  return respond(500, status, warnings)
}

const INCLUDES: ReadonlySet<string> = new Set(['None', 'Metadata', 'Object'])

export function tableContext(call: Call): TableContext {
  const { clock, calendar } = call.context.server
  const asked = call.query.includeObject ?? 'Metadata'
  return {
    definition: call.definition,
    nowMs: clock.nowMs,
    calendar,
    include: (INCLUDES.has(asked) ? asked : 'Metadata') as IncludeObject,
    encode: (object) => encodeObject(call, object),
  }
}

/** One object in the call's form. */
export function presentObject(call: Call, object: KObject): unknown {
  const { as } = call.accepted
  if (as === 'Table') return tableOf(tableContext(call), [object], { resourceVersion: object.metadata.resourceVersion })
  if (as === 'PartialObjectMetadata') return metadataOf(object)
  return encodeObject(call, object)
}

/** A list in the call's form; its items don't repeat what they are. */
export function presentList(call: Call, objects: readonly KObject[], metadata: ListMeta): unknown {
  const { as } = call.accepted
  if (as === 'Table') return tableOf(tableContext(call), objects, metadata)
  if (as === 'PartialObjectMetadataList') return metadataListOf(objects, metadata)
  const { group, version, kind } = call.definition.info
  return {
    kind: `${kind}List`,
    apiVersion: group ? `${group}/${version}` : version,
    metadata,
    items: objects.map((object) => {
      const { kind: _kind, apiVersion: _version, ...rest } = encodeObject(call, object)
      return rest
    }),
  }
}

export function answerObject(call: Call, code: number, object: KObject): ApiResponse {
  return respondAs(call.accepted, code, presentObject(call, object), call.warnings)
}

/** A Status of success, as a delete gives. */
export function success(details: Status['details'] | undefined, code?: number): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    ...(details ? { details } : {}),
    ...(code ? { code } : {}),
  }
}
