/** A deep copy of plain data, several times as fast as the host's structuredClone, which asks of every value what it is. */
import { setOwn } from './schema/json.ts'

/** Objects and lists anew, everything else shared; keys keep their order. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf) as T
  const out: Record<string, unknown> = {}
  for (const key of Object.keys(value)) setOwn(out, key, copyOf((value as Record<string, unknown>)[key]))
  return out as T
}
