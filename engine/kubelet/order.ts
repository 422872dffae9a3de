/** Which container may begin now: what podActions would start, one at a time, as SyncPod does. */
import type { Pod } from '../kinds/types.ts'
import { podActions } from './actions/podactions.ts'
import { viewOf } from './actions/workview.ts'
import { ownContainers } from './desk.ts'
import type { ContainerWork, PodWork } from './podwork.ts'

/** The number of the container to begin with now, or -1. */
export function nextToStart(pod: Pod, work: Readonly<PodWork>): number {
  if (!pod.spec.initContainers?.length && !work.containers.some((c) => c.last !== undefined)) return firstWaiting(work)
  return nextByActions(pod, work)
}

/** A Pod of which nothing has ended yet and that has nothing to initialise: the first that waits. */
function firstWaiting(work: Readonly<PodWork>): number {
  for (let i = 0; i < work.containers.length; i++) {
    const c = work.containers[i] as ContainerWork
    if (c.stage === 'waiting') return i
    if (isStarting(c)) return -1
  }
  return -1
}

/** SyncPod is busy with it: nothing else begins meanwhile. */
const isStarting = ({ stage, inHook }: ContainerWork): boolean => stage === 'pulling' || stage === 'creating' || inHook

/** The same by the general rule; what waits out a back-off or is looked at on its own event is passed over. */
export function nextByActions(pod: Pod, work: Readonly<PodWork>): number {
  if (work.containers.some(isStarting)) return -1
  const init = pod.spec.initContainers?.length ?? 0
  const own = ownContainers(pod)
  const { initToStart, toStart, ephemeralToStart } = podActions(viewOf(pod, work))
  const order = [...ephemeralToStart.map((n) => n + own), ...initToStart, ...toStart.map((n) => n + init)]
  for (const i of order) {
    // An ephemeral one of which the kubelet has not heard yet has no record.
    if (work.containers[i]?.stage === 'waiting') return i
  }
  return -1
}
