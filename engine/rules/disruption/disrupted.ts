/** Pods whose eviction was granted and that are not gone yet. Source: pkg/controller/disruption buildDisruptedPodMap. */
import type { Pod, PodDisruptionBudget } from '../../kinds/types.ts'
import { unixMs } from '../instants.ts'
import { isPodReady } from '../podutil.ts'

/** By then an evicted Pod must be on its way out, or it counts again. */
export const DELETION_TIMEOUT_MS = 2 * 60_000

export interface Disrupted {
  /** Names, with the times of the grants. */
  readonly pods: Readonly<Record<string, string>>
  /** Pods that should have been deleted long ago. */
  readonly overdue: readonly Pod[]
  /** When the next of them is overdue, in milliseconds since 1970. */
  readonly recheckUnixMs: number | undefined
}

export function disruptedPods({ status }: PodDisruptionBudget, pods: readonly Pod[], nowUnixMs: number): Disrupted {
  const granted = (status.disruptedPods ?? {}) as Record<string, string>
  const kept: Record<string, string> = {}
  const overdue: Pod[] = []
  let recheckUnixMs: number | undefined
  for (const pod of pods) {
    const time = granted[pod.metadata.name]
    if (time === undefined || pod.metadata.deletionTimestamp !== undefined) continue
    const until = (unixMs(time) ?? 0) + DELETION_TIMEOUT_MS
    if (until < nowUnixMs) overdue.push(pod)
    else {
      kept[pod.metadata.name] = time
      recheckUnixMs = Math.min(recheckUnixMs ?? until, until)
    }
  }
  return { pods: kept, overdue, recheckUnixMs }
}

/** Ready Pods that stay. */
export function countHealthy(pods: readonly Pod[], { pods: disrupted }: Disrupted, nowUnixMs: number): number {
  return pods.filter((pod) => {
    if (pod.metadata.deletionTimestamp !== undefined) return false
    const granted = unixMs(disrupted[pod.metadata.name])
    if (granted !== undefined && granted + DELETION_TIMEOUT_MS > nowUnixMs) return false
    return isPodReady(pod)
  }).length
}
