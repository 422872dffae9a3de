/** B11: one object with very many Pods: a DaemonSet on 5,000 nodes, and a Job of 100,000 completions. */
import { Cluster } from '../engine/cluster.ts'
import { calibrate, cpu } from './measure.ts'
import { benchNodes } from './workload.ts'

export interface B11Size {
  kind: 'DaemonSet' | 'Job'
  nodes: number
  /** Of the Job: completions, and how many run at once. */
  completions?: number
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
}

const LIMIT_MS = 24 * 3_600_000

export function b11(size: B11Size): B11Figures {
  const loop = calibrate()
  const cluster = new Cluster({ seed: 7, nodes: benchNodes(size.nodes) })
  cluster.settle()
  const { verbs, store, clock } = cluster.server
  const isJob = size.kind === 'Job'
  const pods = isJob ? (size.completions ?? 1) : size.nodes
  const table = store.table(isJob ? 'jobs.batch' : 'daemonsets.apps')
  const done = () => (isJob ? jobIsDone : daemonsAreReady)(table.find('default', 'big') as never, pods)
  const beganMs = cluster.nowMs
  const { seconds } = cpu(() => {
    verbs.create(table, (isJob ? job(size) : daemonSet()) as never)
    while (!done()) {
      if (clock.nowMs > beganMs + LIMIT_MS || clock.pending === 0) throw new Error(`not done at ${clock.nowMs} ms`)
      clock.runUntil(clock.nowMs + 10_000)
    }
  })
  return {
    kind: size.kind,
    pods,
    nodes: size.nodes,
    cpuSeconds: seconds,
    loops: seconds / loop,
    podsPerCpuSecond: pods / seconds,
    virtualSeconds: (cluster.nowMs - beganMs) / 1000,
  }
}

const jobIsDone = ({ status }: { status?: { succeeded?: number } }, pods: number) => status?.succeeded === pods
const daemonsAreReady = ({ status }: { status?: { numberAvailable?: number } }, pods: number) =>
  status?.numberAvailable === pods

const container = {
  name: 'app',
  image: 'registry.test/app:1.0',
  resources: { requests: { cpu: '10m', memory: '16Mi' } },
}

const daemonSet = () => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'big', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: 'big' } },
    template: { metadata: { labels: { app: 'big' } }, spec: { containers: [container] } },
  },
})

const job = ({ completions, parallelism }: B11Size) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'big', namespace: 'default' },
  spec: {
    completions,
    parallelism,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ ...container, image: 'busybox:1.36', command: ['sh', '-c', 'sleep 5'] }],
      },
    },
  },
})

export const B11_SIZES: readonly B11Size[] = [
  { kind: 'DaemonSet', nodes: 5_000 },
  { kind: 'Job', nodes: 500, completions: 100_000, parallelism: 5_000 },
]
