/** What an evicted Pod is told (pkg/kubelet/eviction/helpers.go evictionMessage). */
import { formatQuantity, type Quantity } from '../../api/quantity.ts'
import { compareQuantities } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { Container, Pod } from '../../kinds/types.ts'
import { hasPodLevel, podLevelResources } from '../../kinds/podresources/total.ts'

/** A container and what it uses of the starved resource. */
export interface ContainerUse {
  readonly name: string
  readonly usage: Quantity
}

export interface Offender {
  readonly name: string
  readonly usage: Quantity
  readonly request: Quantity
}

export interface EvictionMessage {
  readonly message: string
  /** Of the Evicted event. */
  readonly annotations: Readonly<Record<string, string>>
  readonly offenders: readonly Offender[]
}

/** `The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. Container web was using …` */
export function evictionMessage(
  resource: string,
  pod: Pod,
  uses: readonly ContainerUse[],
  low: { readonly threshold: Quantity; readonly available: Quantity } | undefined,
  podUse?: Quantity,
): EvictionMessage {
  const offenders = offendersOf(resource, pod, uses)
  const offendingPod = offendingPodUse(resource, pod, podUse)
  const annotations: Record<string, string> = { starved_resource: resource }
  if (offendingPod !== undefined) {
    annotations.offending_pod = pod.metadata.name
    annotations.offending_pod_usage = formatQuantity(offendingPod)
  }
  if (offenders.length > 0) {
    annotations.offending_containers = offenders.map(({ name }) => name).join(',')
    annotations.offending_containers_usage = offenders.map(({ usage }) => formatQuantity(usage)).join(',')
  }
  let message = `The node was low on resource: ${resource}. `
  if (low)
    message += `Threshold quantity: ${formatQuantity(low.threshold)}, available: ${formatQuantity(low.available)}. `
  for (const { name, usage, request } of offenders) {
    message += `Container ${name} was using ${formatQuantity(usage)}, request is ${formatQuantity(request)}, has larger consumption of ${resource}. `
  }
  return { message, annotations, offenders }
}

/** Containers that use more than they asked for. */
function offendersOf(resource: string, { spec }: Pod, uses: readonly ContainerUse[]): Offender[] {
  const containers: Container[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  return uses.flatMap(({ name, usage }) => {
    const container = containers.find((candidate) => candidate.name === name)
    if (container === undefined) return []
    const request = quantity((container.resources?.requests?.[resource] as string | undefined) ?? '0')
    return compareQuantities(usage, request) > 0 ? [{ name, usage, request }] : []
  })
}

/** What the Pod uses as a whole, where it asked as a whole and uses more. */
function offendingPodUse(resource: string, pod: Pod, use: Quantity | undefined): Quantity | undefined {
  if (use === undefined || !hasPodLevel(podLevelResources(pod))) return undefined
  const request = quantity(podLevelResources(pod)?.requests?.[resource] ?? '0')
  return compareQuantities(use, request) > 0 ? use : undefined
}
