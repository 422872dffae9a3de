/** Priority of a Pod. Source: component-helpers scheduling/corev1. */
import type { Pod } from '../kinds/types.ts'

/** The priority admission resolved; 0 when none was. */
export function podPriority(pod: Pod): number {
  return pod.spec.priority ?? 0
}
