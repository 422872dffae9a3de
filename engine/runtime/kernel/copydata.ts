/** A deep copy of a command's state: plain objects, arrays, maps and texts. Frozen objects are shared. */
export function copyData<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Array.isArray(value)) return value.map(copyData) as T
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [k, copyData(v) as unknown])) as T
  if (value instanceof Set) return new Set(value) as T
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) copy[key] = copyData((value as Record<string, unknown>)[key])
  return copy as T
}
