/**
 * B3: the scheduler alone, from queue to binding and event, at 5,000 nodes sampled as upstream samples them.
 * The placements of a shorter run are held against the naive oracle's.
 */
import { equalsOracle, type WorkloadSize, workloadWorld } from '../engine/testing/schedulerworkload.ts'
import { calibrate, cpu } from './measure.ts'

export interface B3Figures {
  nodes: number
  pods: number
  workload: string
  cpuSeconds: number
  /** CPU seconds by the calibration loop of the same run. */
  loops: number
  podsPerCpuSecond: number
  /** Every Pod of the shorter run stands where the oracle puts it. */
  placementsEqual: boolean
}

export const B3_SIZE: WorkloadSize = { nodes: 5_000, pods: 150_000, replicas: 30, workload: 'spread' }

/** Pods of the run that the oracle repeats; for preemptions, which it tries one by one, on fewer nodes. */
const CHECKED_PODS = 60
const CHECKED_NODES = 150

export function b3(size: WorkloadSize = B3_SIZE): B3Figures {
  const loop = calibrate()
  const world = workloadWorld(size)
  const { seconds } = cpu(() => world.settle(1e10))
  const bound = Object.keys(world.placements()).filter((name) => name.startsWith('default/p-')).length
  if (bound !== size.pods) throw new Error(`${bound} of ${size.pods} Pods bound`)
  return {
    nodes: size.nodes,
    pods: size.pods,
    workload: `${size.workload}, ${size.interleaved ? 'interleaved ' : ''}sets of ${size.replicas}`,
    cpuSeconds: seconds,
    loops: seconds / loop,
    podsPerCpuSecond: Math.round(size.pods / seconds),
    placementsEqual: equalsOracle({
      ...size,
      nodes: size.workload === 'preemption' ? Math.min(size.nodes, CHECKED_NODES) : size.nodes,
      pods: CHECKED_PODS,
      replicas: 20,
    }),
  }
}

/** What has a gate. */
export const B3_SIZES: readonly WorkloadSize[] = [
  B3_SIZE,
  { ...B3_SIZE, pods: 60_000, workload: 'affinity' },
  { ...B3_SIZE, pods: 60_000, workload: 'antiAffinity' },
  { ...B3_SIZE, pods: 5_000, workload: 'preemption' },
]
