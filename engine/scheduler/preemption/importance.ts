/** Which of two victims is spared first. Source: kube-scheduler util MoreImportantPod, GetEarliestPodStartTime. */
import type { Pod } from '../../kinds/types.ts'
import { unixMs } from '../../rules/instants.ts'
import { podPriority } from '../../rules/priority.ts'

/** When a Pod started, ms since 1970; one that has not started counts as starting now, after all that have. */
export function startOf({ status }: Pod): number {
  return unixMs(status?.startTime) ?? Number.POSITIVE_INFINITY
}

/** Orders the more important first: higher priority, then running for longer, then older, then by name. */
export function byImportance(a: Pod, b: Pod): number {
  const priority = podPriority(b) - podPriority(a)
  if (priority !== 0) return priority
  const [x, y] = [startOf(a), startOf(b)]
  if (x !== y) return x - y
  return compare(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') || compare(key(a), key(b))
}

const key = ({ metadata: { namespace, name } }: Pod) => `${namespace}/${name}`
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The earliest start among the victims of the highest priority. */
export function earliestStart(victims: readonly Pod[]): number {
  let highest = Number.NEGATIVE_INFINITY
  let earliest = Number.POSITIVE_INFINITY
  for (const pod of victims) {
    const priority = podPriority(pod)
    if (priority > highest) earliest = startOf(pod)
    else if (priority === highest) earliest = Math.min(earliest, startOf(pod))
    highest = Math.max(highest, priority)
  }
  return earliest
}
