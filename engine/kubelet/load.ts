/** What the Pods a kubelet has admitted take of each node: sums for what every Pod takes, a list for the rest. */
import { milliValue, value } from '../api/quantityvalue.ts'
import type { Checkpoints } from '../core/checkpoint.ts'
import { PagedArray, PagedFloats } from '../core/paged.ts'
import type { Node } from '../kinds/types.ts'
import { isExtended } from '../kinds/validation/amounts.ts'
import { type Footprint, portsClash } from './footprint.ts'

/** Sums a node: CPU in thousandths, bytes of memory and of ephemeral storage, Pods. */
const SUMS = 4

export interface Lacking {
  resource: string
  requested: number
  used: number
  capacity: number
}

interface Capacity {
  milliCpu: number
  memoryBytes: number
  ephemeralBytes: number
  pods: number
  scalars: ReadonlyMap<string, number>
}

export class NodeLoad {
  private readonly sums: PagedFloats
  /** Footprints with host ports or extended resources: few. */
  private readonly special: PagedArray<readonly Footprint[]>

  constructor(checkpoints: Checkpoints) {
    this.sums = checkpoints.register(new PagedFloats(checkpoints.epoch))
    this.special = checkpoints.register(new PagedArray<readonly Footprint[]>(checkpoints.epoch))
  }

  add(row: number, footprint: Footprint): void {
    this.count(row, footprint, 1)
    if (isSpecial(footprint)) this.special.set(row, [...(this.special.get(row) ?? []), footprint])
  }

  remove(row: number, footprint: Footprint): void {
    this.count(row, footprint, -1)
    if (!isSpecial(footprint)) return
    const list = [...(this.special.get(row) ?? [])]
    list.splice(list.indexOf(footprint), 1)
    this.special.set(row, list)
  }

  private count(row: number, { requests }: Footprint, by: 1 | -1): void {
    const { sums } = this
    const at = row * SUMS
    sums.set(at, sums.get(at) + by * requests.milliCpu)
    sums.set(at + 1, sums.get(at + 1) + by * requests.memoryBytes)
    if (requests.ephemeralStorageBytes !== 0) {
      sums.set(at + 2, sums.get(at + 2) + by * requests.ephemeralStorageBytes)
    }
    sums.set(at + 3, sums.get(at + 3) + by)
  }

  /** The first resource there is too little of for one more Pod (scheduler framework Fits). */
  lacking(row: number, node: Node, { requests }: Footprint): Lacking | undefined {
    const capacity = capacityOf(node)
    return (
      this.short(row, 3, 'pods', 1, capacity.pods) ??
      this.short(row, 0, 'cpu', requests.milliCpu, capacity.milliCpu) ??
      this.short(row, 1, 'memory', requests.memoryBytes, capacity.memoryBytes) ??
      this.short(row, 2, 'ephemeral-storage', requests.ephemeralStorageBytes, capacity.ephemeralBytes) ??
      this.shortOfScalars(row, requests.scalars, capacity.scalars)
    )
  }

  private short(row: number, n: number, resource: string, requested: number, capacity: number): Lacking | undefined {
    const used = this.sums.get(row * SUMS + n)
    return requested > 0 && requested > capacity - used ? { resource, requested, used, capacity } : undefined
  }

  private shortOfScalars(
    row: number,
    requests: Footprint['requests']['scalars'],
    offered: ReadonlyMap<string, number>,
  ): Lacking | undefined {
    for (const [resource, requested] of requests) {
      // What no machine has is the cluster's to count (an extender's), not the kubelet's (removeMissingExtendedResources).
      if (!offered.has(resource) && isExtended(resource)) continue
      const capacity = offered.get(resource) ?? 0
      const used = this.takenOf(row, resource)
      if (requested > 0 && requested > capacity - used) return { resource, requested, used, capacity }
    }
    return undefined
  }

  private takenOf(row: number, resource: string): number {
    let sum = 0
    for (const { requests } of this.special.get(row) ?? []) {
      for (const [name, amount] of requests.scalars) if (name === resource) sum += amount
    }
    return sum
  }

  portsTaken(row: number, { hostPorts }: Footprint): boolean {
    if (hostPorts.length === 0) return false
    const held = (this.special.get(row) ?? []).flatMap((footprint) => footprint.hostPorts)
    return hostPorts.some((port) => held.some((other) => portsClash(port, other)))
  }
}

const isSpecial = ({ requests, hostPorts }: Footprint): boolean => requests.scalars.length > 0 || hostPorts.length > 0

const capacities = new WeakMap<object, Capacity>()

/** What a Node object offers, read once per list of allocatable resources. */
function capacityOf({ status }: Node): Capacity {
  const offered: Readonly<Record<string, string>> = status?.allocatable ?? {}
  let capacity = capacities.get(offered)
  if (capacity === undefined) {
    capacity = {
      milliCpu: milliValue(offered.cpu ?? '0'),
      memoryBytes: value(offered.memory ?? '0'),
      ephemeralBytes: value(offered['ephemeral-storage'] ?? '0'),
      pods: value(offered.pods ?? '0'),
      scalars: new Map(Object.entries(offered).map(([name, amount]) => [name, value(amount)])),
    }
    capacities.set(offered, capacity)
  }
  return capacity
}
