/** What a container uses of its node: at rest by its program, and by what it does. */
import type { ProcessUsage } from '../../core/runtime.ts'
import type { Kernel } from './contract.ts'
import { MAX_FILE_BYTES } from '../files/inode.ts'
import type { Container } from './container.ts'
import { runningIn, worldOf } from './natives.ts'
import { burnedMicros } from './steady.ts'

/** A shell or small command at rest. */
const PROCESS_BYTES = 600_000

/** CPU is the average since the start beside what is used at rest; metrics take differences of `burnedMicros`. */
export function usageOf(k: Kernel, c: Readonly<Container>): ProcessUsage {
  if (c.ending) return { cpuMilli: 0, memoryBytes: 0 }
  const tuning = k.tuning(c as Container)
  let cpuMilli = 0
  let memoryBytes = 0
  for (const { program, state, argv, process } of runningIn(c)) {
    const usage = program.usage?.(state, worldOf(k, c, argv, process)) ?? { cpuMilli: 1, memoryBytes: 20_000_000 }
    cpuMilli += usage.cpuMilli
    memoryBytes += usage.memoryBytes
  }
  memoryBytes += Math.max(c.heapBytes, (c.rest === undefined ? c.processCount : 1) * PROCESS_BYTES)
  const runMs = Math.max(1, k.nowMs - c.startedAtMs)
  const burned = burnedMicros(c, k.nowMs)
  const restMilli = tuning.cpuMilli ?? cpuMilli
  return {
    cpuMilli: restMilli + Math.round(burned / runMs),
    work: { restMilli, burnedMicros: burned },
    memoryBytes: Math.min(
      (tuning.memoryBytes ?? memoryBytes) + c.heldBytes + tuning.leakBytes * c.served,
      MAX_FILE_BYTES * 1024,
    ),
  }
}
