/**
 * B2: the same thousand Pods on npm's @ngrok/webernetes, in the same process and right after ours. Its clock is the
 * host's, so what counts is the CPU time both take, not how long one has to wait. Ours is compared warmed up: its first
 * run in a process mostly compiles, which their minute of running does on the side; the first run's ratio is shown too.
 */
import { calibrate, cpu, cpuAsync } from './measure.ts'
import { apply, benchCluster, manifests, runToReady, type Size, WARM_UP_ROUNDS, warmUp } from './workload.ts'

export interface B2Figures {
  pods: number
  nodes: number
  ourCpuSeconds: number
  /** Of the first run in a fresh process. */
  ourColdCpuSeconds: number
  theirCpuSeconds: number
  /** The same in loops of the calibration. */
  ourLoops: number
  theirLoops: number
  ratio: number
  coldRatio: number
  theirWallSeconds: number
}

export async function b2(size: Size): Promise<B2Figures> {
  const { runTheirs } = await import('./webernetes.ts')
  const loop = calibrate()
  const cold = cpu(() => ourRun(size))
  warmUp(WARM_UP_ROUNDS)
  const ours = cpu(() => ourRun(size))
  const began = performance.now()
  const theirs = await cpuAsync(() => runTheirs(size.nodes, manifests(size), size.pods))
  return {
    pods: size.pods,
    nodes: size.nodes,
    ourCpuSeconds: ours.seconds,
    ourColdCpuSeconds: cold.seconds,
    theirCpuSeconds: theirs.seconds,
    ourLoops: ours.seconds / loop,
    theirLoops: theirs.seconds / loop,
    ratio: theirs.seconds / ours.seconds,
    coldRatio: theirs.seconds / cold.seconds,
    theirWallSeconds: (performance.now() - began) / 1000,
  }
}

function ourRun(size: Size): void {
  const cluster = benchCluster(size)
  runToReady(cluster, apply(cluster, size))
}

export const B2_SIZE: Size = { pods: 1_000, nodes: 20, replicas: 50 }
