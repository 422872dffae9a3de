/** What Pods use of what a machine is short of. */
import { quantityOf } from '../../api/quantity.ts'
import type { Pod } from '../../kinds/types.ts'
import { containerSpec, type Desk } from '../desk.ts'
import type { PodWork } from '../podwork.ts'
import { isCritical } from './critical.ts'
import { type DiskUse, totalOf } from './disk.ts'
import type { MemoryUse } from './memory.ts'
import type { ContainerUse } from './message.ts'
import type { Candidate } from './rank.ts'
import type { Signals } from './signals.ts'

export class Usage {
  constructor(
    private readonly desk: Desk,
    private readonly memory: MemoryUse,
    private readonly disk: DiskUse,
    private readonly signals: Signals,
  ) {}

  /** Pods of a node that may be ended for a resource's sake: they run, and the machine can do without them. */
  candidates(nodeName: string, resource: string): Candidate[] {
    const { desk } = this
    const found: Candidate[] = []
    desk.pods.eachIn('node', nodeName, (_object, row) => {
      const pod = desk.pod(row)
      const work = desk.works.get(row)
      if (pod === undefined || work === undefined || work.terminating || isCritical(pod)) return
      if (!work.containers.some(({ process }) => process >= 0)) return
      const usage = this.ofPod(row, pod, resource)
      const request = requestOf(work, resource)
      found.push({ row, uid: work.uid, priority: pod.spec.priority ?? 0, usage, request })
    })
    return found
  }

  /** Bytes, or processes. */
  ofPod(row: number, pod: Pod, resource: string): number {
    const work = this.desk.works.get(row) as Readonly<PodWork>
    if (resource === 'pids') return this.signals.pidsOf(row)
    if (resource !== 'memory') return totalOf(this.disk.ofPod(row, pod, work))
    return work.containers.reduce((sum, { process }) => sum + (process < 0 ? 0 : this.memory.of(process)), 0)
  }

  /** By container, for the message; nobody counts processes there. */
  ofContainers(row: number, pod: Pod, resource: string): ContainerUse[] {
    const work = this.desk.works.get(row) as Readonly<PodWork>
    if (resource !== 'memory' && resource !== 'ephemeral-storage') return []
    const disk = resource === 'memory' ? [] : this.disk.ofPod(row, pod, work).containers
    return work.containers.flatMap(({ process }, i) => {
      if (process < 0) return []
      const bytes = resource === 'memory' ? this.memory.of(process) : (disk[i] ?? 0)
      return [{ name: containerSpec(pod, i).name, usage: quantityOf(bytes, 'BinarySI') }]
    })
  }
}

function requestOf({ footprint }: Readonly<PodWork>, resource: string): number {
  if (resource === 'pids') return Number.POSITIVE_INFINITY
  const requests = footprint?.requests
  return (resource === 'memory' ? requests?.memoryBytes : requests?.ephemeralStorageBytes) ?? 0
}
