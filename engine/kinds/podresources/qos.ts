/** Quality of service class of a Pod. Source: pkg/apis/core/v1/helper/qos. */
import { addQuantities, compareQuantities } from '../../api/quantitymath.ts'
import type { Pod } from '../types.ts'
import { hasPodLevel, type PodLevelResources, podLevelResources } from './total.ts'
import { type Amounts, amountsOf, isPositive, type ResourceList } from './lists.ts'

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

const COUNTED = ['cpu', 'memory']

/** Guaranteed: every container (or the Pod level) limits CPU and memory and asks for as much; BestEffort: nothing is named. */
export function computeQosClass(pod: Pod): QosClass {
  const podLevel = podLevelResources(pod)
  const parts: readonly (PodLevelResources | undefined)[] = hasPodLevel(podLevel)
    ? [podLevel]
    : [...(pod.spec.containers ?? []), ...(pod.spec.initContainers ?? [])].map(({ resources }) => resources)
  const requests: Amounts = new Map()
  const limits: Amounts = new Map()
  let limited = true
  for (const part of parts) {
    addPositive(requests, part?.requests)
    addPositive(limits, part?.limits)
    const amounts = amountsOf(part?.limits)
    limited &&= COUNTED.every((name) => isPositive(amounts.get(name)))
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort'
  return limited && sameAmounts(requests, limits) ? 'Guaranteed' : 'Burstable'
}

function addPositive(total: Amounts, list: ResourceList | undefined): void {
  for (const [name, amount] of amountsOf(list)) {
    if (!COUNTED.includes(name) || !isPositive(amount)) continue
    const present = total.get(name)
    total.set(name, present === undefined ? amount : addQuantities(present, amount))
  }
}

function sameAmounts(requests: Amounts, limits: Amounts): boolean {
  if (requests.size !== limits.size) return false
  return [...requests].every(([name, amount]) => {
    const limit = limits.get(name)
    return limit !== undefined && compareQuantities(limit, amount) === 0
  })
}
