/**
 * A Pod's effective requests as plain numbers, for the scheduler's arithmetic. Computed once per Pod spec object, which Pods of one template
 * share. Source: component-helpers resource (PodRequests), kube-scheduler framework (Resource).
 */
import { milliValue, value } from '../api/quantityvalue.ts'
import type { Container, PodSpec } from '../kinds/types.ts'
import { isSidecar, type PodLevelResources } from '../kinds/podresources/total.ts'
import { isPodLevelResource, type ResourceList } from '../kinds/podresources/lists.ts'
import { sharedSpec } from './specvariants.ts'

export interface RequestNumbers {
  readonly milliCpu: number
  readonly memoryBytes: number
  readonly ephemeralStorageBytes: number
  /** Extended resources and huge pages, sorted by name. */
  readonly scalars: readonly (readonly [string, number])[]
}

/** What kube-scheduler assumes for scoring where a container names no request: 100m and 200Mi. */
const ASSUMED: ReadonlyMap<string, number> = new Map([
  ['cpu', 100],
  ['memory', 200 * 1024 * 1024],
])
const NOTHING_ASSUMED: ReadonlyMap<string, number> = new Map()

const requested = new WeakMap<PodSpec, RequestNumbers>()
const scored = new WeakMap<PodSpec, RequestNumbers>()

/** Requests that decide whether the Pod fits. */
export function requestNumbers(spec: PodSpec): RequestNumbers {
  return remembered(requested, spec, NOTHING_ASSUMED)
}

/** Requests as scoring sees them: containers without a request of CPU or memory count with a little of each. */
export function nonZeroRequestNumbers(spec: PodSpec): RequestNumbers {
  return remembered(scored, spec, ASSUMED)
}

function remembered(
  cache: WeakMap<PodSpec, RequestNumbers>,
  own: PodSpec,
  assumed: ReadonlyMap<string, number>,
): RequestNumbers {
  const spec = sharedSpec(own)
  const known = cache.get(spec)
  if (known !== undefined) return known
  const numbers = compute(spec, assumed)
  cache.set(spec, numbers)
  return numbers
}

/** One resource list as numbers: CPU in thousandths, the rest in whole units. */
export function resourceNumbers(list: ResourceList | null | undefined): Map<string, number> {
  const numbers = new Map<string, number>()
  for (const name in list) {
    const text = list[name] ?? '0'
    numbers.set(name, name === 'cpu' ? milliValue(text) : value(text))
  }
  return numbers
}

function compute(spec: PodSpec, assumed: ReadonlyMap<string, number>): RequestNumbers {
  const total = new Map<string, number>()
  const sidecars = new Map<string, number>()
  const initial = new Map<string, number>()
  for (const container of spec.containers ?? []) add(total, containerNumbers(container, assumed))
  for (const container of spec.initContainers ?? []) {
    const moment = containerNumbers(container, assumed)
    if (isSidecar(container)) {
      add(total, moment)
      add(sidecars, moment)
      raise(initial, sidecars)
    } else {
      add(moment, sidecars)
      raise(initial, moment)
    }
  }
  raise(total, initial)
  for (const [name, amount] of resourceNumbers((spec as { resources?: PodLevelResources }).resources?.requests)) {
    if (isPodLevelResource(name)) total.set(name, amount)
  }
  add(total, resourceNumbers(spec.overhead))
  return pack(total)
}

function containerNumbers(container: Container, assumed: ReadonlyMap<string, number>): Map<string, number> {
  const numbers = resourceNumbers(container.resources?.requests)
  for (const [name, amount] of assumed) {
    if (!numbers.has(name)) numbers.set(name, amount)
  }
  return numbers
}

function add(total: Map<string, number>, added: ReadonlyMap<string, number>): void {
  for (const [name, amount] of added) total.set(name, (total.get(name) ?? 0) + amount)
}

function raise(total: Map<string, number>, other: ReadonlyMap<string, number>): void {
  for (const [name, amount] of other) total.set(name, Math.max(total.get(name) ?? 0, amount))
}

const PLAIN: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods'])

function pack(total: ReadonlyMap<string, number>): RequestNumbers {
  const scalars = [...total].filter(([name]) => !PLAIN.has(name) && isScalarResource(name))
  return {
    milliCpu: total.get('cpu') ?? 0,
    memoryBytes: total.get('memory') ?? 0,
    ephemeralStorageBytes: total.get('ephemeral-storage') ?? 0,
    scalars: scalars.sort(([a], [b]) => (a < b ? -1 : 1)),
  }
}

/** Resources the scheduler counts beside the plain ones: extended, huge pages, attachable volumes, prefixed native ones. */
export function isScalarResource(name: string): boolean {
  return name.includes('/') || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-')
}
