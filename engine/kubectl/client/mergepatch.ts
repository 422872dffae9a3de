/** JSON merge patches between two objects, or three. Source: apimachinery jsonmergepatch, evanphx/json-patch. */
import { equal } from '../../api/equal.ts'
import { isObject, type Json, put } from '../base/json.ts'

/** From one object to another. */
export function diffPatch(from: Json, to: Json): Json {
  const patch: Json = {}
  for (const key of Object.keys(to)) {
    const [was, is] = [Object.hasOwn(from, key) ? from[key] : undefined, to[key]]
    if (equal(was, is)) continue
    put(patch, key, isObject(was) && isObject(is) ? diffPatch(was, is) : is)
  }
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) put(patch, key, null)
  return patch
}

/** What `modified` says and `current` doesn't, and the removal of what `original` said and `modified` doesn't. */
export function mergePatchOf(original: Json, modified: Json, current: Json): Json {
  const patch: Json = {}
  for (const key of Object.keys(modified)) {
    const next = modified[key]
    const live = Object.hasOwn(current, key) ? current[key] : undefined
    if (isObject(next) && isObject(live)) {
      const was = Object.hasOwn(original, key) && isObject(original[key]) ? (original[key] as Json) : {}
      const inner = mergePatchOf(was, next, live)
      if (Object.keys(inner).length > 0) put(patch, key, inner)
    } else if (!equal(next, live)) put(patch, key, next)
  }
  for (const key of Object.keys(original)) {
    if (!Object.hasOwn(modified, key) && Object.hasOwn(current, key)) put(patch, key, null)
  }
  return patch
}
