/**
 * The state of a Pod's mark, from what the API server stores (phase, deletion, conditions) and what its kubelet counts
 * down (pulls, back-offs, grace), which no status field says.
 */
import type { PodWork } from '../../kubelet/podwork.ts'
import type { Pod } from '../../kinds/types.ts'
import { POD_STATES, type PodState } from '../../protocol/pods.ts'

const NUMBERS = Object.fromEntries(POD_STATES.map((state, i) => [state, i])) as Record<PodState, number>

/** Filled in place: one of these serves a whole batch. */
export interface PodReading {
  /** Index into POD_STATES. */
  state: number
  /** NaN when nothing counts down. */
  untilMs: number
  restarts: number
  /** Short words beside the mark, empty when none. */
  note: string
}

export const newReading = (): PodReading => ({ state: 0, untilMs: Number.NaN, restarts: 0, note: '' })

/** Reads a Pod. @param nodeLost its node's status is no longer reported */
export function readPod(pod: Pod, work: PodWork | undefined, nodeLost: boolean, into: PodReading): void {
  into.untilMs = Number.NaN
  into.note = ''
  into.restarts = restartsOf(pod, work)
  into.state = NUMBERS[stateOf(pod, work, nodeLost, into)]
}

function stateOf(pod: Pod, work: PodWork | undefined, nodeLost: boolean, into: PodReading): PodState {
  const { phase, reason } = pod.status
  if (nodeLost && pod.spec.nodeName) return 'unknown'
  if (pod.metadata.deletionTimestamp !== undefined) {
    into.untilMs = work?.terminating?.killAtMs ?? Number.NaN
    return 'terminating'
  }
  if (phase === 'Succeeded') return 'completed'
  if (phase === 'Failed') return failed(pod, reason, into)
  if (!pod.spec.nodeName) return 'unscheduled'
  return work === undefined ? 'scheduled' : running(pod, work, into)
}

function failed(pod: Pod, reason: string | undefined, into: PodReading): PodState {
  if (reason === 'Evicted') {
    into.note = pod.status.message ?? ''
    return 'evicted'
  }
  const exit = pod.status.containerStatuses?.find((status) => status.state?.terminated?.exitCode)?.state?.terminated
  into.note = exit ? `exit ${exit.exitCode}` : (reason ?? '')
  return 'failed'
}

function running(pod: Pod, work: PodWork, into: PodReading): PodState {
  let pulling = false
  let started = false
  for (const c of work.containers) {
    if (c.stage === 'crashBackoff' || c.stage === 'pullBackoff') {
      into.untilMs = c.untilMs
      into.note = c.stage === 'crashBackoff' ? 'back-off' : c.reason
      return 'backoff'
    }
    if (c.stage === 'configError') into.note = c.reason
    if (c.stage === 'pulling') {
      pulling = true
      into.untilMs = c.untilMs
    }
    started ||= c.stage === 'running' || c.stage === 'stopping' || c.stage === 'exited'
  }
  if (pulling) return 'pulling'
  if (isReady(pod)) return 'ready'
  return started ? 'running' : 'scheduled'
}

function isReady(pod: Pod): boolean {
  for (const condition of pod.status.conditions ?? [])
    if (condition.type === 'Ready') return condition.status === 'True'
  return false
}

function restartsOf(pod: Pod, work: PodWork | undefined): number {
  let restarts = 0
  if (work !== undefined) for (const c of work.containers) restarts += c.restarts
  else for (const status of pod.status.containerStatuses ?? []) restarts += status.restartCount
  return Math.min(0xffff, restarts)
}
