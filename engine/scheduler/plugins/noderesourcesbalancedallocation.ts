/** Prefers nodes whose resources would be used in like measure. Source: plugins/noderesources/balanced_allocation.go. */
import type { NodeInfo } from '../nodeinfo.ts'
import { MAX_SCORE, type NodePlugin } from '../plugin.ts'
import {
  allocatableOf,
  amountOf,
  CPU_AND_MEMORY,
  counts,
  type ResourceAspect,
  type ResourceWeight,
  resourceAspect,
  resourceKey,
  usedOf,
} from './resourceamounts.ts'

/**
 * @param byChange score how much better or worse the balance becomes, not the balance itself, and leave out Pods that
 *   request nothing (newer releases than the reported one)
 */
export function balancedAllocationWith(
  resources: readonly ResourceWeight[],
  byChange = false,
): NodePlugin<ResourceAspect> {
  const balance = (aspect: ResourceAspect, node: NodeInfo, withPod: boolean) =>
    Math.trunc((1 - deviation(aspect, node, resources, withPod)) * MAX_SCORE)
  const change = (aspect: ResourceAspect, node: NodeInfo) =>
    Math.trunc((1.5 * MAX_SCORE + balance(aspect, node, true) - balance(aspect, node, false)) / 2)
  return {
    name: 'NodeResourcesBalancedAllocation',
    reads: 'pods',
    aspect: resourceAspect,
    key: resourceKey,
    scores: ({ requests }) => !byChange || resources.some(({ name }) => amountOf(requests, name) !== 0),
    score: byChange ? change : (aspect, node) => balance(aspect, node, true),
    wakes: [],
  }
}

/** Standard deviation of the fractions in use, the Pod included or not. */
function deviation(
  { requests }: ResourceAspect,
  node: NodeInfo,
  resources: readonly ResourceWeight[],
  withPod: boolean,
): number {
  if (withPod && resources === CPU_AND_MEMORY && node.milliCpu > 0 && node.memoryBytes > 0) {
    const cpu = Math.min(1, (node.usedMilliCpu + requests.milliCpu) / node.milliCpu)
    const memory = Math.min(1, (node.usedMemoryBytes + requests.memoryBytes) / node.memoryBytes)
    return Math.abs((cpu - memory) / 2)
  }
  return deviationOf(fractions(requests, node, resources, withPod))
}

function fractions(
  requests: ResourceAspect['requests'],
  node: NodeInfo,
  resources: readonly ResourceWeight[],
  withPod: boolean,
) {
  return resources.flatMap(({ name }) => {
    const wanted = amountOf(requests, name)
    const allocatable = allocatableOf(node, name)
    if (allocatable === 0 || !counts(name, wanted)) return []
    return [Math.min(1, (usedOf(node, name, true) + (withPod ? wanted : 0)) / allocatable)]
  })
}

function deviationOf(values: readonly number[]): number {
  const [first = 0, second = 0] = values
  if (values.length < 2) return 0
  if (values.length === 2) return Math.abs((first - second) / 2)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length)
}
