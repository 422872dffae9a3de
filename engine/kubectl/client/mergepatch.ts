/** JSON merge patches between two objects, or three. Source: apimachinery jsonmergepatch, evanphx/json-patch. */
import { equal } from '../../api/equal.ts'
import { jsonMergePatch } from '../../api/patch/jsonmerge.ts'
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
  const news = filterNulls(diffPatch(current, modified), false)
  const gone = filterNulls(diffPatch(original, modified), true)
  return jsonMergePatch(gone, news) as Json
}

/**
 * Of a merge patch only the removals, or only the rest. Lists are whole values, and so are maps that are empty. Source:
 * jsonmergepatch keepOrDeleteNullInObj.
 */
export function filterNulls(patch: Json, keepNulls: boolean): Json {
  const out: Json = {}
  for (const key of Object.keys(patch)) {
    const value = patch[key]
    if (isObject(value) && Object.keys(value).length > 0) {
      const inner = filterNulls(value, keepNulls)
      if (Object.keys(inner).length > 0) put(out, key, inner)
    } else if ((value === null) === keepNulls) put(out, key, value)
  }
  return out
}
