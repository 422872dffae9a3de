/**
 * What a Pod asks for in all: containers, init containers, sidecars, Pod level, overhead. Source: component-helpers resource.
 * Exact and general; the scheduler's numbers stand in requestnumbers.ts.
 */
import type { Container, ContainerStatus, Pod } from '../types.ts'
import { type Amounts, addAmounts, amountsOf, isPodLevelResource, type ResourceList, raiseAmounts } from './lists.ts'

export interface PodResourcesOptions {
  /** Leave the runtime's overhead out. */
  readonly excludeOverhead?: boolean
  /** Count what the status says is allocated or in use, too (in-place resize). */
  readonly useStatus?: boolean
  /** Amounts assumed where a container names none. */
  readonly defaults?: ResourceList
  readonly skipPodLevel?: boolean
  readonly skipContainerLevel?: boolean
}

/** Pod-level resources are newer than the types. */
export interface PodLevelResources {
  readonly requests?: ResourceList
  readonly limits?: ResourceList
}

type Field = 'requests' | 'limits'

export function podLevelResources(pod: Pod): PodLevelResources | undefined {
  return (pod.spec as { resources?: PodLevelResources }).resources
}

/** Whether the Pod level names a supported resource, in requests, limits or either. */
export function hasPodLevel(resources: PodLevelResources | null | undefined, field?: Field): boolean {
  const lists = field === undefined ? [resources?.requests, resources?.limits] : [resources?.[field]]
  return lists.some((list) => Object.keys(list ?? {}).some(isPodLevelResource))
}

/** A sidecar: an init container that keeps running. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === 'Always'
}

/** Requests of the whole Pod. */
export function podRequests(pod: Pod, options: PodResourcesOptions = {}): Amounts {
  const total = options.skipContainerLevel ? new Map() : containerAmounts(pod, 'requests', options)
  overlayPodLevel(total, pod, 'requests', options)
  if (!options.excludeOverhead) addAmounts(total, amountsOf(pod.spec.overhead))
  return total
}

/** Limits of the whole Pod; overhead counts only where there is a limit. */
export function podLimits(pod: Pod, options: PodResourcesOptions = {}): Amounts {
  const total = options.skipContainerLevel ? new Map() : containerAmounts(pod, 'limits', options)
  overlayPodLevel(total, pod, 'limits', options)
  if (options.excludeOverhead) return total
  const overhead = [...amountsOf(pod.spec.overhead)].filter(([name]) => total.has(name))
  addAmounts(total, new Map(overhead))
  return total
}

function overlayPodLevel(total: Amounts, pod: Pod, field: Field, options: PodResourcesOptions): void {
  if (options.skipPodLevel) return
  for (const [name, amount] of amountsOf(podLevelResources(pod)?.[field])) {
    if (isPodLevelResource(name)) total.set(name, amount)
  }
}

/**
 * All containers together: the sum of what runs side by side, or what the hungriest moment of initialisation takes if that is more. While an
 * init container runs, the sidecars started before it run too.
 */
export function containerAmounts(pod: Pod, field: Field, options: PodResourcesOptions = {}): Amounts {
  const statuses = statusesByName(pod)
  const total: Amounts = new Map()
  for (const container of pod.spec.containers ?? []) {
    addAmounts(total, amountsOfContainer(pod, container, field, options, statuses.get(container.name)))
  }
  const sidecars: Amounts = new Map()
  const initial: Amounts = new Map()
  for (const container of pod.spec.initContainers ?? []) {
    const status = isSidecar(container) ? statuses.get(container.name) : undefined
    const moment = amountsOfContainer(pod, container, field, options, status)
    if (isSidecar(container)) {
      addAmounts(total, moment)
      addAmounts(sidecars, moment)
      raiseAmounts(initial, sidecars)
    } else {
      addAmounts(moment, sidecars)
      raiseAmounts(initial, moment)
    }
  }
  raiseAmounts(total, initial)
  return total
}

function statusesByName(pod: Pod): Map<string, ContainerStatus> {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {}
  return new Map([...initContainerStatuses, ...containerStatuses].map((status) => [status.name, status]))
}

/** Container statuses report resources in newer releases than the types. */
interface StatusResources {
  resources?: PodLevelResources
  allocatedResources?: ResourceList
}

function amountsOfContainer(
  pod: Pod,
  container: Container,
  field: Field,
  options: PodResourcesOptions,
  status: ContainerStatus | undefined,
): Amounts {
  const reported = options.useStatus ? (status as StatusResources | undefined) : undefined
  const wanted = amountsOf(container.resources?.[field])
  const amounts = reported?.resources ? reportedAmounts(pod, wanted, field, reported) : wanted
  for (const [name, amount] of amountsOf(options.defaults)) {
    if (!amounts.has(name)) amounts.set(name, amount)
  }
  return amounts
}

/** The most of what is wanted, in use and (requests) allocated; what cannot be granted does not count. */
function reportedAmounts(pod: Pod, wanted: Amounts, field: Field, status: StatusResources): Amounts {
  const amounts: Amounts = isResizeInfeasible(pod) ? new Map() : wanted
  raiseAmounts(amounts, amountsOf(status.resources?.[field]))
  if (field === 'requests') raiseAmounts(amounts, amountsOf(status.allocatedResources))
  return amounts
}

function isResizeInfeasible(pod: Pod): boolean {
  const pending = pod.status?.conditions?.find(({ type }) => type === 'PodResizePending')
  return pending?.reason === 'Infeasible'
}
