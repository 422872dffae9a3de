/** What Pods asked for, which utilisation is a share of. Source: replica_calculator.go calculateRequests. */
import { milliValue } from '../../api/quantityvalue.ts'
import type { Container, Pod } from '../../kinds/types.ts'

type Amounts = Readonly<Record<string, string>>

/** Said when a Pod does not say what it needs; utilisation means nothing then. */
export class MissingRequest extends Error {}

/**
 * Thousandths by Pod name, of one container (by name) or of all.
 * @param podLevel whether a request of the whole Pod stands for those of its containers (PodLevelResources)
 * @throws MissingRequest
 */
export function calculateRequests(
  pods: readonly Pod[],
  container: string,
  resource: string,
  podLevel: boolean,
): Map<string, number> {
  const requests = new Map<string, number>()
  for (const pod of pods) {
    const { resources } = pod.spec as { resources?: { requests?: Amounts } }
    const whole = resources?.requests
    const isPodLevel = podLevel && container === '' && whole !== undefined && Object.keys(whole).length > 0
    const sum = isPodLevel ? podRequest(pod, whole, resource) : containerRequests(pod, container, resource)
    requests.set(pod.metadata.name, sum)
  }
  return requests
}

/** What the whole Pod leaves open its containers still say. */
function podRequest(pod: Pod, requests: Amounts, resource: string): number {
  const amount = requests[resource]
  return amount === undefined ? containerRequests(pod, '', resource) : milliValue(amount)
}

/** App containers, and init containers that keep running. */
function containerRequests(pod: Pod, name: string, resource: string): number {
  const sidecars = (pod.spec.initContainers ?? []).filter(
    (container) => (container as Container & { restartPolicy?: string }).restartPolicy === 'Always',
  )
  let sum = 0
  for (const container of [...pod.spec.containers, ...sidecars]) {
    if (name !== '' && container.name !== name) continue
    const amount = (container.resources?.requests as Amounts | undefined)?.[resource]
    if (amount === undefined) {
      const where = `container ${container.name} of Pod ${pod.metadata.name}`
      throw new MissingRequest(`missing request for ${resource} in ${where}`)
    }
    sum += milliValue(amount)
  }
  return sum
}
