/** What a machine has left of everything (pkg/kubelet/eviction/helpers.go makeSignalObservations). */
import { quantityOf } from '../../api/quantity.ts'
import { value } from '../../api/quantityvalue.ts'
import type { Node } from '../../kinds/types.ts'
import type { Desk } from '../desk.ts'
import type { DiskUse } from './disk.ts'
import type { MemoryUse } from './memory.ts'
import type { Observation, Observations, Signal } from './thresholds.ts'

/** kernel.pid_max of a machine, and the processes it has beside its containers'. */
const MAX_PIDS = 32_768
const OWN_PIDS = 120

/** `nodefs.available` stands for the image file system, too: one disk holds both. */
export const MEMORY: ReadonlySet<Signal> = new Set<Signal>(['memory.available'])
export const DISK: ReadonlySet<Signal> = new Set<Signal>(['nodefs.available'])
/** All that is ever told; processes only where the kubelet polls. */
export const TOLD: ReadonlySet<Signal> = new Set<Signal>([...MEMORY, ...DISK])
export const POLLED: ReadonlySet<Signal> = new Set<Signal>([...TOLD, 'pid.available'])

export class Signals {
  constructor(
    private readonly desk: Desk,
    private readonly memory: MemoryUse,
    private readonly disk: DiskUse,
  ) {}

  /** Of the signals that are asked for: a machine's disk and its processes are counted by walking over its Pods. */
  of(node: number, object: Node, asked: ReadonlySet<Signal>): Observations {
    const { name } = object.metadata
    const found = new Map<Signal, Observation>()
    const memory = asked.has('memory.available') ? capacityOf(object, 'memory') : undefined
    if (memory !== undefined) found.set('memory.available', observation(memory, this.memory.on(node), 'BinarySI'))
    const disk = asked.has('nodefs.available') ? capacityOf(object, 'ephemeral-storage') : undefined
    if (disk !== undefined) {
      const seen = observation(disk, this.disk.on(node, name), 'BinarySI')
      found.set('nodefs.available', seen)
      found.set('imagefs.available', seen)
    }
    if (asked.has('pid.available'))
      found.set('pid.available', observation(MAX_PIDS, OWN_PIDS + this.pidsOn(name), 'DecimalSI'))
    return found
  }

  private pidsOn(name: string): number {
    let sum = 0
    this.desk.pods.eachIn('node', name, (_object, row) => {
      sum += this.pidsOf(row)
    })
    return sum
  }

  /** Processes of a Pod. */
  pidsOf(row: number): number {
    const { works, runtime } = this.desk
    const running = works.get(row)?.containers.filter(({ process }) => process >= 0) ?? []
    return running.reduce((sum, { process }) => sum + (runtime.processCount?.(process) ?? 1), 0)
  }
}

/** What there is of a resource in all; undefined for a machine that does not say. */
export function capacityOf({ status }: Node, resource: string): number | undefined {
  const text = status?.capacity?.[resource] as string | undefined
  return text === undefined ? undefined : Math.trunc(value(text))
}

const observation = (capacity: number, used: number, format: 'BinarySI' | 'DecimalSI'): Observation => ({
  available: quantityOf(Math.max(0, Math.trunc(capacity - used)), format),
  capacity: quantityOf(capacity, format),
})
