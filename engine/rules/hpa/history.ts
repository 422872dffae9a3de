/**
 * What a controller remembers of an autoscaler: what it would have liked lately, and what it did. Lists are replaced,
 * never changed. Source: pkg/controller/podautoscaler/horizontal.go (recommendations, scaleUpEvents, scaleDownEvents).
 */
import type { HorizontalPodAutoscaler, HPAScalingRules } from '../../kinds/types.ts'

export interface Recommendation {
  readonly replicas: number
  readonly atMs: number
}

export interface ScaleEvent {
  /** Pods added or removed. */
  readonly change: number
  readonly atMs: number
  /** Too old for every policy: the next event may take its place. */
  readonly outdated: boolean
}

export interface ScalingHistory {
  readonly recommendations: readonly Recommendation[]
  readonly ups: readonly ScaleEvent[]
  readonly downs: readonly ScaleEvent[]
}

export const NO_HISTORY: ScalingHistory = { recommendations: [], ups: [], downs: [] }

/** Puts the recommendation where an old one stood, else at the end. */
export function withRecommendation(
  list: readonly Recommendation[],
  next: Recommendation,
  oldAt: number,
): readonly Recommendation[] {
  return oldAt < 0 ? [...list, next] : list.map((one, i) => (i === oldAt ? next : one))
}

/** Pods added or removed in the last seconds. */
export function changeWithin(events: readonly ScaleEvent[], seconds: number, nowMs: number): number {
  const cutoff = nowMs - seconds * 1000
  return events.reduce((sum, { change, atMs }) => (atMs > cutoff ? sum + change : sum), 0)
}

export function longestPeriodSeconds({ policies = [] }: HPAScalingRules): number {
  return Math.max(0, ...policies.map(({ periodSeconds }) => periodSeconds))
}

/** After a change of size; without a behavior nothing asks for it later. */
export function withScaleEvent(
  history: ScalingHistory,
  behavior: HorizontalPodAutoscaler['spec']['behavior'],
  change: { from: number; to: number },
  nowMs: number,
): ScalingHistory {
  if (!behavior) return history
  const { from, to } = change
  if (to > from) return { ...history, ups: appended(history.ups, behavior.scaleUp ?? {}, to - from, nowMs) }
  return { ...history, downs: appended(history.downs, behavior.scaleDown ?? {}, from - to, nowMs) }
}

function appended(
  events: readonly ScaleEvent[],
  rules: HPAScalingRules,
  change: number,
  nowMs: number,
): readonly ScaleEvent[] {
  const cutoff = nowMs - longestPeriodSeconds(rules) * 1000
  const marked = events.map((event) => (event.atMs < cutoff ? { ...event, outdated: true } : event))
  const old = marked.findLastIndex(({ outdated }) => outdated)
  const next: ScaleEvent = { change, atMs: nowMs, outdated: false }
  return old < 0 ? [...marked, next] : marked.map((event, i) => (i === old ? next : event))
}
