/** Order of the Pods of one node. Source: pkg/controller/daemon podByCreationTimestampAndPhase. */
import type { Pod } from '../../kinds/types.ts'
import { unixMs } from '../instants.ts'

/** Pods that have their node first, then the oldest, then by name. */
export function scheduledThenOldest(a: Pod, b: Pod): number {
  const bound = Number(Boolean(b.spec.nodeName)) - Number(Boolean(a.spec.nodeName))
  const created = (pod: Pod) => unixMs(pod.metadata.creationTimestamp) ?? 0
  return bound || created(a) - created(b) || (a.metadata.name < b.metadata.name ? -1 : 1)
}
