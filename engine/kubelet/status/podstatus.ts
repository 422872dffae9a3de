/** The Pod status a kubelet reports (kubelet_pods.go generateAPIPodStatus). */
import type { ContainerStatus, Pod, PodStatus } from '../../kinds/types.ts'
import { findCondition } from '../../rules/conditions.ts'
import { type PodPhase, podPhase } from '../../rules/podphase.ts'
import { ownContainers } from '../desk.ts'
import type { PodWork, Rejection, Resize } from '../podwork.ts'
import { conditionsOf } from './conditions.ts'
import { containerStatuses } from './containerstatus.ts'
import type { StatusContext } from './context.ts'

/** Builds the status of a Pod from what its kubelet knows; keeps what others wrote (PodScheduled, nominations). */
export function podStatus(pod: Pod, work: Readonly<PodWork>, context: StatusContext): PodStatus {
  const { calendar, hostIPs } = context
  const old = pod.status
  const found = containerStatuses(pod, work, context)
  const own = ownContainers(pod)
  const all = found.length > own ? found.slice(0, own) : found
  const init = pod.spec.initContainers?.length ?? 0
  const phase = stickyPhase(phaseOf(pod, all, work), old.phase)
  // One literal, so that every Pod's status has one shape; what others wrote is added behind.
  const status = {
    phase,
    conditions: conditionsOf(pod, work, all, phase, calendar, context.nowMs),
    hostIP: hostIPs[0]?.ip,
    hostIPs,
    startTime: calendar.seconds(work.admittedAtMs),
    containerStatuses: init === 0 ? all : all.slice(init),
    qosClass: old.qosClass,
    podIP: work.podIP || old.podIP,
    podIPs: podIPs(work.podIP, old),
  } as unknown as PodStatus
  if (init > 0) status.initContainerStatuses = all.slice(0, init)
  if (found.length > own) status.ephemeralContainerStatuses = found.slice(own).map(ephemeralStatus)
  addResize(status, work.resize, calendar.seconds(context.nowMs))
  if (work.rejected) addRejection(status, work.rejected, calendar.seconds(context.nowMs))
  keepOthers(status, old)
  return status
}

/** Why the kubelet ended the Pod; a Job or a budget reads in the condition whether it was for the node's sake. */
function addRejection(status: PodStatus, { reason, message, isDisruption }: Rejection, now: string): void {
  Object.assign(status, { reason, message })
  const conditions = status.conditions ?? []
  if (isDisruption !== true || findCondition(conditions, 'DisruptionTarget') !== undefined) return
  const condition = { type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet', message }
  status.conditions = [...conditions, { ...condition, lastProbeTime: null, lastTransitionTime: now } as never]
}

const RESIZE_CONDITIONS: readonly string[] = ['PodResizePending', 'PodResizeInProgress']

/** What a resize waits for, or that it is under way (status_manager.go SetPodResizePendingCondition, …InProgressCondition). */
function addResize(status: PodStatus, resize: Resize | undefined, now: string): void {
  const conditions = status.conditions ?? []
  const old = conditions.find(({ type }) => RESIZE_CONDITIONS.includes(type))
  if (resize === undefined && old === undefined) return
  status.conditions = conditions.filter(({ type }) => !RESIZE_CONDITIONS.includes(type))
  if (resize === undefined) return
  const type = resize.state === 'pending' ? 'PodResizePending' : 'PodResizeInProgress'
  const since = old?.type === type ? old.lastTransitionTime : now
  const { reason, message } = resize
  const why = { ...(reason && { reason }), ...(message && { message }) }
  status.conditions.push({ type, status: 'True', lastProbeTime: null, lastTransitionTime: since, ...why } as never)
}

/** No probe asks an ephemeral container: it is never ready, and nothing is said of its start. */
function ephemeralStatus({ started: _started, ...status }: ContainerStatus): ContainerStatus {
  return { ...status, ready: false }
}

/** The status of a Pod whose kubelet refused it: no container was ever looked at. */
export function rejectedStatus(pod: Pod, reason: string, message: string, startTime: string): PodStatus {
  return { ...pod.status, phase: 'Failed', reason, message, startTime: startTime as never }
}

function podIPs(ip: string, old: PodStatus): PodStatus['podIPs'] {
  return ip && old.podIP !== ip ? [{ ip }] : old.podIPs
}

/** Fields of the old status that are not the kubelet's (nominatedNodeName, resize …). */
function keepOthers(status: PodStatus, old: PodStatus): void {
  for (const key in old) {
    if (!(key in status)) (status as Record<string, unknown>)[key] = old[key as keyof PodStatus]
  }
}

function phaseOf(pod: Pod, statuses: readonly ContainerStatus[], work: Readonly<PodWork>): PodPhase {
  if (work.rejected) return 'Failed'
  const init = pod.spec.initContainers?.length ?? 0
  const end = ownContainers(pod)
  // An app container that runs or ran shows that initialisation was complete once.
  const hasInitialized = work.containers.some(
    (c, i) => i >= init && i < end && (c.startedAtMs >= 0 || c.previous !== undefined),
  )
  return podPhase({ spec: pod.spec, statuses, isTerminal: isFinished(work), hasInitialized })
}

/**
 * A Pod that was Succeeded or Failed once is never anything else: what the API server or the kubelet itself said before
 * counts (kubelet_pods.go generateAPIPodStatus).
 */
export function stickyPhase(computed: PodPhase, ...before: readonly (string | undefined)[]): PodPhase {
  for (const phase of before) if (phase === 'Succeeded' || phase === 'Failed') return phase
  return computed
}

/** A Pod that has ended for good is Failed unless it succeeded (status_manager.go TerminatePod). */
export const terminalPhase = (phase: PodPhase): PodPhase =>
  phase === 'Succeeded' || phase === 'Failed' ? phase : 'Failed'

/** The Pod is over for its kubelet: a terminal phase may be reported. */
const isFinished = (work: Readonly<PodWork>): boolean =>
  work.terminating !== undefined && work.containers.every((c) => c.process < 0)
