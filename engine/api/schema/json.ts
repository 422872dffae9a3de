/** Copies of free JSON: own data only, no recursion, so that no document can pollute a prototype or overflow the stack. */

/** Thrown when a value nests deeper, or holds more values, than allowed. */
export class TooDeepError extends Error {}

/** Sets a property of a plain object whatever its name; `__proto__` is data like any other. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    ;(target as Record<string, unknown>)[key] = value
  }
}

interface Copying {
  readonly source: object
  readonly target: object
  readonly depth: number
}

/**
 * A deep copy of a JSON value.
 * @returns the copy, and how many values it holds
 * @throws TooDeepError beyond `maxDepth` levels or `maxValues` values (of aliases repeated, say)
 */
export function copyJson(root: unknown, maxDepth: number, maxValues: number): { value: unknown; values: number } {
  let values = 0
  const pending: Copying[] = []
  const start = (source: unknown, depth: number): unknown => {
    if (++values > maxValues) throw new TooDeepError('document contains excessive aliasing')
    if (typeof source !== 'object' || source === null) return source
    if (depth > maxDepth) throw new TooDeepError('exceeded max depth')
    const target = Array.isArray(source) ? [] : {}
    pending.push({ source, target, depth })
    return target
  }
  const value = start(root, 1)
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { source, target, depth } = next
    if (Array.isArray(source)) {
      for (const item of source) (target as unknown[]).push(start(item, depth + 1))
    } else {
      for (const [key, item] of Object.entries(source)) setOwn(target, key, start(item, depth + 1))
    }
  }
  return { value, values }
}
