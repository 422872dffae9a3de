/** A node as the plugins see it: the object, what it offers, and what the Pods on it take. Source: framework NodeInfo. */
import type { Node } from '../kinds/types.ts'
import type { RequestNumbers } from '../rules/requestnumbers.ts'
import { milliValue, value } from '../api/quantityvalue.ts'

/** A host port a Pod asks for. */
export interface HostPort {
  readonly ip: string
  readonly protocol: string
  readonly port: number
}

/** What a Pod takes of a node. */
export interface Footprint {
  readonly requests: RequestNumbers
  /** As scoring sees them: a little of CPU and memory where nothing is named. */
  readonly nonZero: RequestNumbers
  readonly hostPorts: readonly HostPort[]
}

/** Facts about all nodes together that scores use. */
export interface ClusterFacts {
  readonly nodeCount: number
  /** Nodes that hold an image, by its normalized name. */
  imageNodes(name: string): number
  /** Grows whenever an image's number of nodes does not stay. */
  imageVersion(name: string): number
}

export class NodeInfo {
  /** Undefined: Pods were bound to a node that is not there (yet, or any more). */
  node: Node | undefined
  name = ''
  milliCpu = 0
  memoryBytes = 0
  ephemeralStorageBytes = 0
  allowedPods = 0
  scalars: ReadonlyMap<string, number> = NO_SCALARS
  /** Bytes by normalized name. */
  images: ReadonlyMap<string, number> = NO_SCALARS

  podCount = 0
  /** Rows of the Pods counted, in no order that means anything. */
  readonly podRows: number[] = []
  usedMilliCpu = 0
  usedMemoryBytes = 0
  usedEphemeralStorageBytes = 0
  nonZeroMilliCpu = 0
  nonZeroMemoryBytes = 0
  readonly usedScalars = new Map<string, number>()
  /** `protocol/ip:port` and how many Pods hold it. */
  readonly usedPorts = new Map<string, { readonly port: HostPort; pods: number }>()

  /** Takes over a Node object. */
  setNode(node: Node | undefined): void {
    this.node = node
    this.name = node?.metadata.name ?? ''
    const offered: Record<string, string> = (node?.status?.allocatable as Record<string, string>) ?? {}
    this.milliCpu = milliValue(offered.cpu ?? '0')
    this.memoryBytes = value(offered.memory ?? '0')
    this.ephemeralStorageBytes = value(offered['ephemeral-storage'] ?? '0')
    this.allowedPods = value(offered.pods ?? '0')
    this.scalars = scalarsOf(offered)
    this.images = imagesOf(node)
  }

  /** Counts a Pod in (`by` 1) or out (-1). */
  count({ requests, nonZero, hostPorts }: Footprint, by: 1 | -1): void {
    this.podCount += by
    this.usedMilliCpu += by * requests.milliCpu
    this.usedMemoryBytes += by * requests.memoryBytes
    this.usedEphemeralStorageBytes += by * requests.ephemeralStorageBytes
    this.nonZeroMilliCpu += by * nonZero.milliCpu
    this.nonZeroMemoryBytes += by * nonZero.memoryBytes
    for (const [name, amount] of requests.scalars) {
      this.usedScalars.set(name, (this.usedScalars.get(name) ?? 0) + by * amount)
    }
    for (const port of hostPorts) this.countPort(port, by)
  }

  /** Takes a Pod's row out. */
  forgetRow(row: number): void {
    const at = this.podRows.indexOf(row)
    const last = this.podRows.pop() as number
    if (at < this.podRows.length) this.podRows[at] = last
  }

  private countPort(port: HostPort, by: number): void {
    const key = `${port.protocol}/${port.ip}:${port.port}`
    const pods = (this.usedPorts.get(key)?.pods ?? 0) + by
    if (pods === 0) this.usedPorts.delete(key)
    else this.usedPorts.set(key, { port, pods })
  }
}

const NO_SCALARS: ReadonlyMap<string, number> = new Map()
const PLAIN: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods'])

function scalarsOf(offered: Record<string, string>): ReadonlyMap<string, number> {
  const names = Object.keys(offered).filter((name) => !PLAIN.has(name))
  return names.length === 0 ? NO_SCALARS : new Map(names.map((name) => [name, value(offered[name] as string)]))
}

function imagesOf(node: Node | undefined): ReadonlyMap<string, number> {
  const images = node?.status?.images ?? []
  if (images.length === 0) return NO_SCALARS
  return new Map(images.flatMap(({ names, sizeBytes }) => (names ?? []).map((name) => [name, sizeBytes ?? 0])))
}
