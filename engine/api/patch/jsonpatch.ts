/** JSON Patch (RFC 6902). Source of the limits and refusals: apiserver pkg/endpoints/handlers/patch.go. */
import { applyPatch, type Operation } from 'rfc6902'
import { copyOf } from '../copy.ts'
import { badRequest, failure } from '../errors.ts'
import { jsonKind } from '../schema/decoder.ts'

const MAX_OPERATIONS = 10_000

const OPERATIONS: ReadonlySet<string> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test'])

/** The server tells nothing of what went wrong inside a JSON patch. */
const unprocessable = () =>
  failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

/** The document after all operations, or nothing done at all. @throws StatusError 400, 413, 422 */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch))
    throw badRequest(`json: cannot unmarshal ${jsonKind(patch)} into Go value of type jsonpatch.Patch`)
  if (patch.length > MAX_OPERATIONS) {
    const text = `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`
    throw failure(413, 'RequestEntityTooLarge', text)
  }
  // One holder above the document, so that replacing the whole of it is an operation like any other.
  const result = copyOf(target)
  if (result === undefined) return result
  for (const operation of patch) apply(result, operation)
  return result
}

function apply(document: unknown, operation: unknown): void {
  const { op, path, from } = (operation ?? {}) as { op?: unknown; path?: unknown; from?: unknown }
  if (typeof op !== 'string' || !OPERATIONS.has(op) || typeof path !== 'string' || path === '') throw unprocessable()
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') throw unprocessable()
  try {
    const [error] = applyPatch(document, [operation as Operation])
    if (error) throw error
  } catch {
    throw unprocessable()
  }
}
