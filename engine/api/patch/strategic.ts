/**
 * Strategic merge patch: a JSON merge that knows the kind's merge keys, with every directive ($patch, $retainKeys,
 * $setElementOrder, $deleteFromPrimitiveList). Source: apimachinery pkg/util/strategicpatch.
 */
import { equal } from '../equal.ts'
import { badRequest } from '../errors.ts'
import type { Definition, Field } from '../schema/definition.ts'
import { setOwn } from '../schema/json.ts'
import type { Schemas } from '../schema/schemas.ts'
import { isObject } from './jsonmerge.ts'
import { below, DELETE_PREFIX, DIRECTIVE, fieldOf, ORDER_PREFIX, type PatchSchema, RETAIN_KEYS } from './patchschema.ts'
import { byMergeKey, dropDirectives, type Item, keyOf, orderMerged, withoutNulls } from './strategiclists.ts'

type Json = Record<string, unknown>

/** Merges by the schema of one server. */
export class StrategicMerge {
  constructor(private readonly schemas: Schemas) {}

  /** The document after the patch; neither argument is changed. @throws StatusError 400 for a patch that makes no sense */
  merge(original: unknown, patch: unknown, definition: Definition): unknown {
    return this.map(isObject(original) ? { ...original } : {}, patch as Json, { definition })
  }

  private map(original: Json, given: Json, schema: PatchSchema): Json {
    const directive = given[DIRECTIVE]
    if (directive !== undefined) return replaced(directive, given)
    const patch = { ...given }
    retainKeys(original, patch)
    this.ordered(original, patch, schema)
    for (const key of Object.keys(patch)) this.entry(original, key, patch[key], schema)
    return original
  }

  private entry(original: Json, key: string, value: unknown, schema: PatchSchema): void {
    const deleting = key.startsWith(DELETE_PREFIX)
    const name = deleting ? key.slice(DELETE_PREFIX.length) : key
    if (value === null) {
      delete original[name]
      return
    }
    const old = Object.hasOwn(original, name) ? original[name] : undefined
    if (old === undefined || old === null || kindOf(old) !== kindOf(value)) {
      if (!deleting) setOwn(original, name, dropDirectives(withoutNulls(value)))
      return
    }
    if (Array.isArray(value)) setOwn(original, name, this.list(old as unknown[], value, schema, name, deleting))
    else if (isObject(value)) setOwn(original, name, this.struct(old as Json, value, schema, name))
    else setOwn(original, name, value)
  }

  private struct(old: Json, value: Json, schema: PatchSchema, name: string): Json {
    if (fieldOf(schema, name)?.patchStrategies.includes('replace')) return value
    return this.map({ ...old }, value, below(this.schemas, schema, name))
  }

  private list(old: unknown[], patch: unknown[], schema: PatchSchema, name: string, deleting: boolean): unknown[] {
    const field = fieldOf(schema, name)
    if (!field?.patchStrategies.includes('merge')) {
      return deleting ? old.filter((item) => !patch.some((gone) => equal(gone, item))) : patch
    }
    if (old.length === 0 && patch.length === 0) return old
    const ofMaps = isObject([...old, ...patch][0])
    if (!ofMaps && deleting) return old.filter((item) => !patch.some((gone) => equal(gone, item)))
    return ofMaps ? this.maps(old as Item[], patch as Item[], field, schema, name) : mergedScalars(old, patch)
  }

  private maps(old: Item[], patch: Item[], field: Field, schema: PatchSchema, name: string): unknown[] {
    const key = field.mergeKey
    if (key === '') throw badRequest(`cannot merge lists without merge key for ${schema.definition?.goName ?? name}`)
    const { kept, plain } = specialElements(old, patch, key)
    const merged = [...kept]
    const inner = below(this.schemas, schema, name)
    for (const item of plain) {
      const value = keyOf(item, key)
      const at = merged.findIndex((one) => equal(one[key], value))
      if (at < 0) merged.push(dropDirectives(withoutNulls(item)) as Item)
      else merged[at] = this.map({ ...(merged[at] as Item) }, item, inner)
    }
    return orderMerged(merged, plain, kept, byMergeKey(key))
  }

