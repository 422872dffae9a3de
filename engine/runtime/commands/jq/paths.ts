/** Where values stand in others: reading, setting and deleting along paths. */
import { compare, fail, isObject, type JqObject, type Path, shown, typeOf, type Value } from './value.ts'

/** Tells one result. The path is undefined when nobody asked for it. */
export type Emit = (value: Value, path: Path | undefined) => void

/** A path of somebody who asked for one and got a value that stands nowhere. */
const NOWHERE: Path = Object.freeze([{} as never])

export const nowhere = (path: Path | undefined): Path | undefined => (path === undefined ? undefined : NOWHERE)

export function checked(path: Path | undefined, value: Value): Path {
  if (path === undefined || path === NOWHERE) return fail(`Invalid path expression with result ${shown(value)}`)
  return path
}

export function below(path: Path | undefined, key: Value): Path | undefined {
  return path === undefined ? undefined : [...path, key]
}

export function iterate(value: Value, path: Path | undefined, emit: Emit): void {
  if (path === NOWHERE) checked(path, value)
  if (Array.isArray(value)) value.forEach((item, i) => emit(item, below(path, i)))
  else if (isObject(value)) for (const [key, item] of [...value]) emit(item, below(path, key))
  else fail(`Cannot iterate over ${typeOf(value)}${value === null ? '' : ` (${shown(value)})`}`)
}

/** What stands at a key, an index or a slice. */
export function indexed(value: Value, key: Value, path: Path | undefined): Value {
  if (path === NOWHERE) fail(`Invalid path expression with result ${shown(value)}`)
  if (typeof key === 'string' && (value === null || isObject(value))) return value?.get(key) ?? null
  if (typeof key === 'number' && (value === null || Array.isArray(value))) {
    if (value === null || Number.isNaN(key)) return null
    const at = Math.floor(key)
    return value[at < 0 ? at + value.length : at] ?? null
  }
  if (isObject(key) && (value === null || Array.isArray(value) || typeof value === 'string')) return sliced(value, key)
  if (Array.isArray(key) && Array.isArray(value)) return indicesOf(value, key)
  const what = typeof key === 'string' ? `"${key}"` : typeOf(key)
  return fail(
    typeof key === 'string' && typeOf(value) === 'array'
      ? `Cannot index array with string ${what}`
      : `Cannot index ${typeOf(value)} with ${what}`,
  )
}

export function indicesOf(value: readonly Value[], part: readonly Value[]): Value[] {
  const found: Value[] = []
  for (let i = 0; part.length > 0 && i + part.length <= value.length; i++) {
    if (part.every((item, n) => compare(item, value[i + n] as Value) === 0)) found.push(i)
  }
  return found
}

function bounds(length: number, key: JqObject): [number, number] {
  const at = (bound: Value | undefined, otherwise: number, up: boolean): number => {
    if (bound === null || bound === undefined) return otherwise
    if (typeof bound !== 'number') return fail('Start and end indices of an array slice must be numbers')
    const n = up ? Math.ceil(bound) : Math.floor(bound)
    return Math.min(length, Math.max(0, n < 0 ? n + length : n))
  }
  return [at(key.get('start'), 0, false), at(key.get('end'), length, true)]
}

function sliced(value: null | Value[] | string, key: JqObject): Value {
  if (value === null) return null
  const items = typeof value === 'string' ? [...value] : value
  const part = items.slice(...bounds(items.length, key))
  return typeof value === 'string' ? part.join('') : part
}

export function getPath(value: Value, path: Path): Value {
  let at = value
  for (const key of path) {
    if (at === null) return null
    at = indexed(at, key, undefined)
  }
  return at
}

const MOST_ITEMS = 100_000

export function setPath(value: Value, path: Path, fresh: Value): Value {
  const [key, ...rest] = path
  if (key === undefined) return fresh
  if (typeof key === 'string') {
    if (value !== null && !isObject(value)) return fail(`Cannot index ${typeOf(value)} with "${key}"`)
    return new Map(value ?? []).set(key, setPath(value?.get(key) ?? null, rest, fresh))
  }
  if (typeof key === 'number') {
    if (value !== null && !Array.isArray(value)) return fail(`Cannot index ${typeOf(value)} with number`)
    const items = [...(value ?? [])]
    const at = key < 0 ? Math.floor(key) + items.length : Math.floor(key)
    if (at < 0) return fail('Out of bounds negative array index')
    if (at > MOST_ITEMS) return fail('Array index too large')
    while (items.length < at) items.push(null)
    items[at] = setPath(items[at] ?? null, rest, fresh)
    return items
  }
  if (isObject(key)) {
    if (value !== null && !Array.isArray(value)) return fail('Cannot update field at object index of array')
    const items = [...(value ?? [])]
    const [from, to] = bounds(items.length, key)
    const part = setPath(items.slice(from, to), rest, fresh)
    if (!Array.isArray(part)) return fail('A slice of an array can only be assigned another array')
    items.splice(from, Math.max(0, to - from), ...part)
    return items
  }
  return fail(`Invalid path component ${shown(key)}`)
}

export function deletePaths(value: Value, paths: readonly Path[]): Value {
  // The last first, so that indices stay what they are.
  return [...paths].sort((a, b) => compare(b as Value[], a as Value[])).reduce(deletePath, value)
}

function deletePath(value: Value, path: Path): Value {
  const [key, ...rest] = path
  if (key === undefined || value === null) return null
  if (rest.length > 0) {
    const inner = indexed(value, key, undefined)
    return inner === null ? value : setPath(value, [key], deletePath(inner, rest))
  }
  if (isObject(value)) {
    if (typeof key !== 'string') return fail(`Cannot delete field at object index of ${typeOf(key)}`)
    const copy = new Map(value)
    copy.delete(key)
    return copy
  }
  if (!Array.isArray(value))
    return fail(
      `Cannot delete field at ${typeof key === 'string' ? 'object index of' : 'array index of'} ${typeOf(value)}`,
    )
  if (isObject(key)) {
    const [from, to] = bounds(value.length, key)
    return value.filter((_, i) => i < from || i >= to)
  }
  if (typeof key !== 'number') return fail('Cannot delete field at object index of array')
  const at = key < 0 ? key + value.length : key
  return value.filter((_, i) => i !== at)
}
