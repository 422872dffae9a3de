/** Readiness, availability and liveness of Pods as controllers see them. Source: pkg/api/v1/pod, pkg/controller. */
import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../kinds/types.ts'
import { findCondition } from './conditions.ts'
import { unixMs } from './instants.ts'

export function podReadyCondition(status: PodStatus | undefined): PodCondition | undefined {
  return findCondition(status?.conditions, 'Ready')
}

export function isPodReady(pod: Pod): boolean {
  return podReadyCondition(pod.status)?.status === 'True'
}

/** Succeeded or Failed. */
export function isPodPhaseTerminal(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed'
}

export function isPodTerminal(pod: Pod): boolean {
  return isPodPhaseTerminal(pod.status.phase)
}

/** Neither finished nor being deleted. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && !pod.metadata.deletionTimestamp
}

/** Since when a ready Pod is ready, in milliseconds since 1970; undefined when it is not ready or says no time. */
export function podReadySinceMs(pod: Pod): number | undefined {
  const condition = podReadyCondition(pod.status)
  return condition?.status === 'True' ? unixMs(condition.lastTransitionTime) : undefined
}

/** Ready for at least `minReadySeconds`. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowUnixMs: number): boolean {
  if (!isPodReady(pod)) return false
  if (minReadySeconds === 0) return true
  const since = podReadySinceMs(pod)
  return since !== undefined && since + minReadySeconds * 1000 <= nowUnixMs
}

/** Milliseconds until a ready Pod becomes available; undefined when it is available, or not ready. */
export function podAvailableInMs(pod: Pod, minReadySeconds: number, nowUnixMs: number): number | undefined {
  const since = podReadySinceMs(pod)
  if (since === undefined || minReadySeconds <= 0) return undefined
  const wait = since + minReadySeconds * 1000 - nowUnixMs
  return wait > 0 ? wait : undefined
}

/**
 * When to look again because a Pod becomes available: milliseconds from now, 0 when that moment passed between the evaluation of the
 * owner's status and now, undefined when no Pod is waiting.
 */
export function nextAvailabilityMs(
  pods: readonly Pod[],
  minReadySeconds: number,
  evaluatedUnixMs: number,
  nowUnixMs: number,
): number | undefined {
  const first = firstToBecomeAvailable(pods, minReadySeconds, evaluatedUnixMs)
  if (first === undefined) return undefined
  return podAvailableInMs(first.pod, minReadySeconds, nowUnixMs) ?? 0
}

/** The Pod that becomes available next, and in how many milliseconds. */
export function firstToBecomeAvailable(
  pods: readonly Pod[],
  minReadySeconds: number,
  nowUnixMs: number,
): { pod: Pod; waitMs: number } | undefined {
  let first: { pod: Pod; waitMs: number } | undefined
  for (const pod of pods) {
    const waitMs = podAvailableInMs(pod, minReadySeconds, nowUnixMs)
    if (waitMs !== undefined && (first === undefined || waitMs < first.waitMs)) first = { pod, waitMs }
  }
  return first
}

export function containerStatusOf(
  statuses: readonly ContainerStatus[] | null | undefined,
  name: string,
): ContainerStatus | undefined {
  if (statuses) for (const status of statuses) if (status.name === name) return status
  return undefined
}

/** Pods owned by the controller, and (unless `ownedOnly`) those of its namespace without a controller. */
export function podsOfController(
  pods: readonly Pod[],
  owner: { readonly namespace?: string; readonly kind: string; readonly name: string; readonly uid: string },
  ownedOnly: boolean,
): Pod[] {
  return pods.filter(({ metadata }) => {
    if ((metadata.namespace ?? '') !== (owner.namespace ?? '')) return false
    const controller = metadata.ownerReferences?.find((reference) => reference.controller)
    if (controller === undefined) return !ownedOnly
    return controller.kind === owner.kind && controller.name === owner.name && controller.uid === owner.uid
  })
}
