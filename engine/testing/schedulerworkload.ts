/** Workloads for the scheduler alone: equal nodes in three zones, ReplicaSets of Pods, and the oracle beside them. */
import { hash32 } from '../core/random.ts'
import type { Node, Pod, ReplicaSet } from '../kinds/types.ts'
import { NaiveNodeOrder } from './naive/cluster.ts'
import { naiveDecision } from './naivescheduler.ts'
import { SchedulerWorld } from './schedulerworld.ts'

/** What the Pods ask for beside CPU and memory. */
export type SchedulerWorkload = 'plain' | 'spread' | 'hardSpread' | 'antiAffinity' | 'affinity' | 'preemption'

export interface WorkloadSize {
  nodes: number
  pods: number
  /** Pods of one ReplicaSet. */
  replicas: number
  workload: SchedulerWorkload
  /** ReplicaSets take turns instead of one coming after the other. */
  interleaved?: boolean
}

const SEED = 7

/** CPU of the Pods that preempt and of those that stand there before them, four to a node. */
const STANDING_CPU = '900m'
const PREEMPTING_CPU = '3'
const STANDING_A_NODE = 4

/** The world with all Pods waiting. */
export function workloadWorld(size: WorkloadSize): SchedulerWorld {
  const world = new SchedulerWorld({ seed: SEED })
  world.create('namespaces', { metadata: { name: 'default' } })
  for (let i = 0; i < size.nodes; i++) world.create('nodes', nodeManifest(i))
  if (size.workload === 'preemption') fill(world, size.nodes)
  const sets = Math.ceil(size.pods / size.replicas)
  const made = Array.from({ length: sets }, (_, set) => {
    if (size.workload === 'plain' || size.workload === 'preemption') return undefined
    return world.create<ReplicaSet>('replicasets.apps', setManifest(set))
  })
  const templates = made.map((set, i) => template(size.workload, set, i))
  for (let i = 0; i < size.pods; i++) {
    const set = size.interleaved ? i % sets : Math.floor(i / size.replicas)
    const { metadata, spec } = templates[set] as { metadata: object; spec: object }
    world.create('pods', { metadata: { ...metadata, name: `p-${i}` }, spec, status: { phase: 'Pending' } })
  }
  return world
}

/** Puts Pods of low priority everywhere: nothing large fits until some of them go. */
function fill(world: SchedulerWorld, nodes: number): void {
  const container = { name: 'c', image: 'nginx:1.25', resources: { requests: { cpu: STANDING_CPU } } }
  const containers = [container]
  for (let i = 0; i < nodes * STANDING_A_NODE; i++) {
    const spec = { priority: 0, containers, nodeName: `node-${i % nodes}`, terminationGracePeriodSeconds: 0 }
    const status = { phase: 'Running', startTime: `2025-01-01T00:${String(i % 60).padStart(2, '0')}:00Z` }
    world.create('pods', { metadata: { name: `low-${i}`, namespace: 'default' }, spec, status })
  }
}

function nodeManifest(i: number): object {
  const name = `node-${i}`
  const labels = { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': 'abc'[i % 3] as string }
  const status = { allocatable: { cpu: '4', memory: '32Gi', pods: '110' } }
  return { metadata: { name, labels }, spec: {}, status }
}

const labelsOf = (set: number) => ({ app: `app-${set}`, 'pod-template-hash': hash32(set, 0).toString(36) })

function setManifest(set: number): object {
  const spec = { replicas: 0, selector: { matchLabels: labelsOf(set) } }
  return { metadata: { name: `set-${set}`, namespace: 'default' }, spec, status: { replicas: 0 } }
}

function template(
  workload: SchedulerWorkload,
  owner: ReplicaSet | undefined,
  set: number,
): { metadata: object; spec: object } {
  const labels = labelsOf(set)
  const labelSelector = { matchLabels: labels }
  const container = { name: 'c', image: 'nginx:1.25', resources: { requests: { cpu: '100m', memory: '128Mi' } } }
  const spec: Record<string, unknown> = { schedulerName: 'default-scheduler', priority: 0, containers: [container] }
  if (workload === 'hardSpread') {
    const topologyKey = 'topology.kubernetes.io/zone'
    spec.topologySpreadConstraints = [{ maxSkew: 1, topologyKey, whenUnsatisfiable: 'DoNotSchedule', labelSelector }]
  }
  if (workload === 'antiAffinity') {
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector }
    spec.affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } }
  }
  if (workload === 'affinity') {
    const term = { topologyKey: 'topology.kubernetes.io/zone', labelSelector }
    spec.affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } }
  }
  if (workload === 'preemption') {
    spec.priority = 10
    spec.containers = [{ ...container, resources: { requests: { cpu: PREEMPTING_CPU } } }]
  }
  const metadata: Record<string, unknown> = { namespace: 'default', labels }
  if (owner !== undefined) {
    const { name, uid } = owner.metadata
    metadata.ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true }]
  }
  return { metadata, spec }
}

/** Runs a workload to its end; whether every Pod stands where the oracle puts it, whoever it preempts included. */
export function equalsOracle(size: WorkloadSize): boolean {
  const world = workloadWorld(size)
  const { store } = world.server
  const order = new NaiveNodeOrder()
  store.table('nodes').each(undefined, (node) => order.add(node as Node))
  const byName = new Map(
    store
      .table('nodes')
      .list()
      .map((node) => [node.metadata.name, node as Node]),
  )
  const nodes = order.names().map((name) => byName.get(name) as Node)
  const cluster = {
    nodes,
    services: [],
    replicaSets: store.table('replicasets.apps').list() as ReplicaSet[],
    namespaces: [],
  }
  const standing = new Map<number, Pod>()
  const nominated = new Map<number, Pod>()
  const asked = new Map<number, Pod>()
  store
    .table('pods')
    .each(undefined, (pod, row) => ((pod as Pod).spec.nodeName ? standing : asked).set(row, pod as Pod))
  world.settle(1e10)
  const { snapshot } = world.scheduler
  return [...world.scheduler.attempts.newestFirst()].reverse().every(({ podRow, start, decision }) => {
    const pod = nominated.get(podRow) ?? (asked.get(podRow) as Pod)
    nominated.delete(podRow)
    const now = { ...cluster, pods: [...standing.values()], nominated: [...nominated.values()] }
    const pending = { ...pod, spec: { ...pod.spec, nodeName: '' } }
    const expected = naiveDecision(now, pending, start, SEED)
    const { nodeRow, evaluated, postFilter } = decision
    const at = nodeRow < 0 ? (postFilter?.nominate ?? -1) : nodeRow
    const nodeName = at < 0 ? undefined : snapshot.nameOf(at)
    const status = { ...pod.status, nominatedNodeName: nodeName }
    for (const victim of postFilter?.victims ?? []) standing.delete(victim)
    const next = { ...pod, spec: { ...pod.spec, nodeName }, status } as Pod
    ;(nodeRow < 0 ? nominated : standing).set(podRow, next)
    return (expected.node ?? expected.nominated) === nodeName && expected.evaluated === evaluated
  })
}
