/** What a Pod asks for of each resource and what a node has of it, as the resource scorers see them. Source: resource_allocation.go. */
import type { Pod } from '../../kinds/types.ts'
import {
  isScalarResource,
  nonZeroRequestNumbers,
  type RequestNumbers,
  requestNumbers,
} from '../../rules/requestnumbers.ts'
import type { NodeInfo } from '../nodeinfo.ts'

export interface ResourceWeight {
  readonly name: string
  readonly weight: number
}

export const CPU_AND_MEMORY: readonly ResourceWeight[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
]

/** The aspect of the resource plugins. */
export interface ResourceAspect {
  readonly requests: RequestNumbers
  readonly nonZero: RequestNumbers
}

export function resourceAspect({ spec }: Pod): ResourceAspect {
  return { requests: requestNumbers(spec), nonZero: nonZeroRequestNumbers(spec) }
}

export function resourceKey({ requests, nonZero }: ResourceAspect): string {
  const { milliCpu, memoryBytes, ephemeralStorageBytes, scalars } = requests
  return [milliCpu, memoryBytes, nonZero.milliCpu, nonZero.memoryBytes, ephemeralStorageBytes, ...scalars.flat()].join()
}

export function amountOf(requests: RequestNumbers, resource: string): number {
  switch (resource) {
    case 'cpu':
      return requests.milliCpu
    case 'memory':
      return requests.memoryBytes
    case 'ephemeral-storage':
      return requests.ephemeralStorageBytes
    default:
      return requests.scalars.find(([name]) => name === resource)?.[1] ?? 0
  }
}

/** Scalars that the Pod does not ask for do not count; everything else does. */
export function counts(resource: string, podAmount: number): boolean {
  return podAmount !== 0 || !isScalarResource(resource)
}

export function allocatableOf(node: NodeInfo, resource: string): number {
  switch (resource) {
    case 'cpu':
      return node.milliCpu
    case 'memory':
      return node.memoryBytes
    case 'ephemeral-storage':
      return node.ephemeralStorageBytes
    default:
      return node.scalars.get(resource) ?? 0
  }
}

/** In use on the node; CPU and memory as scoring sees them unless `exact`. */
export function usedOf(node: NodeInfo, resource: string, exact: boolean): number {
  switch (resource) {
    case 'cpu':
      return exact ? node.usedMilliCpu : node.nonZeroMilliCpu
    case 'memory':
      return exact ? node.usedMemoryBytes : node.nonZeroMemoryBytes
    case 'ephemeral-storage':
      return node.usedEphemeralStorageBytes
    default:
      return node.usedScalars.get(resource) ?? 0
  }
}
