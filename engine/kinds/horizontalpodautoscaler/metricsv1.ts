/** Metrics as autoscaling/v1 writes them into annotations: flat, each with its own names. Source: pkg/apis/autoscaling/v1/conversion.go. */
import type { MetricSpec, MetricStatus } from '../types.ts'

type Json = Record<string, unknown>

/** Names of the same thing: in v1, then where it stands in v2. */
type Names = readonly (readonly [flat: string, path: string])[]

const METRIC: Names = [['metricName', 'metric.name']]
const SOURCES: Readonly<Record<string, Names>> = {
  resource: [
    ['name', 'name'],
    ['targetAverageUtilization', 'target.averageUtilization'],
    ['targetAverageValue', 'target.averageValue'],
  ],
  containerResource: [
    ['name', 'name'],
    ['targetAverageUtilization', 'target.averageUtilization'],
    ['targetAverageValue', 'target.averageValue'],
    ['container', 'container'],
  ],
  pods: [...METRIC, ['targetAverageValue', 'target.averageValue'], ['selector', 'metric.selector']],
  object: [
    ['target', 'describedObject'],
    ...METRIC,
    ['targetValue', 'target.value'],
    ['selector', 'metric.selector'],
    ['averageValue', 'target.averageValue'],
  ],
  external: [
    ...METRIC,
    ['metricSelector', 'metric.selector'],
    ['targetValue', 'target.value'],
    ['targetAverageValue', 'target.averageValue'],
  ],
}
const STATUSES: Readonly<Record<string, Names>> = {
  resource: [
    ['name', 'name'],
    ['currentAverageUtilization', 'current.averageUtilization'],
    ['currentAverageValue', 'current.averageValue'],
  ],
  containerResource: [
    ['name', 'name'],
    ['currentAverageUtilization', 'current.averageUtilization'],
    ['currentAverageValue', 'current.averageValue'],
    ['container', 'container'],
  ],
  pods: [...METRIC, ['currentAverageValue', 'current.averageValue'], ['selector', 'metric.selector']],
  object: [
    ['target', 'describedObject'],
    ...METRIC,
    ['currentValue', 'current.value'],
    ['selector', 'metric.selector'],
    ['averageValue', 'current.averageValue'],
  ],
  external: [
    ...METRIC,
    ['metricSelector', 'metric.selector'],
    ['currentValue', 'current.value'],
    ['currentAverageValue', 'current.averageValue'],
  ],
}

function read(object: Json, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Json | undefined)?.[name], object)
}

function write(object: Json, path: string, value: unknown): void {
  const names = path.split('.')
  const last = names.pop() as string
  let at = object
  for (const name of names) {
    at[name] ??= {}
    at = at[name] as Json
  }
  at[last] = value
}

function flattened(metric: Json, all: Readonly<Record<string, Names>>): Json {
  const flat: Json = { type: metric.type }
  for (const [source, names] of Object.entries(all)) {
    const given = metric[source] as Json | undefined
    if (given === undefined) continue
    const pairs = names.map(([name, path]) => [name, read(given, path)] as const)
    flat[source] = Object.fromEntries(pairs.filter(([, value]) => value !== undefined))
  }
  return flat
}

function unflattened(flat: Json, all: Readonly<Record<string, Names>>): Json {
  const metric: Json = { type: flat.type }
  for (const [source, names] of Object.entries(all)) {
    const given = flat[source] as Json | undefined
    if (given === undefined) continue
    const out: Json = {}
    for (const [name, path] of names) if (given[name] !== undefined) write(out, path, given[name])
    metric[source] = out
  }
  return metric
}

export const flatSpec = (metric: MetricSpec): Json => flattened(metric as unknown as Json, SOURCES)
export const flatStatus = (metric: MetricStatus): Json => flattened(metric as unknown as Json, STATUSES)

/** A target's type follows from what it has. */
export function specOf(flat: Json): MetricSpec {
  const metric = unflattened(flat, SOURCES)
  for (const source of Object.keys(SOURCES)) {
    const target = (metric[source] as { target?: Json } | undefined)?.target
    if (target === undefined) continue
    if (target.averageUtilization !== undefined) target.type = 'Utilization'
    else target.type = target.averageValue === undefined ? 'Value' : 'AverageValue'
  }
  return metric as unknown as MetricSpec
}

export const statusOf = (flat: Json): MetricStatus => unflattened(flat, STATUSES) as unknown as MetricStatus
