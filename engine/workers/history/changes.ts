/** What differs between two objects, field by field, in paths a person can read. */
import { equal } from '../../api/equal.ts'
import type { FieldChange } from '../../protocol/time.ts'

type Json = Record<string, unknown>

/** What every write changes, or only the server reads. */
const SKIPPED: ReadonlySet<string> = new Set(['metadata.managedFields', 'metadata.resourceVersion'])
/** What items of Kubernetes' lists are called by; the first that all items have. */
const KEYS = ['name', 'type', 'containerPort', 'port', 'mountPath', 'key', 'ip', 'uid'] as const

/** Goes along with other changes; told last. */
const NOISE = /(Time|Timestamp|observedGeneration|generation)$/

/** All differing leaves, in order of the fields but times last; a field that is only on one side is told whole. */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const changes: FieldChange[] = []
  compare('', before, after, changes)
  return [...changes.filter(({ path }) => !NOISE.test(path)), ...changes.filter(({ path }) => NOISE.test(path))]
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

function compare(path: string, before: unknown, after: unknown, changes: FieldChange[]): void {
  if (SKIPPED.has(path) || equal(before, after)) return
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(path ? `${path}.${step(key)}` : key, before[key], after[key], changes)
    return
  }
  if (Array.isArray(before) && Array.isArray(after) && compareItems(path, before, after, changes)) return
  changes.push({
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  })
}

/** Labels and annotations have dots of their own. */
const step = (key: string) => (key.includes('.') || key.includes('/') ? `[${key}]` : key)

/** Compares lists by their items' names; false where items have none. */
function compareItems(path: string, before: unknown[], after: unknown[], changes: FieldChange[]): boolean {
  const key = KEYS.find((name) => isKey(name, before) && isKey(name, after))
  if (key === undefined) return false
  const named = (items: unknown[]) => new Map(items.map((item) => [String((item as Json)[key]), item]))
  const [old, now] = [named(before), named(after)]
  for (const name of new Set([...old.keys(), ...now.keys()]))
    compare(`${path}[${name}]`, old.get(name), now.get(name), changes)
  return true
}

const isKey = (name: string, items: readonly unknown[]): boolean =>
  items.every((item) => isObject(item) && (typeof item[name] === 'string' || typeof item[name] === 'number')) &&
  new Set(items.map((item) => (item as Json)[name])).size === items.length
