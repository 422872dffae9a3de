/**
 * B3: the scheduler alone, from queue to binding and event, at 5,000 nodes sampled as upstream samples them.
 * The placements of a shorter run are held against the naive oracle's.
 */
import { pathToFileURL } from 'node:url'
import { hash32 } from '../engine/core/random.ts'
import type { Node, Pod, ReplicaSet } from '../engine/kinds/types.ts'
import { NaiveNodeOrder } from '../engine/testing/naive/cluster.ts'
import { naiveDecision } from '../engine/testing/naivescheduler.ts'
import { SchedulerWorld } from '../engine/testing/schedulerworld.ts'
import { calibrate, cpu } from './measure.ts'

/** What the Pods ask for beside CPU and memory. */
export type B3Workload = 'plain' | 'spread' | 'hardSpread' | 'antiAffinity'

export interface B3Size {
  nodes: number
  pods: number
  /** Pods of one ReplicaSet. */
  replicas: number
  workload: B3Workload
  /** ReplicaSets take turns instead of one coming after the other. */
  interleaved?: boolean
}

export interface B3Figures {
  nodes: number
  pods: number
  workload: B3Workload
  cpuSeconds: number
  loops: number
  podsPerCpuSecond: number
  /** Every Pod of the shorter run stands where the oracle puts it. */
  placementsEqual: boolean
}

export const B3_SIZE: B3Size = { nodes: 5_000, pods: 150_000, replicas: 30, workload: 'spread' }

/** Pods of the run that the oracle repeats. */
const CHECKED_PODS = 60
const SEED = 7

export function b3(size: B3Size = B3_SIZE): B3Figures {
  const loop = calibrate()
  const { cpuSeconds } = timed(size)
  return {
    nodes: size.nodes,
    pods: size.pods,
    workload: size.workload,
    cpuSeconds,
    loops: cpuSeconds / loop,
    podsPerCpuSecond: Math.round(size.pods / cpuSeconds),
    placementsEqual: equalsOracle({ ...size, pods: CHECKED_PODS, replicas: 20 }),
  }
}

/** The gate's workload, and the others beside it. */
export function run(): B3Figures[] {
  return [
    b3({ ...B3_SIZE, workload: 'plain' }),
    b3(B3_SIZE),
    b3({ ...B3_SIZE, interleaved: true }),
    b3({ ...B3_SIZE, replicas: 3_000 }),
    b3({ ...B3_SIZE, workload: 'hardSpread' }),
    b3({ ...B3_SIZE, workload: 'antiAffinity' }),
  ]
}

function timed(size: B3Size): { cpuSeconds: number } {
  const world = worldOf(size)
  const { seconds } = cpu(() => world.settle(1e10))
  const bound = Object.keys(world.placements()).length
  if (bound !== size.pods) throw new Error(`${bound} of ${size.pods} Pods bound`)
  return { cpuSeconds: seconds }
}

export function worldOf(size: B3Size): SchedulerWorld {
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
  workload: B3Workload,
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

function equalsOracle(size: B3Size): boolean {
  const world = worldOf(size)
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
  return [...world.scheduler.attempts.newestFirst()].reverse().every(({ namespace, name, start, decision }) => {
    const pod = world.pod(`${namespace}/${name}`) as Pod
    const pending = { ...pod, spec: { ...pod.spec, nodeName: '' } }
    const expected = naiveDecision({ ...cluster, pods }, pending, start, SEED)
    pods.push(pod)
    return expected.node === pod.spec.nodeName && expected.evaluated === decision.evaluated
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table(run())
