/** A DaemonSet's counts. Source: pkg/controller/daemon updateDaemonSetStatus. */
import type { DaemonSet, Node, Pod } from '../../kinds/types.ts'
import { isPodReady } from '../podutil.ts'
import { nodeVerdict } from './nodes.ts'
import { scheduledThenOldest } from './order.ts'
import type { Judge } from './update.ts'

export type DaemonSetStatus = DaemonSet['status']

/** Counts over nodes; on each the oldest Pod stands for all. */
export function daemonSetStatus(
  set: DaemonSet,
  nodes: readonly Node[],
  pods: ReadonlyMap<string, readonly Pod[]>,
  judge: Judge,
): DaemonSetStatus {
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 }
  for (const node of nodes) {
    const onNode = pods.get(node.metadata.name) ?? []
    const { shouldRun } = nodeVerdict(set.spec.template, node)
    if (!shouldRun) {
      if (onNode.length > 0) counts.misscheduled++
      continue
    }
    counts.desired++
    const pod = onNode.length > 1 ? [...onNode].sort(scheduledThenOldest)[0] : onNode[0]
    if (pod === undefined) continue
    counts.current++
    if (isPodReady(pod)) counts.ready++
    if (isPodReady(pod) && judge.isAvailable(pod)) counts.available++
    if (judge.isUpdated(pod)) counts.updated++
  }
  return statusWith(set, counts)
}

function statusWith({ metadata, status }: DaemonSet, counts: Record<string, number>): DaemonSetStatus {
  const { desired = 0, available = 0, updated = 0 } = counts
  const next: DaemonSetStatus = {
    currentNumberScheduled: counts.current ?? 0,
    numberMisscheduled: counts.misscheduled ?? 0,
    desiredNumberScheduled: desired,
    numberReady: counts.ready ?? 0,
    observedGeneration: Math.max(status.observedGeneration ?? 0, metadata.generation ?? 0),
  }
  if (updated > 0) next.updatedNumberScheduled = updated
  if (available > 0) next.numberAvailable = available
  if (desired > available) next.numberUnavailable = desired - available
  if (status.collisionCount !== undefined) next.collisionCount = status.collisionCount
  if (status.conditions !== undefined) next.conditions = status.conditions
  return next
}
