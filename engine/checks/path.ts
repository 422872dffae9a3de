/**
 * Fields by path, as lessons write them: `spec.template.spec.containers[app].image`, `status.conditions[Ready].status`,
 * `metadata.labels[app.kubernetes.io/name]`. In a list, brackets find an entry by its name, type, key or position; `[*]` is all.
 */

/** The names of a path, from the outside in. */
export function pathParts(path: string): string[] {
  const parts: string[] = []
  for (const match of path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) parts.push(match[1] ?? match[2] ?? '')
  return parts
}

/** All values at a path; empty when there is nothing. */
export function valuesAt(object: unknown, path: string): unknown[] {
  return pathParts(path).reduce<unknown[]>((values, part) => values.flatMap((value) => step(value, part)), [object])
}

const KEYS = ['name', 'type', 'key', 'topologyKey', 'containerPort', 'port']

function step(value: unknown, part: string): unknown[] {
  if (Array.isArray(value)) return entries(value, part)
  if (typeof value !== 'object' || value === null) return []
  if (part === '*') return Object.values(value)
  const found = Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined
  return found === undefined ? [] : [found]
}

function entries(list: readonly unknown[], part: string): unknown[] {
  if (part === '*') return [...list]
  const named = list.filter((entry) => KEYS.some((key) => String((entry as Record<string, unknown>)?.[key]) === part))
  if (named.length > 0) return named
  const at = /^\d+$/.test(part) ? list[Number(part)] : undefined
  return at === undefined ? [] : [at]
}
