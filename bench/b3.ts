/**
 * B3: the scheduler alone, from queue to binding and event, at 5,000 nodes sampled as upstream samples them.
 * The placements of a shorter run are held against the naive oracle's.
 */
import { pathToFileURL } from 'node:url'
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

/** Pods of the run that the oracle repeats. */
const CHECKED_PODS = 60

export function b3(size: WorkloadSize = B3_SIZE): B3Figures {
  const loop = calibrate()
  const world = workloadWorld(size)
  const { seconds } = cpu(() => world.settle(1e10))
  const bound = Object.keys(world.placements()).length
  if (bound !== size.pods) throw new Error(`${bound} of ${size.pods} Pods bound`)
  return {
    nodes: size.nodes,
    pods: size.pods,
    workload: `${size.workload}, ${size.interleaved ? 'interleaved ' : ''}sets of ${size.replicas}`,
    cpuSeconds: seconds,
    loops: seconds / loop,
    podsPerCpuSecond: Math.round(size.pods / seconds),
    placementsEqual: equalsOracle({ ...size, pods: CHECKED_PODS, replicas: 20 }),
  }
}

/** The gate's workload, and others beside it. */
export function run(): B3Figures[] {
  return [
    b3({ ...B3_SIZE, workload: 'plain' }),
    b3(B3_SIZE),
    b3({ ...B3_SIZE, interleaved: true }),
    b3({ ...B3_SIZE, replicas: 3_000 }),
    b3({ ...B3_SIZE, workload: 'hardSpread' }),
    b3({ ...B3_SIZE, pods: 60_000, workload: 'antiAffinity' }),
  ]
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table(run())
