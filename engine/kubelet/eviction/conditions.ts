/** Node conditions under pressure, and how long they stay (pkg/kubelet/eviction/helpers.go). */
import { CONDITION_OF, type NodeCondition, type Threshold } from './thresholds.ts'

/** When each was last (or first) seen. */
export type SeenAt<Key> = ReadonlyMap<Key, number>

/** Conditions of crossed thresholds, each once. */
export function nodeConditionsOf(thresholds: readonly Pick<Threshold, 'signal'>[]): NodeCondition[] {
  return [...new Set(thresholds.map(({ signal }) => CONDITION_OF[signal]))]
}

/** When each condition was last observed, those of now included. */
export function lastObserved(
  now: readonly NodeCondition[],
  before: SeenAt<NodeCondition>,
  nowMs: number,
): Map<NodeCondition, number> {
  return new Map([...before, ...now.map((condition): [NodeCondition, number] => [condition, nowMs])])
}

/** Conditions observed within the transition period: a node keeps them that long, lest they flap. */
export function observedSince(seen: SeenAt<NodeCondition>, periodMs: number, nowMs: number): NodeCondition[] {
  return [...seen].filter(([, at]) => nowMs - at < periodMs).map(([condition]) => condition)
}

/** Thresholds crossed for as long as their grace period (thresholdsMetGracePeriod). */
export function pastGrace(firstSeen: SeenAt<Threshold>, nowMs: number): Threshold[] {
  return [...firstSeen].filter(([{ gracePeriodMs }, at]) => nowMs - at >= gracePeriodMs).map(([threshold]) => threshold)
}
