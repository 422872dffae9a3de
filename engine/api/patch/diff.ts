/**
 * The difference of two documents as a strategic merge patch. Source: apimachinery strategicpatch diffMaps.
 *
 * Lists with a merge key are told apart element by element, removals as `$patch: delete`; lists of scalars that merge have
 * theirs in `$deleteFromPrimitiveList`; where anything of such a list is said, `$setElementOrder` says the order wanted.
 */
import { equal } from '../equal.ts'
import { goMapText } from '../gomap.ts'
import { setOwn } from '../schema/json.ts'
import type { Schemas } from '../schema/schemas.ts'
import { isObject } from './jsonmerge.ts'
import { below, DELETE_PREFIX, DIRECTIVE, fieldOf, ORDER_PREFIX, type PatchSchema, RETAIN_KEYS } from './patchschema.ts'
import { keyOf } from './strategiclists.ts'

type Json = Record<string, unknown>

export interface DiffOptions {
  /** Only what is new or other. */
  readonly ignoreDeletions?: boolean
  /** Only what is gone. */
  readonly ignoreChanges?: boolean
}

export class StrategicDiff {
  constructor(
    private readonly schemas: Schemas,
    private readonly options: DiffOptions = {},
  ) {}

  /** What turns `original` into `modified`; `retaining` says all keys that may stay, as the retainKeys strategy asks. */
  maps(original: Json, modified: Json, schema: PatchSchema, retaining = false): Json {
    const patch: Json = {}
    for (const key of Object.keys(modified)) this.entry(patch, key, original, modified[key], schema)
    const gone = Object.keys(original).filter((key) => !Object.hasOwn(modified, key))
    if (this.options.ignoreDeletions !== true) for (const key of gone) setOwn(patch, key, null)
    if (retaining && (Object.keys(patch).length > 0 || gone.some((key) => original[key] !== null))) {
      const kept = Object.keys(modified).filter((key) => modified[key] !== null)
      if (kept.length > 0) patch[RETAIN_KEYS] = kept.sort()
    }
    return patch
  }

  private entry(patch: Json, key: string, original: Json, next: unknown, schema: PatchSchema): void {
    const was = Object.hasOwn(original, key) ? original[key] : undefined
    if (was === undefined || kindOf(was) !== kindOf(next)) this.change(patch, key, next)
    else if (key === DIRECTIVE) {
      if (next !== was) patch[key] = next
    } else if (Array.isArray(next)) this.list(patch, key, was as unknown[], next, schema)
    else if (isObject(next)) this.struct(patch, key, was as Json, next, schema)
    else if (next !== was) this.change(patch, key, next)
  }

  private change(patch: Json, key: string, next: unknown): void {
    if (this.options.ignoreChanges !== true) setOwn(patch, key, next)
  }

  private struct(patch: Json, key: string, was: Json, next: Json, schema: PatchSchema): void {
    const strategies = fieldOf(schema, key)?.patchStrategies ?? []
    if (strategies.includes('replace')) return this.change(patch, key, next)
    const inner = this.maps(was, next, below(this.schemas, schema, key), strategies.includes('retainKeys'))
    if (Object.keys(inner).length > 0) setOwn(patch, key, inner)
  }

  private list(patch: Json, key: string, was: unknown[], next: unknown[], schema: PatchSchema): void {
    const field = fieldOf(schema, key)
    if (!field?.patchStrategies.includes('merge')) {
      if (!equal(was, next)) this.change(patch, key, next)
    } else if (was.length === 0) {
      if (next.length > 0) this.change(patch, key, next)
    } else if (isObject([...was, ...next][0])) {
      const retaining = field.patchStrategies.includes('retainKeys')
      this.elements(patch, key, was as Json[], next as Json[], field.mergeKey, {
        inner: below(this.schemas, schema, key),
        retaining,
      })
    } else this.scalars(patch, key, was, next)
  }

  private elements(
    patch: Json,
    key: string,
    was: Json[],
    next: Json[],
    mergeKey: string,
    { inner, retaining }: { inner: PatchSchema; retaining: boolean },
  ): void {
    const { ignoreChanges, ignoreDeletions } = this.options
    const [before, after] = [keyed(was, mergeKey), keyed(next, mergeKey)]
    const said: Json[] = []
    for (const [name, item] of after) {
      const old = before.get(name)
      const change = old === undefined ? this.added(item) : this.maps(old, item, inner, retaining)
      if (old === undefined ? ignoreChanges !== true : Object.keys(change).length > 0) {
        said.push(old === undefined ? change : { ...change, [mergeKey]: item[mergeKey] })
      }
    }
    const gone = ignoreDeletions ? [] : [...before].filter(([name]) => !after.has(name)).sort(byName)
    for (const [, item] of gone) said.push({ [mergeKey]: item[mergeKey], [DIRECTIVE]: 'delete' })
    if (said.length > 0) setOwn(patch, key, said)
    const moved = was.length !== next.length || was.some((item, at) => !equal(item[mergeKey], next[at]?.[mergeKey]))
    if ((!ignoreChanges && (said.length > 0 || moved)) || (!ignoreDeletions && said.length > 0)) {
      setOrder(
        patch,
        key,
        next.map((item) => ({ [mergeKey]: item[mergeKey] })),
      )
    }
  }

  private added(item: Json): Json {
    return this.options.ignoreChanges === true ? {} : item
  }

  private scalars(patch: Json, key: string, was: unknown[], next: unknown[]): void {
    const { ignoreChanges, ignoreDeletions } = this.options
    const added = ignoreChanges ? [] : surplus(next, was)
    const gone = ignoreDeletions ? [] : [...new Set(surplus(was, next))].sort(byText)
    if (added.length > 0) setOwn(patch, key, added)
    if (gone.length > 0) setOwn(patch, `${DELETE_PREFIX}${key}`, gone)
    if (gone.length > 0 || (!ignoreChanges && !equal(was, next))) setOrder(patch, key, next)
  }
}

function setOrder(patch: Json, key: string, order: unknown[]): void {
  if (order.length > 0) setOwn(patch, `${ORDER_PREFIX}${key}`, order)
}

/** Elements by their key's text, as upstream compares them. @throws StatusError 400 when one has no key */
function keyed(items: Json[], mergeKey: string): Map<string, Json> {
  return new Map(items.map((item) => [goMapText(keyOf(item, mergeKey)), item]))
}

const byName = ([a]: [string, Json], [b]: [string, Json]) => (a < b ? -1 : 1)
const byText = (a: unknown, b: unknown) => (String(a) < String(b) ? -1 : 1)

/** Elements of one list that the other has not, or has fewer times. */
function surplus(items: unknown[], others: unknown[]): unknown[] {
  const left = others.map(String)
  return items.filter((item) => {
    const at = left.indexOf(String(item))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

const kindOf = (value: unknown) => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value)
