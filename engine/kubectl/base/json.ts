/** Looking into parsed JSON without knowing its type: absent parts are undefined, empty texts, empty lists. */

export type Json = Record<string, unknown>
export type Path = readonly (string | number)[]

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The part at a path; undefined when something on the way is missing. */
export function at(value: unknown, ...path: Path): unknown {
  let part = value
  for (const step of path) {
    if (Array.isArray(part) && typeof step === 'number') part = part[step]
    else if (isObject(part) && typeof step === 'string' && Object.hasOwn(part, step)) part = part[step]
    else return undefined
  }
  return part
}

/** A text at a path, '' when there is none; numbers and booleans as they print. */
export function text(value: unknown, ...path: Path): string {
  const part = at(value, ...path)
  if (typeof part === 'string') return part
  return typeof part === 'number' || typeof part === 'boolean' ? String(part) : ''
}

export function num(value: unknown, ...path: Path): number {
  const part = at(value, ...path)
  return typeof part === 'number' ? part : 0
}

export function list(value: unknown, ...path: Path): Json[] {
  const part = at(value, ...path)
  return Array.isArray(part) ? part.filter(isObject) : []
}

export function strings(value: unknown, ...path: Path): string[] {
  const part = at(value, ...path)
  return Array.isArray(part) ? part.filter((item) => typeof item === 'string') : []
}

/** An object at a path, empty when there is none. */
export function object(value: unknown, ...path: Path): Json {
  const part = at(value, ...path)
  return isObject(part) ? part : {}
}

/** A map of texts at a path, empty when there is none. */
export const map = (value: unknown, ...path: Path): Record<string, string> =>
  object(value, ...path) as Record<string, string>

/** A deep copy of plain data. */
export function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T
  if (!isObject(value)) return value
  const out: Json = {}
  for (const key of Object.keys(value)) put(out, key, copy(value[key]))
  return out as T
}

/** Sets an own property whatever its name: `__proto__` is a key like any other. */
export function put(target: Json, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

/** Keys in code-unit order (UTF-8 order for all that occurs in objects). */
export const sortedKeys = (value: object): string[] => Object.keys(value).sort()
