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

export class Signals {
  constructor(
    private readonly desk: Desk,
    private readonly memory: MemoryUse,
    private readonly disk: DiskUse,
  ) {}

  /** @param pids whether anybody asks for the number of processes */
  of(node: number, object: Node, pids: boolean): Observations {
    const { name } = object.metadata
    const found = new Map<Signal, Observation>()
    const memory = capacityOf(object, 'memory')
    if (memory !== undefined) found.set('memory.available', observation(memory, this.memory.on(node), 'BinarySI'))
    const disk = capacityOf(object, 'ephemeral-storage')
    if (disk !== undefined) {
      const seen = observation(disk, this.disk.on(node, name), 'BinarySI')
      found.set('nodefs.available', seen)
      found.set('imagefs.available', seen)
    }
    if (pids) found.set('pid.available', observation(MAX_PIDS, OWN_PIDS + this.pidsOn(name), 'DecimalSI'))
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
