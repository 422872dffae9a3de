/** How far one step may go. Source: pkg/controller/podautoscaler/horizontal.go. */
import type { HPAScalingRules } from '../../kinds/types.ts'
import { changeWithin, type ScalingHistory } from './history.ts'

/** A size within the limits, and which limit it met. */
export interface Limited {
  readonly replicas: number
  readonly reason: string
  readonly message: string
}

export interface Bounds {
  readonly current: number
  readonly min: number
  readonly max: number
}

/** Without a behavior a step up is at most double, or to four. */
const UP_FACTOR = 2
const UP_MINIMUM = 4
const MAX_INT32 = 2 ** 31 - 1

const within = (replicas: number): Limited => ({
  replicas,
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
})
const tooFew = (replicas: number): Limited => ({
  replicas,
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
})
const tooMany = (replicas: number): Limited => ({
  replicas,
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
})
const tooFast = (replicas: number): Limited => ({
  replicas,
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
})
const tooFastDown = (replicas: number): Limited => ({
  replicas,
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
})

/** Without a behavior (convertDesiredReplicasWithRules). */
export function limitByRules({ current, min, max }: Bounds, desired: number): Limited {
  const limit = Math.trunc(Math.max(UP_FACTOR * current, UP_MINIMUM))
  if (desired < min) return tooFew(min)
  const most = max > limit ? tooFast(limit) : tooMany(max)
  return desired > most.replicas ? most : within(desired)
}

/** With a behavior (convertDesiredReplicasWithBehaviorRate). */
export function limitByBehavior(
  bounds: Bounds,
  desired: number,
  rules: { scaleUp: HPAScalingRules; scaleDown: HPAScalingRules },
  history: ScalingHistory,
  nowMs: number,
): Limited {
  const { current, min, max } = bounds
  if (desired > current) {
    const limit = Math.max(current, upLimit(current, rules.scaleUp, history, nowMs))
    const most = max > limit ? tooFast(limit) : tooMany(max)
    if (desired > most.replicas) return most
  }
  if (desired < current) {
    const limit = Math.min(current, downLimit(current, rules.scaleDown, history, nowMs))
    const least = min < limit ? tooFastDown(limit) : tooFew(min)
    if (desired < least.replicas) return least
  }
  return within(desired)
}

/** How many there were when a policy's period began. */
function periodStart(current: number, seconds: number, history: ScalingHistory, nowMs: number): number {
  return current - changeWithin(history.ups, seconds, nowMs) + changeWithin(history.downs, seconds, nowMs)
}

export function upLimit(current: number, rules: HPAScalingRules, history: ScalingHistory, nowMs: number): number {
  const { selectPolicy, policies = [] } = rules
  if (selectPolicy === 'Disabled') return current
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const start = periodStart(current, periodSeconds, history, nowMs)
    // Rounded up: else a small number of Pods would never grow.
    return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100))
  })
  return selectPolicy === 'Min' ? Math.min(MAX_INT32, ...proposals) : Math.max(-MAX_INT32 - 1, ...proposals)
}

export function downLimit(current: number, rules: HPAScalingRules, history: ScalingHistory, nowMs: number): number {
  const { selectPolicy, policies = [] } = rules
  if (selectPolicy === 'Disabled') return current
  const proposals = policies.map(({ type, value, periodSeconds }) => {
    const start = periodStart(current, periodSeconds, history, nowMs)
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100))
  })
  // The smallest change leaves most Pods.
  return selectPolicy === 'Min' ? Math.max(-MAX_INT32 - 1, ...proposals) : Math.min(MAX_INT32, ...proposals)
}
