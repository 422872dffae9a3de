/**
 * Two strategic merge patches as one: what is gone, and on it what is new. Directives are kept, not carried out. Source:
 * strategicpatch mergeMap with MergeOptions{MergeParallelList: false, IgnoreUnmatchedNulls: false}.
 */
import { equal } from '../equal.ts'
import { setOwn } from '../schema/json.ts'
import type { Schemas } from '../schema/schemas.ts'
import { isObject } from './jsonmerge.ts'
import { below, DIRECTIVE, fieldOf, ORDER_PREFIX, type PatchSchema } from './patchschema.ts'
import { byMergeKey, type Item, orderMerged, type Same } from './strategiclists.ts'

type Json = Record<string, unknown>

export function combinePatches(schemas: Schemas, gone: Json, news: Json, schema: PatchSchema): Json {
  if (Object.hasOwn(news, DIRECTIVE)) return news
  const patch = { ...gone }
  for (const key of Object.keys(news)) {
    const value = news[key]
    const was = Object.hasOwn(patch, key) ? patch[key] : undefined
    if (Array.isArray(was) && Array.isArray(value)) setOwn(patch, key, lists(schemas, key, was, value, news, schema))
    else if (isObject(was) && isObject(value) && !fieldOf(schema, key)?.patchStrategies.includes('replace')) {
      setOwn(patch, key, combinePatches(schemas, was, value, below(schemas, schema, key)))
    } else setOwn(patch, key, value)
  }
  return patch
}

function lists(
  schemas: Schemas,
  key: string,
  gone: unknown[],
  news: unknown[],
  all: Json,
  schema: PatchSchema,
): unknown[] {
  const field = fieldOf(schema, key)
  if (!field?.patchStrategies.includes('merge')) return news
  const same = byMergeKey(field.mergeKey)
  const inner = below(schemas, schema, key)
  const merged = (
    field.mergeKey === '' ? joinScalars(gone, news) : joinMaps(schemas, gone, news, inner, same)
  ) as Item[]
  const order = all[`${ORDER_PREFIX}${key}`]
  const wanted = (Array.isArray(order) ? order : news) as Item[]
  const sorted = orderMerged(merged, wanted, gone as Item[], same)
  const deleted = (item: Item) => isObject(item) && item[DIRECTIVE] === 'delete'
  return [...sorted.filter((item) => !deleted(item)), ...sorted.filter(deleted)]
}

function joinScalars(gone: unknown[], news: unknown[]): unknown[] {
  return [...gone, ...news].filter((item, at, whole) => whole.findIndex((one) => equal(one, item)) === at)
}

function joinMaps(schemas: Schemas, gone: unknown[], news: unknown[], inner: PatchSchema, same: Same): unknown[] {
  const merged = [...gone] as Item[]
  for (const item of news as Item[]) {
    const at = merged.findIndex((one) => same(one, item))
    if (at < 0) merged.push(item)
    else merged[at] = combinePatches(schemas, merged[at] as Json, item, inner)
  }
  return merged
}
