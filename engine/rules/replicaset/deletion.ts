/** Which Pods a ReplicaSet deletes when it scales down. Source: pkg/controller/replicaset getPodsToDelete. */
import { sortedAlike } from '../../core/sort.ts'
import type { Pod } from '../../kinds/types.ts'
import { compareRankedPods } from '../podorder.ts'
import { isPodActive } from '../podutil.ts'

/** Active Pods per node name among the related ones (of all ReplicaSets of the same owner). */
export function podsPerNode(related: readonly Pod[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const pod of related) {
    const node = pod.spec.nodeName ?? ''
    if (isPodActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1)
  }
  return counts
}

/** The `count` Pods to delete, the first to go first; all of them in their order when all go. */
export function podsToDelete(
  pods: readonly Pod[],
  related: readonly Pod[],
  count: number,
  nowUnixMs: number,
): readonly Pod[] {
  if (count >= pods.length) return pods.slice(0, count)
  const perNode = podsPerNode(related)
  const rank = (pod: Pod) => perNode.get(pod.spec.nodeName ?? '') ?? 0
  // The order is not transitive (ties of age go by uid), so no host's own sort.
  return sortedAlike(pods, compareRankedPods(rank, nowUnixMs)).slice(0, count)
}
