/** metrics.k8s.io/v1beta1: nodes and pods, as an aggregated API behind the same door. Source: metrics-server pkg/api. */
import type { NodeUsage, PodUsage } from '../../../core/metrics.ts'
import { notFound } from '../../errors.ts'
import type { PrinterColumn, ResourceInfo } from '../../kind.ts'
import type { KObject } from '../../object.ts'
import { tableOf } from '../../tables.ts'
import type { Answer } from '../exchange.ts'
import { respondAs } from '../respond.ts'
import { selectionOf } from '../selection.ts'
import type { VirtualResource } from '../virtual.ts'
import type { VirtualCall } from '../virtualcall.ts'
import { type MetricsObject, nodeMetrics, podMetrics, totalOf } from './objects.ts'

const column = (name: string, format: string, description: string): PrinterColumn => ({
  name,
  type: 'string',
  format,
  description,
  priority: 0,
})

const COLUMNS: readonly PrinterColumn[] = [
  column('Name', 'name', 'Name of the resource.'),
  column('cpu', 'quantity', 'CPU used, of one core.'),
  column('memory', 'quantity', 'Memory used.'),
  column('Window', 'duration', 'Time over which it was measured.'),
]

function infoOf(kind: string, plural: string, namespaced: boolean): ResourceInfo {
  const identity = { resource: `${plural}.metrics.k8s.io`, group: 'metrics.k8s.io', version: 'v1beta1' }
  return { ...identity, kind, plural, singular: '', shortNames: [], categories: [], namespaced }
}

function measured(info: ResourceInfo, measure: (call: VirtualCall, object: KObject) => MetricsObject | undefined) {
  const definition: VirtualResource = {
    info,
    schema: '',
    status: false,
    generation: false,
    nameRule: 'subdomain',
    columns: COLUMNS,
    printRow: (object) => rowOf(object as MetricsObject),
    verbs: ['get', 'list'],
    everywhere: true,
    answer: (call) => answer(call, info, measure),
  }
  return definition
}

/** The row shows what all containers use. */
function rowOf({ metadata, usage, containers = [], window }: MetricsObject): unknown[] {
  const total = usage ?? totals.get(containers)
  return [metadata.name, total?.cpu ?? '0', total?.memory ?? '0', window]
}

/** Sums of the samples that objects were made from. */
const totals = new WeakMap<object, { cpu: string; memory: string }>()

function measuredPod({ context }: VirtualCall, pod: KObject): MetricsObject | undefined {
  const { store, metrics } = context.server
  const { namespace = '', name } = pod.metadata
  const sample: PodUsage | undefined = metrics.resource?.pod(store.table('pods').row(namespace, name))
  if (sample === undefined) return undefined
  const object = podMetrics(store, pod, sample)
  totals.set(object.containers as object, totalOf(sample))
  return object
}

function measuredNode({ context }: VirtualCall, node: KObject): MetricsObject | undefined {
  const { store, metrics } = context.server
  const sample: NodeUsage | undefined = metrics.resource?.node(node.metadata.name)
  return sample && nodeMetrics(store, node, sample)
}

export const metricsResources: readonly VirtualResource[] = [
  measured(infoOf('NodeMetrics', 'nodes', false), measuredNode),
  measured(infoOf('PodMetrics', 'pods', true), measuredPod),
]

/** Objects without a sample are left out of lists; asked for by name they are not found. */
function answer(
  call: VirtualCall,
  info: ResourceInfo,
  measure: (call: VirtualCall, object: KObject) => MetricsObject | undefined,
): Answer {
  const { context, path, accepted } = call
  const table = context.server.store.table(info.plural)
  if (path.name !== '') {
    const object = table.find(path.namespace, path.name)
    const measured = object && measure(call, object)
    if (measured === undefined) throw notFound(info, info.namespaced ? `${path.namespace}/${path.name}` : path.name)
    return accepted.as === 'Table' ? tableAnswer(call, [measured]) : respondAs(accepted, 200, measured, call.warnings)
  }
  const { matches } = selectionOf(call)
  const objects = table.list(path.namespace === '' ? undefined : path.namespace).filter(matches)
  const items = objects.map((object) => measure(call, object)).filter((item) => item !== undefined)
  if (accepted.as === 'Table') return tableAnswer(call, items)
  const bare = items.map(({ kind: _kind, apiVersion: _version, ...rest }) => rest)
  const list = { kind: `${info.kind}List`, apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items: bare }
  return respondAs(accepted, 200, list, call.warnings)
}

function tableAnswer(call: VirtualCall, items: MetricsObject[]): Answer {
  const { clock, calendar } = call.context.server
  const encode = (object: KObject) => object
  const context = { definition: call.definition, nowMs: clock.nowMs, calendar, include: 'Metadata' as const, encode }
  return respondAs(call.accepted, 200, tableOf(context, items, { resourceVersion: '' }), call.warnings)
}
