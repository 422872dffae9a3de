/**
 * B11: one object with very many Pods: a DaemonSet on 5,000 nodes, a StatefulSet of as many at once, Jobs of 100,000
 * completions. A tenth of each is run first, warmed up: what a Pod costs must not grow with how many there are.
 */
import { Cluster } from '../engine/cluster.ts'
import { calibrate, cpu } from './measure.ts'
import { benchNodes } from './workload.ts'

export interface B11Size {
  kind: 'DaemonSet' | 'StatefulSet' | 'Job' | 'Indexed Job'
  nodes: number
  /** Of all but DaemonSets, which have one a node. */
  pods?: number
  /** Of Jobs: how many run at once. */
  parallelism?: number
}

export interface B11Figures {
  kind: string
  pods: number
  nodes: number
  cpuSeconds: number
  loops: number
  podsPerCpuSecond: number
  virtualSeconds: number
  /** Cost a Pod against that of the tenth. */
  growth: number
}

const LIMIT_MS = 24 * 3_600_000
const WARM_UP_ROUNDS = 4
const WARM_UP_PODS = 500

export function b11(size: B11Size, warmUpRounds = WARM_UP_ROUNDS): B11Figures {
  const tenth = scaled(size, 1 / 10)
  const warming = scaled(size, Math.min(1, WARM_UP_PODS / (size.pods ?? size.nodes)))
  for (let round = 0; round < warmUpRounds; round++) run(warming)
  const loop = calibrate()
  const small = run(tenth)
  const { seconds, pods, virtualSeconds } = run(size)
  return {
    kind: size.kind,
    pods,
    nodes: size.nodes,
    cpuSeconds: seconds,
    loops: seconds / loop,
    podsPerCpuSecond: pods / seconds,
    virtualSeconds,
    growth: seconds / pods / (small.seconds / small.pods),
  }
}

/** A part of everything: as many Pods a node. */
function scaled(size: B11Size, part: number): B11Size {
  const by = (count: number) => Math.max(1, Math.round(count * part))
  const { nodes, pods, parallelism } = size
  return {
    ...size,
    nodes: by(nodes),
    ...(pods === undefined ? {} : { pods: by(pods) }),
    ...(parallelism === undefined ? {} : { parallelism: by(parallelism) }),
  }
}

function run(size: B11Size) {
  const cluster = new Cluster({ seed: 7, nodes: benchNodes(size.nodes) })
  cluster.settle()
  const { verbs, store, clock } = cluster.server
  const { resource, manifest, done } = KINDS[size.kind]
  const pods = size.pods ?? size.nodes
  const table = store.table(resource)
  const beganMs = cluster.nowMs
  const { seconds } = cpu(() => {
    verbs.create(table, { metadata: { name: 'big', namespace: 'default' }, ...manifest(size) } as never)
    while (done((table.find('default', 'big') as { status?: Counts } | undefined)?.status ?? {}) !== pods) {
      if (clock.nowMs > beganMs + LIMIT_MS || clock.pending === 0) throw new Error(`not done at ${clock.nowMs} ms`)
      clock.runUntil(clock.nowMs + 10_000)
    }
  })
  return { seconds, pods, virtualSeconds: (cluster.nowMs - beganMs) / 1000 }
}

interface Counts {
  succeeded?: number
  numberAvailable?: number
  availableReplicas?: number
}

const container = {
  name: 'app',
  image: 'registry.test/app:1.0',
  resources: { requests: { cpu: '10m', memory: '16Mi' } },
}

const labels = { app: 'big' }

const workload = (kind: string, spec: object) => ({
  apiVersion: 'apps/v1',
  kind,
  spec: {
    ...spec,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container] } },
  },
})

const job = ({ pods, parallelism }: B11Size, completionMode: string) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  spec: {
    completions: pods,
    parallelism,
    completionMode,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ ...container, image: 'busybox:1.36', command: ['sh', '-c', 'sleep 5'] }],
      },
    },
  },
})

interface Kind {
  resource: string
  manifest(size: B11Size): object
  /** How many Pods are as they shall be. */
  done(status: Counts): number | undefined
}

const succeeded = ({ succeeded: count }: Counts) => count

const KINDS: Record<B11Size['kind'], Kind> = {
  DaemonSet: {
    resource: 'daemonsets.apps',
    manifest: () => workload('DaemonSet', {}),
    done: ({ numberAvailable }) => numberAvailable,
  },
  StatefulSet: {
    resource: 'statefulsets.apps',
    manifest: ({ pods }) =>
      workload('StatefulSet', { replicas: pods, podManagementPolicy: 'Parallel', serviceName: 'big' }),
    done: ({ availableReplicas }) => availableReplicas,
  },
  Job: { resource: 'jobs.batch', manifest: (size) => job(size, 'NonIndexed'), done: succeeded },
  'Indexed Job': { resource: 'jobs.batch', manifest: (size) => job(size, 'Indexed'), done: succeeded },
}

export const B11_SIZES: readonly B11Size[] = [
  { kind: 'DaemonSet', nodes: 5_000 },
  { kind: 'StatefulSet', nodes: 500, pods: 5_000 },
  { kind: 'Job', nodes: 500, pods: 100_000, parallelism: 5_000 },
  { kind: 'Indexed Job', nodes: 500, pods: 100_000, parallelism: 5_000 },
]
