/** stub */
import type { PodSpec } from '../types.ts'
export function podSpecDiff(_old: PodSpec, _next: PodSpec): string {
  return ''
}
