/** The benchmarks' workloads, small: every Pod stands where the oracle puts it. */
import { describe, expect, it } from 'vitest'
import { equalsOracle, type SchedulerWorkload } from './schedulerworkload.ts'

const WORKLOADS: SchedulerWorkload[] = ['plain', 'spread', 'hardSpread', 'antiAffinity', 'affinity', 'preemption']

describe('workloads of the scheduler', () => {
  it.each(WORKLOADS)('%s: placed as the oracle places them', (workload) => {
    expect(equalsOracle({ nodes: 40, pods: 30, replicas: 10, workload })).toBe(true)
  })
})
