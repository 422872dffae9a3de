/** Scenes of the gallery: the playground of the design, an empty cluster, and as many Pods as asked for. */
import type { NodeRow } from '../../engine/protocol/batch.ts'
import type { PodState } from '../../engine/protocol/pods.ts'
import { DemoCluster, type DemoPlan } from './demo-cluster.ts'

const GI = 2 ** 30
const NAMES = ['storefront', 'catalog', 'orders-db', 'nightly-report', 'log-agent', 'thumbnailer']

interface NodeSketch {
  name: string
  zone: string
  /** cpu requested, used; memory requested, used: cores and Gi. */
  load: [number, number, number, number]
  cordoned?: boolean
  pressure?: string
}

const SKETCHES: NodeSketch[] = [
  { name: 'a-1', zone: 'a', load: [3.4, 1.9, 5, 4.1] },
  { name: 'a-2', zone: 'a', load: [3.6, 2.5, 4.6, 3.5] },
  { name: 'b-1', zone: 'b', load: [3.8, 2.3, 5.7, 4.8] },
  { name: 'b-2', zone: 'b', load: [3.5, 1.6, 5.3, 3.9] },
  { name: 'c-1', zone: 'c', load: [2.9, 2.6, 6.6, 7.4], pressure: 'Memory pressure' },
  { name: 'c-2', zone: 'c', load: [1.4, 0.7, 2.3, 1.9], cordoned: true },
]

function nodeRow(id: number, { name, zone, load, cordoned = false, pressure = '' }: NodeSketch): NodeRow {
  return {
    id,
    name,
    zone,
    ready: true,
    cordoned,
    draining: cordoned,
    pressure,
    taints: [],
    cpuMilli: 4000,
    cpuRequestedMilli: load[0] * 1000,
    cpuUsedMilli: load[1] * 1000,
    memoryBytes: 8 * GI,
    memoryRequestedBytes: load[2] * GI,
    memoryUsedBytes: load[3] * GI,
    podCapacity: 110,
    podCount: 0,
  }
}

/** One Pod of the playground: letter, state, seconds done, seconds left, restarts, note. */
type PodSketch = [letter: string, state: PodState, done?: number, left?: number, restarts?: number, note?: string]

const ON_NODES: Record<string, PodSketch[]> = {
  'a-1': [
    ['s', 'ready'],
    ['c', 'ready'],
    ['o', 'ready'],
    ['t', 'ready'],
    ['l', 'ready'],
  ],
  'a-2': [
    ['s', 'ready'],
    ['c', 'ready'],
    ['c', 'ready'],
    ['t', 'ready'],
    ['n', 'completed'],
    ['l', 'ready'],
  ],
  'b-1': [
    ['s', 'ready'],
    ['c', 'ready'],
    ['o', 'ready'],
    ['l', 'ready'],
    ['c', 'backoff', 36, 124, 5],
  ],
  'b-2': [
    ['s', 'pulling', 6.2, 3.8],
    ['c', 'running'],
    ['l', 'ready'],
    ['n', 'failed'],
    ['s', 'scheduled', 0, 0, 0, 'queued: 2nd image pull'],
  ],
  'c-1': [
    ['s', 'ready'],
    ['t', 'running'],
    ['l', 'ready'],
    ['t', 'evicted'],
    ['o', 'running'],
  ],
  'c-2': [
    ['l', 'ready'],
    ['s', 'terminating', 12, 18],
    ['t', 'terminating', 26, 4],
  ],
}

/** The screen of the design, at 07:42 of its run. */
export function playground(): DemoCluster {
  const cluster = new DemoCluster(7)
  cluster.nowMs = 462_318
  for (const name of NAMES) cluster.workloads.push({ kind: 'Deployment', namespace: 'shop', name })
  SKETCHES.forEach((sketch, id) => cluster.nodes.set(id, nodeRow(id, sketch)))
  for (const [node, row] of cluster.nodes)
    for (const sketch of ON_NODES[row.name] ?? []) addSketch(cluster, node, sketch)
  for (const workload of [5, 5, 3])
    cluster.add({ workload, plan: 'stuck', untilMs: cluster.nowMs + 6000 + 3000 * cluster.chance() })
  history(cluster)
  return cluster
}

function addSketch(
  cluster: DemoCluster,
  node: number,
  [letter, state, done = 20, left, restarts = 0, note = '']: PodSketch,
): void {
  const workload = NAMES.findIndex((name) => name.startsWith(letter))
  const plan: DemoPlan = state === 'backoff' ? 'crash' : 'serve'
  const untilMs = left === undefined ? Number.NaN : cluster.nowMs + (left || 9) * 1000
  cluster.add({ workload, plan, node, state, restarts, note, sinceMs: cluster.nowMs - done * 1000, untilMs })
}

/** What the scrubber shows of the minutes before. */
function history(cluster: DemoCluster): void {
  const now = cluster.nowMs
  for (const at of [18_000, 42_000, 178_000, 351_000, 414_000]) {
    cluster.nowMs = at
    cluster.flag('kubectl apply -f catalog.yaml')
  }
  cluster.nowMs = now
  for (let second = 0; second < now / 1000; second++) {
    const burst = Math.max(...cluster.flags.map(({ atMs }) => 30 * Math.exp(-Math.abs(second - atMs / 1000 - 3) / 8)))
    const warnings = second % 47 < 5 && second > 180 ? 2 + 4 * cluster.chance() : 0
    cluster.remember(second * 1000, 1 + 2 * cluster.chance() + burst + warnings, warnings)
  }
}

/** The cluster the page starts with: a tainted control plane and six workers, nothing on them. */
export function empty(): DemoCluster {
  const cluster = new DemoCluster(7)
  const load: NodeSketch['load'] = [0, 0, 0, 0]
  const master = nodeRow(0, { name: 'control-plane-1', zone: '', load })
  cluster.nodes.set(0, { ...master, taints: ['node-role.kubernetes.io/control-plane:NoSchedule'] })
  for (let id = 1; id <= 6; id++)
    cluster.nodes.set(id, nodeRow(id, { name: `node-${id}`, zone: 'abc'[(id - 1) % 3] as string, load }))
  return cluster
}

/** So many Pods on so many nodes; one in fifty crashes, and some are always starting. */
export function many(pods: number, nodes: number): DemoCluster {
  const cluster = new DemoCluster(7)
  for (const name of NAMES) cluster.workloads.push({ kind: 'Deployment', namespace: 'shop', name })
  for (let id = 0; id < nodes; id++)
    cluster.nodes.set(id, nodeRow(id, { name: `node-${id + 1}`, zone: 'abc'[id % 3] as string, load: [3, 2, 4, 3] }))
  for (let i = 0; i < pods; i++) {
    const crash = i % 50 === 0
    const starting = i % 40 === 1
    cluster.add({
      workload: i % NAMES.length,
      plan: crash ? 'crash' : 'serve',
      node: i % nodes,
      state: crash ? 'backoff' : starting ? 'pulling' : 'ready',
      restarts: crash ? 3 : 0,
      untilMs: crash || starting ? cluster.chance() * 40_000 : Number.NaN,
    })
  }
  return cluster
}
