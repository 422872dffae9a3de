/** How far use may be from its target before anything happens. Source: pkg/controller/podautoscaler replica_calculator.go. */
import { approximateFloat } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { HorizontalPodAutoscaler } from '../../kinds/types.ts'

/** The controller's own, for both directions (--horizontal-pod-autoscaler-tolerance). */
const DEFAULT = 0.1

export interface Tolerances {
  readonly scaleDown: number
  readonly scaleUp: number
}

export const DEFAULT_TOLERANCES: Tolerances = { scaleDown: DEFAULT, scaleUp: DEFAULT }

/** Those of an autoscaler's behavior, where it says any (HPAConfigurableTolerance). */
export function tolerancesOf({ behavior }: HorizontalPodAutoscaler['spec']): Tolerances {
  const own = (text: string | undefined) => (text === undefined ? DEFAULT : approximateFloat(quantity(text)))
  return { scaleDown: own(behavior?.scaleDown?.tolerance), scaleUp: own(behavior?.scaleUp?.tolerance) }
}

export function isWithin({ scaleDown, scaleUp }: Tolerances, ratio: number): boolean {
  return 1 - scaleDown <= ratio && ratio <= 1 + scaleUp
}