  /** Lists whose order the patch gives; they are merged here and taken out of the patch. */
  private ordered(original: Json, patch: Json, schema: PatchSchema): void {
    for (const key of Object.keys(patch)) {
      if (!key.startsWith(ORDER_PREFIX)) continue
      const order = patch[key]
      const name = key.slice(ORDER_PREFIX.length)
      const old = original[name]
      const given = patch[name]
      delete patch[key]
      if (!Array.isArray(order)) throw badRequest('invalid setElementOrder list in patch')
      if (!Array.isArray(old) && !Array.isArray(given)) continue
      const merged = Array.isArray(given)
        ? Array.isArray(old)
          ? this.list(old, given, schema, name, false)
          : (dropDirectives(withoutNulls(given)) as unknown[])
        : (old as unknown[])
      const mergeKey = fieldOf(schema, name)?.mergeKey ?? ''
      const same = byMergeKey(mergeKey)
      const server = orderAfterMerge((old ?? []) as Item[], merged as Item[], same)
      original[name] = orderMerged(merged as Item[], order as Item[], server, same)
      delete patch[name]
    }
  }
}

/** The server's order as upstream sees it: it deletes and appends inside the server's own list first. */
function orderAfterMerge(old: Item[], merged: Item[], same: (a: Item, b: Item) => boolean): Item[] {
  const kept = old.filter((item) => merged.some((one) => same(one, item)))
  const added = merged.filter((item) => !old.some((one) => same(one, item)))
  return [...kept, ...added].slice(0, old.length)
}

const kindOf = (value: unknown) => (Array.isArray(value) ? 'list' : typeof value)

function replaced(directive: unknown, patch: Json): Json {
  if (directive === 'delete') return {}
  if (directive !== 'replace') {
    if (directive === 'merge') {
      const { [DIRECTIVE]: _, ...rest } = patch
      return dropDirectives(rest) as Json
    }
    throw badRequest(`unknown patch type found: ${String(directive)} in map: ${JSON.stringify(patch)}`)
  }
  const { [DIRECTIVE]: _, ...rest } = patch
  return rest
}

function retainKeys(original: Json, patch: Json): void {
  const keys = patch[RETAIN_KEYS]
  if (keys === undefined) return
  delete patch[RETAIN_KEYS]
  if (!Array.isArray(keys)) throw badRequest('invalid $retainKeys directive')
  const strange = Object.keys(patch).some((key) => !key.startsWith('$') && patch[key] !== null && !keys.includes(key))
  if (strange) throw badRequest('the patch must not contain fields that are not in its $retainKeys list')
  for (const key of Object.keys(original)) if (!keys.includes(key)) delete original[key]
}

/** Deletes what `$patch: delete` elements name; a `$patch: replace` element leaves only the patch's own. */
function specialElements(old: Item[], patch: Item[], key: string): { kept: Item[]; plain: Item[] } {
  let kept = old
  let replace = false
  const plain: Item[] = []
  for (const item of patch) {
    const directive = item[DIRECTIVE]
    if (directive === undefined) plain.push(item)
    else if (directive === 'delete') {
      const value = keyOf(item, key)
      kept = kept.filter((one) => !equal(one[key], value))
    } else if (directive === 'replace') replace = true
    else throw badRequest(`unknown patch type found: ${String(directive)} in map: ${JSON.stringify(item)}`)
  }
  return replace ? { kept: plain, plain: [] } : { kept, plain }
}

function mergedScalars(old: unknown[], patch: unknown[]): unknown[] {
  const merged = [...old, ...patch].filter((item, at, all) => all.findIndex((one) => equal(one, item)) === at)
  return orderMerged(merged as Item[], patch as Item[], old as Item[], byMergeKey(''))
}
