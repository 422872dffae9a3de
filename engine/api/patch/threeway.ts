/**
 * The patches that clients make: from one state of an object to another, and what `kubectl apply` sends. Source:
 * apimachinery strategicpatch CreateTwoWayMergePatch, CreateThreeWayMergePatch.
 */
import type { Definition } from '../schema/definition.ts'
import type { Schemas } from '../schema/schemas.ts'
import { combinePatches } from './combine.ts'
import { StrategicDiff } from './diff.ts'

type Json = Record<string, unknown>

/** A strategic merge patch from `original` to `modified`; empty when they are the same. */
export function twoWayPatch(schemas: Schemas, definition: Definition, original: Json, modified: Json): Json {
  return new StrategicDiff(schemas).maps(original, modified, { definition })
}

/**
 * A strategic merge patch of `current`: what `modified` says and `current` doesn't, and the removal of what `original` (the
 * last applied) said and `modified` doesn't. Empty when nothing is to do.
 */
export function threeWayPatch(
  schemas: Schemas,
  definition: Definition,
  original: Json,
  modified: Json,
  current: Json,
): Json {
  const news = new StrategicDiff(schemas, { ignoreDeletions: true }).maps(current, modified, { definition })
  const gone = new StrategicDiff(schemas, { ignoreChanges: true }).maps(original, modified, { definition })
  return combinePatches(schemas, gone, news, { definition })
}
