/** When a Pod finished. Source: pkg/controller/job/backoff_utils.go getFinishedTime. */
import type { Pod } from '../../kinds/types.ts'
import { unixMs } from '../instants.ts'
import { podReadyCondition } from '../podutil.ts'

/**
 * Milliseconds since 1970: of the last container's end, else of ceasing to be ready, else of the deletion, else of the
 * creation.
 */
export function finishedMs(pod: Pod): number {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata
  const ready = podReadyCondition(pod.status)
  const deleted = unixMs(deletionTimestamp)
  return (
    containersEndedMs(pod) ??
    (ready?.status === 'False' ? unixMs(ready.lastTransitionTime) : undefined) ??
    (deleted === undefined ? undefined : deleted - deletionGracePeriodSeconds * 1000) ??
    unixMs(creationTimestamp) ??
    0
  )
}

/** Sidecars end after the others and count as well. */
function containersEndedMs({ spec, status }: Pod): number | undefined {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
  const names = new Set(sidecars.map(({ name }) => name))
  const statuses = [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []).filter(({ name }) => names.has(name)),
  ]
  let last: number | undefined
  for (const { state } of statuses) {
    const ended = unixMs(state?.terminated?.finishedAt)
    if (ended === undefined) return undefined
    last = Math.max(last ?? ended, ended)
  }
  return last
}

/** Earlier first. */
export const byFinishTime = (a: Pod, b: Pod): number => finishedMs(a) - finishedMs(b)
