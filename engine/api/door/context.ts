/** What every part of the door works with: the server it stands before, and one call resolved to a resource. */
import type { PodSessions } from '../../core/exec.ts'
import type { PodLogs } from '../../core/podlogs.ts'
import type { ApiRequest } from '../request.ts'
import type { AuditAnnotations, AuditLog } from '../audit/log.ts'
import { apiVersionOf } from '../discovery.ts'
import { methodNotAllowed, UnknownPage, unknownPath } from '../errors.ts'
import type { Authorizer } from '../authorization.ts'
import type { CustomKinds } from '../custom/kinds.ts'
import type { EvictionGuard } from '../evictionguard.ts'
import type { KindDefinition } from '../kind.ts'
import type { KObject } from '../object.ts'
import type { FieldManager } from '../patch/fieldmanager.ts'
import type { StrategicMerge } from '../patch/strategic.ts'
import type { SchemaDescriptions } from '../schema/notation.ts'
import { encode } from '../schema/encode.ts'
import type { Schemas } from '../schema/schemas.ts'
import { servedVersions } from '../servedversions.ts'
import type { ApiServer } from '../server.ts'
import type { Table } from '../table.ts'
import type { User } from '../user.ts'
import { type Accepted, negotiate } from './media.ts'
import type { Query } from './options.ts'
import type { ResourcePath } from './path.ts'

/** What the door needs besides the server; cluster.ts puts it together. */
export interface DoorContext {
  server: ApiServer
  schemas: Schemas
  descriptions: SchemaDescriptions
  fieldManager: FieldManager
  strategic: StrategicMerge
  logs: PodLogs
  sessions: PodSessions
  evictions: EvictionGuard
  authorizer: Authorizer
  custom: CustomKinds
  audit: AuditLog
  /** How scales are shown. */
  scaleTable: Pick<KindDefinition, 'columns' | 'printRow'>
}

/** One request, resolved. */
export interface Call {
  context: DoorContext
  request: ApiRequest
  query: Query
  path: ResourcePath
  definition: KindDefinition
  table: Table
  accepted: Accepted
  user: User
  /** Filled while the call is carried out; sent as Warning headers. */
  warnings: string[]
  /** What admission notes for those who audit. */
  audit: AuditAnnotations
}

/** The definition that serves a path's resource. @throws StatusError 404 */
export function definitionAt(context: DoorContext, path: ResourcePath): KindDefinition {
  const { verbs } = context.server
  const { group, version, resource } = path
  const isAsked = ({ info }: KindDefinition) =>
    info.plural === resource && info.group === group && info.version === version
  const stored = verbs.definition(group === '' ? resource : `${resource}.${group}`)
  const definition = stored && servedVersions(stored).find(isAsked)
  if (definition !== undefined) return definition
  const all = verbs.allDefinitions().flatMap(servedVersions)
  const other = all.find(isAsked)
  if (other !== undefined) return other
  // Custom resources, and groups that nobody serves, are asked for behind the servers that know their own.
  const isKnown = all.some(({ info, custom }) => !custom && info.group === group && info.version === version)
  throw isKnown ? unknownPath() : new UnknownPage()
}

export function resolve(context: DoorContext, request: ApiRequest, path: ResourcePath, user: User): Call {
  const definition = definitionAt(context, path)
  const { info } = definition
  // A namespace stands for itself; other resources outside of namespaces have none in their path.
  if (path.namespace !== '' && !info.namespaced && info.resource !== 'namespaces') throw unknownPath()
  if (path.namespace === '' && info.namespaced && path.name !== '') throw unknownPath()
  return {
    context,
    request,
    query: request.query ?? {},
    path: info.namespaced ? path : { ...path, namespace: '' },
    definition,
    table: context.server.store.table(info.resource),
    accepted: negotiate(request.headers?.accept),
    user,
    warnings: [],
    audit: {},
  }
}

/** An object as it is sent. */
export function encodeObject({ context, definition }: Call, object: KObject): Record<string, unknown> {
  const shown = definition.conversion?.fromStored(object) ?? object
  const spoken = definition.custom ? { ...shown, apiVersion: apiVersionOf(definition.info) } : shown
  return encode(context.schemas, context.schemas.get(definition.schema), spoken)
}

/** An object of the call's version as it is stored. */
export function storedForm<T extends KObject>({ definition }: Pick<Call, 'definition'>, object: T): T {
  return (definition.conversion?.toStored(object) as T | undefined) ?? object
}

/** The same call of the stored version: fields are owned in that. */
export function storedCall(call: Call): Call {
  if (call.definition.conversion === undefined) return call
  return { ...call, definition: call.context.server.verbs.definition(call.definition.info.resource) }
}

/** `apps/v1` of the call's resource. */
export const apiVersion = ({ definition }: Call): string => apiVersionOf(definition.info)

/** Whether the server knows a kind at all. */
export const knowsKind =
  ({ schemas }: DoorContext) =>
  (version: string, kind: string) =>
    schemas.forKind(version, kind) !== undefined

/** @throws StatusError 405 for any other method */
export function requireMethod({ request }: Call, method: ApiRequest['method']): void {
  if (request.method !== method) throw methodNotAllowed()
}

export const requireName = ({ path }: Call): string => {
  if (path.name === '') throw methodNotAllowed()
  return path.name
}
