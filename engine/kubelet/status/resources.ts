/** The resources a container's status reports (kubelet_pods.go convertContainerStatusResources). */
import { compareQuantities } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { ResourceList } from '../../kinds/podresources/lists.ts'

export interface Resources {
  readonly requests?: ResourceList
  readonly limits?: ResourceList
}

/** What the runtime says a container really has. */
export interface ActualResources {
  readonly CPURequest?: string
  readonly CPULimit?: string
  readonly MemoryRequest?: string
  readonly MemoryLimit?: string
}

/** Below these the kernel's units cannot tell amounts apart: the text of the spec stays. */
const MIN_CPU_LIMIT = '10m'
const MIN_CPU_REQUEST = '2m'

/**
 * What is allocated, with what a running container really has in its place; where the runtime says nothing, what was reported before stays
 * until the resize is done.
 */
export function reportedResources(
  allocated: Resources,
  running: boolean,
  old: Resources | undefined,
  actual: ActualResources | undefined,
): Resources {
  if (!running) return allocated
  const { limits, requests } = allocated
  return {
    ...(limits && { limits: reported(limits, old?.limits, actual?.CPULimit, actual?.MemoryLimit, MIN_CPU_LIMIT) }),
    ...(requests && {
      requests: reported(requests, old?.requests, actual?.CPURequest, actual?.MemoryRequest, MIN_CPU_REQUEST),
    }),
  }
}

function reported(
  allocated: ResourceList,
  old: ResourceList | undefined,
  cpu: string | undefined,
  memory: string | undefined,
  minimum: string,
): ResourceList {
  const list = { ...allocated }
  if (cpu === undefined) keep(list, old, 'cpu')
  else if (isAbove(cpu, minimum) || isAbove(allocated.cpu ?? '0', minimum)) list.cpu = cpu
  if (memory === undefined) keep(list, old, 'memory')
  else list.memory = memory
  return list
}

function keep(list: Record<string, string>, old: ResourceList | undefined, name: string): void {
  if (old?.[name] !== undefined) list[name] = old[name]
}

const isAbove = (amount: string, minimum: string): boolean => compareQuantities(quantity(amount), quantity(minimum)) > 0
