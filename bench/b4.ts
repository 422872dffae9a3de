/** B4: an hour of steady state at 150,000 Pods, each probed every 10 s, with 5,000 leases. */
import { calibrate, cpu } from './measure.ts'
import { apply, benchCluster, runToReady, type Size } from './workload.ts'

export interface B4Figures {
  pods: number
  hourCpuSeconds: number
  loops: number
  virtualSecondsPerCpuSecond: number
  events: number
}

const HOUR_MS = 3_600_000

export function b4(size: Size): B4Figures {
  const loop = calibrate()
  const cluster = benchCluster(size)
  runToReady(cluster, apply(cluster, size))
  cluster.settle(HOUR_MS)
  const { clock } = cluster.server
  const before = clock.nextSeq
  const { seconds } = cpu(() => clock.runUntil(clock.nowMs + HOUR_MS))
  return {
    pods: size.pods,
    hourCpuSeconds: seconds,
    loops: seconds / loop,
    virtualSecondsPerCpuSecond: 3600 / seconds,
    events: clock.nextSeq - before,
  }
}

export const B4_SIZE: Size = { pods: 150_000, nodes: 5_000, replicas: 30 }
