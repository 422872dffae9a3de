/** What state a Pod is in, as the StatefulSet controller tells them. Source: stateful_set_utils.go. */
import type { Pod } from '../../kinds/types.ts'
import { isPodAvailable, isPodReady } from '../podutil.ts'

/** The server has it; a Pod that was only thought up has no phase. */
export const isCreated = ({ status }: Pod): boolean => Boolean(status.phase)

export const isTerminating = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined

export const isRunningAndReady = (pod: Pod): boolean => pod.status.phase === 'Running' && isPodReady(pod)

export const isRunningAndAvailable = (pod: Pod, minReadySeconds: number, nowUnixMs: number): boolean =>
  pod.status.phase === 'Running' && isPodAvailable(pod, minReadySeconds, nowUnixMs)

/** Running, ready for long enough, and not on its way out. */
export const isHealthy = (pod: Pod, minReadySeconds: number, nowUnixMs: number): boolean =>
  isRunningAndAvailable(pod, minReadySeconds, nowUnixMs) && !isTerminating(pod)
