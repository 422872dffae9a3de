/** Which of several Pods on one node have to go. Source: pkg/controller/daemon podsShouldBeOnNode. */
import type { Pod } from '../../kinds/types.ts'
import { REVISION_LABEL } from '../history/revisions.ts'
import { isPodReady } from '../podutil.ts'
import { scheduledThenOldest } from './order.ts'

/** All but the oldest. */
export function allButOldest(running: readonly Pod[]): Pod[] {
  return running.length <= 1 ? [] : [...running].sort(scheduledThenOldest).slice(1)
}

/** With surge one Pod of each revision may stay, as long as the old one is ready and the new one not yet available. */
export function surgeExcess(running: readonly Pod[], hash: string, isAvailable: (pod: Pod) => boolean): Pod[] {
  if (running.length <= 1) return []
  const ordered = [...running].sort(scheduledThenOldest)
  const isFresh = ({ metadata }: Pod) => metadata.labels?.[REVISION_LABEL] === hash
  const fresh = ordered.find(isFresh)
  const old = ordered.find((pod) => !isFresh(pod))
  const excess = ordered.filter((pod) => pod !== fresh && pod !== old)
  if (fresh !== undefined && old !== undefined && (!isPodReady(old) || isAvailable(fresh))) excess.push(old)
  return excess
}
