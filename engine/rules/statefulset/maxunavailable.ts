/** How many Pods an update may take at once. Source: getStatefulSetMaxUnavailable. */
import { type IntOrString, scaledIntOrPercent } from '../../api/intstr.ts'

/** At least one, percentages rounded down. Throws IntOrStringError. */
export function statefulSetMaxUnavailable(value: IntOrString | null | undefined, replicas: number): number {
  return Math.max(1, scaledIntOrPercent(value ?? 1, replicas, false))
}
