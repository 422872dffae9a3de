/** From what the metrics ask for to what may be done now. Source: horizontal.go normalizeDesiredReplicas(WithBehaviors). */
import type { HorizontalPodAutoscaler } from '../../kinds/types.ts'
import type { Recommendation, ScalingHistory } from './history.ts'
import { type Bounds, limitByBehavior, limitByRules, type Limited } from './limits.ts'
import { DOWNSCALE_WINDOW_SECONDS, stabilize, stabilizeByWindows } from './stabilization.ts'

export interface Normalized {
  readonly limited: Limited
  /** The limits, and not the metrics, decided. */
  readonly isLimited: boolean
  /** Condition AbleToScale. */
  readonly able: { reason: string; message: string }
  readonly recommendations: readonly Recommendation[]
}

const READY = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' }

export function normalize(
  behavior: HorizontalPodAutoscaler['spec']['behavior'],
  bounds: Bounds,
  wanted: number,
  history: ScalingHistory,
  nowMs: number,
): Normalized {
  const { scaleUp = {}, scaleDown = {} } = behavior ?? {}
  const windows = {
    upSeconds: scaleUp.stabilizationWindowSeconds ?? 0,
    downSeconds: scaleDown.stabilizationWindowSeconds ?? DOWNSCALE_WINDOW_SECONDS,
  }
  const stable = behavior
    ? stabilizeByWindows(history.recommendations, wanted, bounds.current, windows, nowMs)
    : stabilize(history.recommendations, wanted, nowMs)
  const { replicas, reason, message, recommendations } = stable
  const limited = behavior
    ? limitByBehavior(bounds, replicas, { scaleUp, scaleDown }, history, nowMs)
    : limitByRules(bounds, replicas)
  const able = replicas === wanted ? READY : { reason, message }
  return { limited, isLimited: limited.replicas !== replicas, able, recommendations }
}
