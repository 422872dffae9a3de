/** The Scheduling view's arithmetic: nodes × plugins, scores, and variants of a Pod for what-ifs. Data in, data out. */
import type { NodeVerdict } from '../../engine/protocol/api.ts'

/** Filter plugins of the default profile, in the order they run (upstream's apis/config/v1/default_plugins.go). */
export const FILTERS = [
  'NodeUnschedulable',
  'NodeName',
  'TaintToleration',
  'NodeAffinity',
  'NodePorts',
  'NodeResourcesFit',
  'VolumeRestrictions',
  'NodeVolumeLimits',
  'VolumeBinding',
  'VolumeZone',
  'PodTopologySpread',
  'InterPodAffinity',
] as const

/** `ran` and passed, `refused` here, or `never` asked because another refused before. */
export type Cell = 'passed' | 'refused' | 'never'

/** Columns worth their room: the usual ones, and whoever refused. */
export function columnsOf(nodes: readonly NodeVerdict[]): string[] {
  const usual = new Set<string>([
    'NodeUnschedulable',
    'TaintToleration',
    'NodeAffinity',
    'NodeResourcesFit',
    'PodTopologySpread',
  ])
  const refusing = new Set(nodes.flatMap(({ refusedBy }) => (refusedBy ? [refusedBy] : [])))
  const known: string[] = FILTERS.filter((name) => usual.has(name) || refusing.has(name))
  return [...known, ...[...refusing].filter((name) => !known.includes(name))]
}

/** Letters of the plugins that score, where the first of the name would stand for two. */
const LETTERS: Readonly<Record<string, string>> = {
  NodeResourcesFit: 'F',
  NodeResourcesBalancedAllocation: 'B',
  NodeAffinity: 'A',
  PodTopologySpread: 'S',
  InterPodAffinity: 'P',
}

/** What stands for a plugin where there is room for one letter. */
export const letterOf = (plugin: string): string => LETTERS[plugin] ?? plugin.slice(0, 1)

/** The plugins that gave any node points, in the order they are drawn. */
export function scorersOf(nodes: readonly NodeVerdict[]): string[] {
  return [...new Set(nodes.flatMap(({ scores = {} }) => Object.keys(scores).filter((plugin) => scores[plugin])))]
}

export function cellOf({ refusedBy }: NodeVerdict, plugin: string, columns: readonly string[]): Cell {
  if (refusedBy === undefined) return 'passed'
  if (refusedBy === plugin) return 'refused'
  return columns.indexOf(plugin) < columns.indexOf(refusedBy) ? 'passed' : 'never'
}

/** Fit nodes by score, then the refused by name. */
export function ranked(nodes: readonly NodeVerdict[]): NodeVerdict[] {
  return [...nodes].sort(
    (a, b) =>
      Number(a.refusedBy !== undefined) - Number(b.refusedBy !== undefined) ||
      (b.total ?? 0) - (a.total ?? 0) ||
      (a.node < b.node ? -1 : 1),
  )
}

interface PodLike {
  metadata: Record<string, unknown>
  spec: Record<string, unknown> & { containers?: Container[] }
}
interface Container {
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> }
  [field: string]: unknown
}

export interface Variant {
  id: string
  title: string
  /** The Pod with the change; undefined where it would change nothing. */
  of(pod: PodLike): PodLike | undefined
}

/** The Pod as somebody would write it: not placed, without what the server gave it. */
export function unplaced({ metadata, spec }: PodLike): PodLike {
  const { nodeName: _placed, ...asked } = spec
  const { name, namespace, labels, annotations, ownerReferences } = metadata
  return { metadata: { name, namespace, labels, annotations, ownerReferences }, spec: asked }
}

const EVERYTHING = { operator: 'Exists' }

export const VARIANTS: readonly Variant[] = [
  { id: 'half', title: 'Ask for half of cpu and memory', of: (pod) => withRequests(pod, 0.5) },
  { id: 'double', title: 'Ask for twice as much', of: (pod) => withRequests(pod, 2) },
  {
    id: 'tolerate',
    title: 'Tolerate every taint',
    of: (pod) => ({
      ...pod,
      spec: { ...pod.spec, tolerations: [...((pod.spec.tolerations as unknown[]) ?? []), EVERYTHING] },
    }),
  },
  { id: 'anywhere', title: 'Drop node selector and affinity', of: (pod) => without(pod, ['nodeSelector', 'affinity']) },
  { id: 'unspread', title: 'Drop the topology spread', of: (pod) => without(pod, ['topologySpreadConstraints']) },
]

function without(pod: PodLike, fields: readonly string[]): PodLike | undefined {
  if (!fields.some((field) => pod.spec[field] !== undefined)) return undefined
  const spec = Object.fromEntries(Object.entries(pod.spec).filter(([field]) => !fields.includes(field)))
  return { ...pod, spec }
}

function withRequests(pod: PodLike, factor: number): PodLike | undefined {
  const asks = pod.spec.containers?.some(({ resources }) => resources?.requests)
  if (!asks) return undefined
  const containers = pod.spec.containers?.map((container) => {
    const { requests } = container.resources ?? {}
    if (!requests) return container
    const scaled = Object.fromEntries(
      Object.entries(requests).map(([name, text]) => [name, scaledQuantity(text, factor)]),
    )
    return { ...container, resources: { ...container.resources, requests: scaled, limits: undefined } }
  })
  return { ...pod, spec: { ...pod.spec, ...(containers ? { containers } : {}) } }
}

const UNITS: Record<string, number> = { m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 }
const QUANTITY = /^([0-9.]+)(m|k|M|G|Ki|Mi|Gi)?$/

/** A quantity of a request, times a factor, in milli-units where it has to be. */
export function scaledQuantity(text: string, factor: number): string {
  const [, number = '', unit = ''] = QUANTITY.exec(text) ?? []
  if (number === '') return text
  const value = Number(number) * (UNITS[unit] ?? 1) * factor
  return value < 100 ? `${Math.max(1, Math.round(value * 1000))}m` : `${Math.round(value)}`
}
