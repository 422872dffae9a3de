/** POST …/serviceaccounts/<name>/token. Source: pkg/registry/core/serviceaccount/storage/token.go, authentication/validation. */
import { badRequest, conflict, invalid as invalidObject, notFound } from '../errors.ts'
import { type FieldError, fieldErrorBody, invalid } from '../fielderror.ts'
import type { ResourceInfo } from '../kind.ts'
import type { KObject } from '../object.ts'
import type { ApiResponse } from '../request.ts'
import { encode } from '../schema/encode.ts'
import { API_AUDIENCE, type TokenAsked } from '../tokens/authority.ts'
import { readSubresource } from './bodies.ts'
import { type Call, requireMethod } from './context.ts'
import { respondAs } from './respond.ts'

const SCHEMA = 'io.k8s.api.authentication.v1.TokenRequest'
const BODY = { group: 'authentication.k8s.io', kind: 'TokenRequest', schema: SCHEMA }
const DEFAULT_SECONDS = 3600
const MIN_SECONDS = 600
const MAX_SECONDS = 2 ** 32
const BINDABLE: Readonly<Record<string, string>> = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' }

interface BoundReference {
  kind?: string
  apiVersion?: string
  name?: string
  uid?: string
}

interface TokenRequest extends KObject {
  spec: { audiences?: string[] | null; expirationSeconds?: number; boundObjectRef?: BoundReference }
}

export function createToken(call: Call): ApiResponse {
  requireMethod(call, 'POST')
  const request = readSubresource<TokenRequest>(call, BODY)
  const { server, schemas } = call.context
  const { namespace, name } = call.path
  const account = server.verbs.get<KObject>(call.table, namespace, name)
  const meta = request.metadata ?? {}
  if (meta.name && meta.name !== name) {
    throw badRequest(`metadata.name: Invalid value: "${meta.name}": must match the service account name: ${name}`)
  }
  const spec = { ...request.spec }
  spec.audiences = spec.audiences?.length ? spec.audiences : [API_AUDIENCE]
  spec.expirationSeconds ??= DEFAULT_SECONDS
  checkSeconds(spec.expirationSeconds)
  const bound = spec.boundObjectRef && boundObject(call, spec.boundObjectRef, account)
  const asked: TokenAsked = { account, audiences: spec.audiences, seconds: spec.expirationSeconds }
  const { token, expires } = server.tokens.issue(bound ? { ...asked, bound } : asked)
  const { clock, calendar } = server
  const body = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: calendar.seconds(clock.nowMs) },
    spec,
    status: { token, expirationTimestamp: calendar.seconds(expires * 1000 - calendar.epochMs) },
  }
  return respondAs(call.accepted, 201, encode(schemas, schemas.get(SCHEMA), body as never), call.warnings)
}

function checkSeconds(seconds: number): void {
  const path = 'spec.expirationSeconds'
  let error: FieldError | undefined
  if (seconds < MIN_SECONDS) error = invalid(path, seconds, 'may not specify a duration less than 10 minutes')
  if (seconds > MAX_SECONDS) error = invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds')
  if (error === undefined) return
  const info = { kind: 'TokenRequest', group: BODY.group } as ResourceInfo
  throw invalidObject(info, '', [{ type: 'Invalid', field: path, message: fieldErrorBody(error) }])
}

/** The object that the token is to die with. @throws StatusError 400, 404, 409 */
function boundObject(call: Call, ref: BoundReference, account: KObject): TokenAsked['bound'] {
  const { store } = call.context.server
  const resource = BINDABLE[ref.kind ?? '']
  if (resource === undefined) {
    throw badRequest(`cannot bind token to object of type /${ref.apiVersion ?? 'v1'}, Kind=${ref.kind ?? ''}`)
  }
  const table = store.table(resource)
  const object = table.find(resource === 'nodes' ? '' : call.path.namespace, ref.name ?? '')
  if (object === undefined) throw notFound(table.info, ref.name ?? '')
  const mine = (object as { spec?: { serviceAccountName?: string } }).spec?.serviceAccountName
  if (ref.kind === 'Pod' && mine !== account.metadata.name) {
    throw badRequest(
      `cannot bind token for serviceaccount "${account.metadata.name}" to pod running with different serviceaccount name.`,
    )
  }
  if (ref.uid && ref.uid !== object.metadata.uid) {
    const why = `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`
    throw conflict(table.info, ref.name ?? '', why)
  }
  return { kind: ref.kind as 'Pod', object }
}
