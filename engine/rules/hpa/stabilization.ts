/** What was wanted lately holds a change back. Source: pkg/controller/podautoscaler/horizontal.go. */
import { type Recommendation, withRecommendation } from './history.ts'

/** --horizontal-pod-autoscaler-downscale-stabilization. */
export const DOWNSCALE_WINDOW_SECONDS = 300

export interface Stabilized {
  readonly replicas: number
  readonly recommendations: readonly Recommendation[]
  /** What the condition says when the recommendation was held back. */
  readonly reason: string
  readonly message: string
}

const HELD_DOWN = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
}
const HELD_UP = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
}

/** Without a behavior: the highest of the last five minutes (stabilizeRecommendation). */
export function stabilize(list: readonly Recommendation[], desired: number, nowMs: number): Stabilized {
  const cutoff = nowMs - DOWNSCALE_WINDOW_SECONDS * 1000
  let [replicas, oldAt] = [desired, -1]
  for (const [i, one] of list.entries()) {
    if (one.atMs < cutoff) oldAt = i
    else replicas = Math.max(replicas, one.replicas)
  }
  return {
    replicas,
    recommendations: withRecommendation(list, { replicas: desired, atMs: nowMs }, oldAt),
    ...HELD_DOWN,
  }
}

/** With a behavior: a window for each direction (stabilizeRecommendationWithBehaviors). */
export function stabilizeByWindows(
  list: readonly Recommendation[],
  desired: number,
  current: number,
  windows: { upSeconds: number; downSeconds: number },
  nowMs: number,
): Stabilized {
  const upCutoff = nowMs - windows.upSeconds * 1000
  const downCutoff = nowMs - windows.downSeconds * 1000
  let [lowest, highest, oldAt] = [desired, desired, -1]
  for (const [i, { replicas, atMs }] of list.entries()) {
    if (atMs > upCutoff) lowest = Math.min(lowest, replicas)
    if (atMs > downCutoff) highest = Math.max(highest, replicas)
    if (atMs < upCutoff && atMs < downCutoff) oldAt = i
  }
  const replicas = Math.min(Math.max(current, lowest), highest)
  const recommendations = withRecommendation(list, { replicas: desired, atMs: nowMs }, oldAt)
  return { replicas, recommendations, ...(desired >= current ? HELD_UP : HELD_DOWN) }
}
