/** POST …/bindings: an old way to bind a Pod, named by the body. Source: registry/core/pod/storage LegacyBindingREST. */
import type { KObject } from '../object.ts'
import type { ApiResponse } from '../request.ts'
import { definitionAt } from './context.ts'
import { bindPod } from './podcalls.ts'
import { readQuestion, type VirtualCall } from './virtualcall.ts'

export function createBinding(call: VirtualCall): ApiResponse {
  const { metadata } = readQuestion<KObject>(call)
  const path = { ...call.path, resource: 'pods', name: metadata?.name ?? '', subresource: 'binding' }
  const definition = definitionAt(call.context, path)
  const table = call.context.server.store.table(definition.info.resource)
  return bindPod({ ...call, path, definition, table, audit: {} })
}
