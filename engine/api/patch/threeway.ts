/**
 * The patch `kubectl apply` sends: what the manifest says and the live object doesn't, and what the last applied
 * manifest said and this one doesn't. Source: apimachinery strategicpatch CreateThreeWayMergePatch.
 */
import { equal } from '../equal.ts'
import type { Definition, Field, FieldType } from '../schema/definition.ts'
import { setOwn } from '../schema/json.ts'
import type { Schemas } from '../schema/schemas.ts'

type Json = Record<string, unknown>

/** What is known of a value's fields; nothing inside free JSON. */
interface Shape {
  definition?: Definition
  values?: FieldType
}

/** A strategic merge patch from `current` to `modified`, given what was applied before; empty when nothing is to do. */
export function threeWayPatch(
  schemas: Schemas,
  definition: Definition,
  original: Json,
  modified: Json,
  current: Json,
): Json {
  return new ThreeWay(schemas).map(original, modified, current, { definition })
}

class ThreeWay {
  constructor(private readonly schemas: Schemas) {}

  map(original: Json, modified: Json, current: Json, shape: Shape): Json {
    const patch: Json = {}
    for (const key of Object.keys(modified)) {
      this.entry(patch, key, own(original, key), modified[key], own(current, key), shape)
    }
    for (const key of Object.keys(original)) {
      if (!Object.hasOwn(modified, key) && Object.hasOwn(current, key)) setOwn(patch, key, null)
    }
    return patch
  }

  private entry(patch: Json, key: string, was: unknown, next: unknown, is: unknown, shape: Shape): void {
    if (next === null || next === undefined) {
      if (is !== undefined && is !== null) setOwn(patch, key, null)
    } else if (is === undefined || is === null) setOwn(patch, key, next)
    else if (isObject(next) && isObject(is)) this.struct(patch, key, was, next, is, shape)
    else if (Array.isArray(next) && Array.isArray(is)) this.list(patch, key, asList(was), next, is, shape)
    else if (!equal(next, is)) setOwn(patch, key, next)
  }

  private struct(patch: Json, key: string, was: unknown, next: Json, is: Json, shape: Shape): void {
    const replace = fieldOf(shape, key)?.patchStrategies.includes('replace') ?? false
    if (replace) {
      if (!equal(next, is)) setOwn(patch, key, { ...next, $patch: 'replace' })
      return
    }
    const inner = this.map(isObject(was) ? was : {}, next, is, this.inner(shape, key))
    if (Object.keys(inner).length > 0) setOwn(patch, key, inner)
  }

  private list(patch: Json, key: string, was: unknown[], next: unknown[], is: unknown[], shape: Shape): void {
    const field = fieldOf(shape, key)
    if (!field?.patchStrategies.includes('merge')) {
      if (!equal(next, is)) setOwn(patch, key, next)
    } else if (field.mergeKey === '') scalars(patch, key, was, next, is)
    else this.maps(patch, key, field.mergeKey, [was, next, is], this.inner(shape, key))
  }

  private maps(
    patch: Json,
    key: string,
    mergeKey: string,
    lists: [unknown[], unknown[], unknown[]],
    inner: Shape,
  ): void {
    const [was, next, is] = lists.map((list) => list.filter(isObject)) as [Json[], Json[], Json[]]
    const byKey = (list: Json[], item: Json) => list.find((one) => equal(one[mergeKey], item[mergeKey]))
    const changes: Json[] = []
    for (const item of next) {
      const live = byKey(is, item)
      const change = live === undefined ? item : this.map(byKey(was, item) ?? {}, item, live, inner)
      if (Object.keys(change).length > 0) changes.push({ ...change, [mergeKey]: item[mergeKey] })
    }
    for (const item of was) {
      if (!byKey(next, item) && byKey(is, item)) changes.push({ $patch: 'delete', [mergeKey]: item[mergeKey] })
    }
    if (changes.length === 0) return
    setOwn(patch, key, changes)
    setOwn(
      patch,
      `$setElementOrder/${key}`,
      next.map((item) => ({ [mergeKey]: item[mergeKey] })),
    )
  }

  private inner(shape: Shape, key: string): Shape {
    let type = shape.values ?? fieldOf(shape, key)?.type
    if (type?.shape === 'list') type = type.of
    if (type?.shape === 'map') return type.of ? { values: type.of } : {}
    return type?.ref ? { definition: this.schemas.get(type.ref) } : {}
  }
}

function scalars(patch: Json, key: string, was: unknown[], next: unknown[], is: unknown[]): void {
  const has = (list: unknown[], item: unknown) => list.some((one) => equal(one, item))
  const added = next.filter((item) => !has(is, item))
  const removed = was.filter((item) => !has(next, item) && has(is, item))
  if (added.length > 0) setOwn(patch, key, added)
  if (removed.length > 0) setOwn(patch, `$deleteFromPrimitiveList/${key}`, removed)
  if (added.length + removed.length > 0) setOwn(patch, `$setElementOrder/${key}`, next)
}

const fieldOf = ({ definition }: Shape, name: string): Field | undefined => definition?.byName.get(name)
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const own = (object: Json, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined)
