/** The scale of an object of any kind that can be scaled: how many it wants and has, and which Pods are its. */
import type { KindDefinition } from '../api/kind.ts'
import { formatSelector } from '../api/labels.ts'
import { labelSelector } from '../api/labelselector.ts'
import type { KObject } from '../api/object.ts'
import type { LabelSelector } from '../kinds/types.ts'

export interface ObjectScale {
  readonly replicas: number
  /** Replicas there are, by its own status. */
  readonly present: number
  /** The selector's text; '' when it has none. */
  readonly selector: string
}

type ScalePaths = NonNullable<KindDefinition['scale']>

/** The value at a path such as `spec.replicas` (with or without a dot in front). */
function at(object: unknown, path: string): unknown {
  let value = object
  for (const name of path.split('.').filter((part) => part !== '')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

export function scaleOf(object: KObject, paths: ScalePaths): ObjectScale {
  return {
    replicas: Number(at(object, paths.specReplicas) ?? 0),
    present: Number(at(object, paths.statusReplicas) ?? 0),
    selector: selectorText(at(object, paths.selector) ?? at(object, 'spec.selector')),
  }
}

/** A text already, a map of labels, or a structured selector. */
function selectorText(selector: unknown): string {
  if (typeof selector === 'string') return selector
  if (typeof selector !== 'object' || selector === null) return ''
  const isMap = Object.values(selector).every((value) => typeof value === 'string')
  return formatSelector(
    labelSelector(isMap ? { matchLabels: selector as Record<string, string> } : (selector as LabelSelector)),
  )
}

/** The object with another number of replicas. */
export function withReplicas<T extends KObject>(object: T, paths: ScalePaths, replicas: number): T {
  return put(
    object,
    paths.specReplicas.split('.').filter((part) => part !== ''),
    replicas,
  ) as T
}

function put(value: unknown, path: readonly string[], last: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return last
  const object = (value ?? {}) as Record<string, unknown>
  return { ...object, [name]: put(object[name], rest, last) }
}
