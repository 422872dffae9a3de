/** A call of a resource that is not stored, and how its body is read and its answer written. */
import type { KindDefinition } from '../kind.ts'
import type { KObject } from '../object.ts'
import type { ApiRequest, ApiResponse } from '../request.ts'
import { encode } from '../schema/encode.ts'
import type { User } from '../user.ts'
import { readSubresource } from './bodies.ts'
import type { DoorContext } from './context.ts'
import type { Accepted } from './media.ts'
import type { Query } from './options.ts'
import type { ResourcePath } from './path.ts'
import { respondAs } from './respond.ts'

export interface VirtualCall {
  context: DoorContext
  request: ApiRequest
  query: Query
  path: ResourcePath
  definition: KindDefinition
  accepted: Accepted
  user: User
  warnings: string[]
}

/** The body, as an object of the resource's own kind. @throws StatusError 400, 413, 415 */
export function readQuestion<T extends KObject>(call: VirtualCall): T {
  const { info, schema } = call.definition
  return readSubresource<T>(call, { group: info.group, kind: info.kind, schema })
}

/** The question back with its answer in it. */
export function answered(call: VirtualCall, object: object, code = 201): ApiResponse {
  const { context, definition, accepted, warnings } = call
  const { group, version, kind } = definition.info
  const whole = { kind, apiVersion: group ? `${group}/${version}` : version, ...object } as KObject
  return respondAs(accepted, code, encode(context.schemas, context.schemas.get(definition.schema), whole), warnings)
}
