/** What of an object can be shaped by hand: its replicas, and of each container what it asks for and its probes. Pure. */
import type { FieldEdit, FieldPath } from '../../../engine/protocol/edit.ts'
import type { ObjectRef } from '../../../engine/protocol/object.ts'

type Json = Record<string, unknown>

export type Resource = 'cpu' | 'memory'
export type Bound = 'requests' | 'limits'
export const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const
export type ProbeName = (typeof PROBES)[number]

export interface ShapedContainer {
  name: string
  path: FieldPath
  /** Thousandths of a CPU, or bytes; undefined where nothing is said. */
  amounts: Record<Resource, Record<Bound, number | undefined>>
  probes: Partial<Record<ProbeName, Json>>
}

export interface Shaped {
  /** Undefined for kinds that have none. */
  replicas: number | undefined
  containers: ShapedContainer[]
}

const SCALED: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'])
const TEMPLATED: ReadonlySet<string> = new Set([...SCALED, 'DaemonSet', 'Job'])

/** Where the Pod's own spec stands; undefined for kinds that make no Pods. */
export function podSpecPath(kind: string): FieldPath | undefined {
  if (kind === 'Pod') return ['spec']
  if (kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec']
  return TEMPLATED.has(kind) ? ['spec', 'template', 'spec'] : undefined
}

export function shapeOf(kind: string, value: unknown): Shaped {
  const path = podSpecPath(kind)
  const spec = path && (at(value, path) as Json | undefined)
  const containers = Array.isArray(spec?.containers) ? (spec.containers as Json[]) : []
  const replicas = at(value, ['spec', 'replicas'])
  return {
    replicas: SCALED.has(kind) ? (typeof replicas === 'number' ? replicas : 1) : undefined,
    containers: containers.map((container, i) => shapedContainer(container, [...(path ?? []), 'containers', i])),
  }
}

function shapedContainer(container: Json, path: FieldPath): ShapedContainer {
  const read = (resource: Resource, bound: Bound) => amountOf(at(container, ['resources', bound, resource]), resource)
  const both = (resource: Resource) => ({ requests: read(resource, 'requests'), limits: read(resource, 'limits') })
  const probes = PROBES.flatMap((name) => (isJson(container[name]) ? [[name, container[name]] as const] : []))
  return {
    name: String(container.name ?? ''),
    path,
    amounts: { cpu: both('cpu'), memory: both('memory') },
    probes: Object.fromEntries(probes),
  }
}

export const replicasEdit = (replicas: number): FieldEdit => ({ set: ['spec', 'replicas'], value: replicas })

/** A limit below the request would be refused: the one that is moved takes the other along. */
export function amountEdits(
  { path, amounts }: ShapedContainer,
  resource: Resource,
  bound: Bound,
  to: number,
): FieldEdit[] {
  const of = (each: Bound, amount: number): FieldEdit => ({
    set: [...path, 'resources', each, resource],
    value: amountText(amount, resource),
  })
  const { requests, limits } = amounts[resource]
  if (bound === 'requests' && limits !== undefined && to > limits) return [of('requests', to), of('limits', to)]
  if (bound === 'limits' && requests !== undefined && to < requests) return [of('requests', to), of('limits', to)]
  return [of(bound, to)]
}

/** `kubectl scale` and `kubectl set resources`, where no file holds the object. */
export const setResourcesLine = (
  ref: ObjectRef,
  container: string,
  resource: Resource,
  bound: Bound,
  to: number,
): string =>
  `kubectl set resources ${ref.kind.toLowerCase()} ${ref.name}${ref.namespace && ref.namespace !== 'default' ? ` -n ${ref.namespace}` : ''} -c ${container} --${bound}=${resource}=${amountText(to, resource)}`

// ---------------------------------------------------------------------------------------------------- quantities

const BYTES: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

/** Thousandths of a CPU, or bytes; undefined for what is no such quantity. */
export function amountOf(value: unknown, resource: Resource): number | undefined {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(String(value ?? '')) ?? []
  if (digits === undefined) return undefined
  if (resource === 'cpu') return unit === 'm' ? Number(digits) : unit === '' ? Number(digits) * 1000 : undefined
  const factor = BYTES[unit]
  return factor === undefined ? undefined : Number(digits) * factor
}

/** `250m`, `2`, `128Mi`, `1Gi`: numbers where the manifest would have one. */
export function amountText(amount: number, resource: Resource): string | number {
  if (resource === 'cpu') return amount % 1000 === 0 ? amount / 1000 : `${amount}m`
  return amount % 2 ** 30 === 0 ? `${amount / 2 ** 30}Gi` : `${Math.round(amount / 2 ** 20)}Mi`
}

export function at(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (inner, step) => (isJson(inner) || Array.isArray(inner) ? (inner as Json)[step] : undefined),
    value,
  )
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
