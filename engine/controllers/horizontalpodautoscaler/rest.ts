/** When the next look at an autoscaler can change nothing, and what it missed when it can again. */
import type { HorizontalPodAutoscaler, Pod } from '../../kinds/types.ts'
import { findCondition } from '../../rules/conditions.ts'
import { type ScalingHistory, withRecommendation } from '../../rules/hpa/history.ts'
import { DEFAULT_READINESS } from '../../rules/hpa/podgroups.ts'
import { unixMs } from '../../rules/instants.ts'

/** Only of these can the metrics say that they stay the same. */
const MEASURED = ['Resource', 'ContainerResource']
/** Limits that time alone lifts. */
const PASSING = ['ScaleUpLimit', 'ScaleDownLimit']

/** Of an autoscaler whose last look changed nothing: whether only a change elsewhere can change it. */
export function changesNothing(
  { spec, status }: HorizontalPodAutoscaler,
  pods: readonly Pod[],
  nowMs: number,
): boolean {
  const condition = (type: string) => findCondition(status.conditions, type)
  if (condition('ScalingActive')?.reason === 'ScalingDisabled') return true
  if (condition('ScalingActive')?.status !== 'True') return false
  if (condition('AbleToScale')?.reason !== 'ReadyForNewScale') return false
  if (PASSING.includes(condition('ScalingLimited')?.reason ?? '')) return false
  if (!(spec.metrics ?? []).every(({ type }) => MEASURED.includes(type))) return false
  return pods.every((pod) => isPastStart(pod, nowMs))
}

function isPastStart({ status }: Pod, nowMs: number): boolean {
  if (status.phase !== 'Running') return true
  return (unixMs(status.startTime) ?? nowMs) + DEFAULT_READINESS.cpuInitializationMs <= nowMs
}

/** Every missed look would have wanted what the last one did; the newest of them is enough to remember. */
export function withMissedLooks(history: ScalingHistory, atMs: number): ScalingHistory {
  const newest = history.recommendations.reduce((a, b) => (b.atMs > a.atMs ? b : a))
  const next = { replicas: newest.replicas, atMs }
  return { ...history, recommendations: withRecommendation(history.recommendations, next, -1) }
}
