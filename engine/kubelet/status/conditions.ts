/** The conditions a kubelet reports of a Pod, with the times they turned (kubelet status/generate.go, status_manager.go). */
import type { Calendar } from '../../core/calendar.ts'
import type { Container, ContainerStatus, Pod, PodCondition, PodSpec } from '../../kinds/types.ts'
import { findCondition } from '../../rules/conditions.ts'
import {
  type ConditionVerdict,
  containersReady,
  podInitialized,
  podReady,
  readyToStartContainers,
} from '../../rules/podconditions.ts'
import type { PodPhase } from '../../rules/podphase.ts'
import type { PodWork } from '../podwork.ts'

/** The kubelet's own, in the order it writes them. */
const TYPES = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] as const
type Type = (typeof TYPES)[number]

const TRUE: ConditionVerdict = { status: 'True' }

/** All conditions of a Pod: the kubelet's, then those of others as they are. */
export function conditionsOf(
  pod: Pod,
  work: Readonly<PodWork>,
  statuses: readonly ContainerStatus[],
  phase: PodPhase,
  calendar: Calendar,
  nowMs: number,
): PodCondition[] {
  const old = pod.status.conditions ?? []
  const now = calendar.seconds(nowMs)
  const { spec } = pod
  const containers = readiness(spec, statuses, phase)
  const conditions = [
    condition(0, readyToStartContainers({ ready: work.sandbox === 'ready', ip: work.podIP }), old, now),
    condition(1, spec.initContainers || phase === 'Succeeded' ? podInitialized(spec, statuses, phase) : TRUE, old, now),
    condition(2, spec.readinessGates ? podReady(spec, old, statuses, phase) : containers, old, now),
    condition(3, containers, old, now),
    condition(4, TRUE, old, now),
  ]
  for (const other of old) if (!TYPES.includes(other.type as Type)) conditions.push(other)
  return conditions
}

/** By list of containers: what is said while none of them is ready, the same for every Pod of a template. */
const noneReady = new WeakMap<readonly Container[], ConditionVerdict>()

/** ContainersReady by its rule; the verdicts of nearly all Pods, none ready yet and all ready, without working them out. */
function readiness(spec: PodSpec, statuses: readonly ContainerStatus[], phase: PodPhase): ConditionVerdict {
  if (spec.initContainers || phase === 'Succeeded' || phase === 'Failed') return containersReady(spec, statuses, phase)
  const ready = countReady(statuses)
  if (ready === statuses.length) return TRUE
  if (ready > 0) return containersReady(spec, statuses, phase)
  let verdict = noneReady.get(spec.containers)
  if (verdict === undefined) {
    verdict = containersReady(spec, statuses, phase)
    noneReady.set(spec.containers, verdict)
  }
  return verdict
}

function countReady(statuses: readonly ContainerStatus[]): number {
  let ready = 0
  for (let i = 0; i < statuses.length; i++) if (statuses[i]?.ready) ready++
  return ready
}

/** The newest condition made of each type and status: Pods that turn in one second share it. */
const newest: PodCondition[] = []

/** Keeps the old condition when nothing but times would change; the time it turned stays while its status does. */
function condition(n: number, verdict: ConditionVerdict, old: readonly PodCondition[], now: string): PodCondition {
  const { status, reason, message } = verdict
  const type = TYPES[n] as Type
  const had = findCondition(old, type)
  const same = had !== undefined && !newTransition(had, status)
  if (same && had.reason === reason && had.message === message) return had
  const since = same ? (had.lastTransitionTime as unknown as string) : now
  const at = n * 2 + (status === 'True' ? 1 : 0)
  const known = newest[at]
  if (known !== undefined && isThis(known, reason, message, since)) return known
  const made = { type, status, lastProbeTime: null, lastTransitionTime: since } as unknown as PodCondition
  if (reason) made.reason = reason
  if (message) made.message = message
  newest[at] = made
  return made
}

/** Whether a condition turns: there was none, or it said otherwise (status_manager.go updateLastTransitionTime). */
export const newTransition = (had: { readonly status: string } | undefined, status: string): boolean =>
  had?.status !== status

const isThis = (known: PodCondition, reason: string | undefined, message: string | undefined, since: string): boolean =>
  (known.lastTransitionTime as unknown as string) === since && known.message === message && known.reason === reason
