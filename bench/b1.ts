/** B1: Pods from apply to Ready, the whole engine in Node, warmed up, readiness probe every 10 s. */
import { calibrate, cpu, peakRss, retainedBytes } from './measure.ts'
import { apply, benchCluster, runToReady, type Size, WARM_UP_ROUNDS, warmUp } from './workload.ts'

export interface B1Figures {
  pods: number
  nodes: number
  replicas: number
  cpuSeconds: number
  loops: number
  podsPerCpuSecond: number
  microsecondsPerPod: number
  bytesPerPod: number
  peakRssBytes: number
  virtualSeconds: number
  revisions: number
}

export function b1(size: Size, warmUpRounds = WARM_UP_ROUNDS): B1Figures {
  warmUp(warmUpRounds)
  const loop = calibrate()
  const cluster = benchCluster(size)
  const before = retainedBytes()
  let pods = 0
  const { seconds } = cpu(() => {
    pods = apply(cluster, size)
    runToReady(cluster, pods)
  })
  const bytes = retainedBytes() - before
  return {
    pods,
    nodes: size.nodes,
    replicas: size.replicas,
    cpuSeconds: seconds,
    loops: seconds / loop,
    podsPerCpuSecond: pods / seconds,
    microsecondsPerPod: (seconds / pods) * 1e6,
    bytesPerPod: bytes / pods,
    peakRssBytes: peakRss(),
    virtualSeconds: cluster.nowMs / 1000,
    revisions: cluster.server.store.revision,
  }
}

export const B1_SIZES: readonly Size[] = [
  { pods: 1_000, nodes: 20, replicas: 50 },
  { pods: 10_000, nodes: 500, replicas: 30 },
  { pods: 10_000, nodes: 500, replicas: 2_500 },
  { pods: 150_000, nodes: 5_000, replicas: 30 },
  { pods: 150_000, nodes: 5_000, replicas: 3_000 },
]
