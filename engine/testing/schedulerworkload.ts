/** Workloads for the scheduler alone: equal nodes in three zones, ReplicaSets of Pods, and the oracle beside them. */
import { hash32 } from '../core/random.ts'
import type { Node, Pod, ReplicaSet } from '../kinds/types.ts'
import { NaiveNodeOrder } from './naive/cluster.ts'
import { naiveDecision } from './naivescheduler.ts'
import { SchedulerWorld } from './schedulerworld.ts'

/** What the Pods ask for beside CPU and memory. */
export type SchedulerWorkload = 'plain' | 'spread' | 'hardSpread' | 'antiAffinity'

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

/** The world with all Pods waiting. */
export function workloadWorld(size: WorkloadSize): SchedulerWorld {
  const world = new SchedulerWorld({ seed: SEED })
  world.create('namespaces', { metadata: { name: 'default' } })
  for (let i = 0; i < size.nodes; i++) world.create('nodes', nodeManifest(i))
  const sets = Math.ceil(size.pods / size.replicas)
  const made = Array.from({ length: sets }, (_, set) => {
    if (size.workload === 'plain') return undefined
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
  const metadata: Record<string, unknown> = { namespace: 'default', labels }
  if (owner !== undefined) {
    const { name, uid } = owner.metadata
    metadata.ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid, controller: true }]
  }
  return { metadata, spec }
}

/** Runs a workload to its end; whether every Pod stands where the oracle puts it. */
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
  world.settle(1e10)
  const pods: Pod[] = []
  return [...world.scheduler.attempts.newestFirst()].reverse().every(({ podRow, start, decision }) => {
    const pod = store.table('pods').get(podRow) as Pod
    const pending = { ...pod, spec: { ...pod.spec, nodeName: '' } }
    const expected = naiveDecision({ ...cluster, pods }, pending, start, SEED)
    pods.push(pod)
    return expected.node === pod.spec.nodeName && expected.evaluated === decision.evaluated
  })
}
