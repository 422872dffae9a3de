/** POST …/pods/<name>/eviction. Source: registry/core/pod/storage/eviction.go. */
import { badRequest } from '../errors.ts'
import type { KObject } from '../object.ts'
import type { ApiResponse } from '../request.ts'
import { FROM_BODY, readSubresource } from './bodies.ts'
import { type Call, requireMethod } from './context.ts'
import { evict } from './eviction.ts'
import { deleteQuery, writeQuery } from './options.ts'
import { respond, success } from './respond.ts'

interface Eviction extends KObject {
  deleteOptions?: Record<string, unknown>
}

export function evictPod(call: Call): ApiResponse {
  requireMethod(call, 'POST')
  const eviction = readSubresource<Eviction>(call, FROM_BODY.eviction)
  const { name } = call.path
  const given = eviction.metadata?.name
  if (given && given !== name)
    throw badRequest(`name in URL does not match name in Eviction object: ${given} != ${name}`)
  const options = deleteQuery(call.query, eviction.deleteOptions)
  const dryRun = options.dryRun || writeQuery(call.query, 'CreateOptions').dryRun
  evict(call, { ...options, dryRun })
  return respond(201, success(undefined, 201), call.warnings)
}
