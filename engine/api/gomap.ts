/** How Go prints free JSON with %+v: `map[spec:map[replicas:x]]`. */
import { isObject } from './patch/jsonmerge.ts'

export function goMapText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goMapText).join(' ')}]`
  if (!isObject(value)) return String(value)
  const keys = Object.keys(value).sort()
  return `map[${keys.map((key) => `${key}:${goMapText(value[key])}`).join(' ')}]`
}
