/** JSON merge patch (RFC 7386) with the API server's reading of it: `null` removes, objects merge, all else replaces. */
import { setOwn } from '../schema/json.ts'

type Json = Record<string, unknown>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The document after the patch; neither argument is changed, parts are shared. */
export function jsonMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const result: Json = {}
  const original = isObject(target) ? target : {}
  for (const key of Object.keys(original)) setOwn(result, key, original[key])
  for (const key of Object.keys(patch)) {
    const value = patch[key]
    if (value === null) delete result[key]
    else setOwn(result, key, jsonMergePatch(Object.hasOwn(original, key) ? original[key] : undefined, value))
  }
  return result
}
