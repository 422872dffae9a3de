/** How a Pod's spec changed, in the words of the library upstream prints it with. */
import { goDiff } from '../gocmp/report.ts'
import { FROM_SPEC, structOf } from '../gocmp/types.ts'
import type { PodSpec } from '../types.ts'

type Json = Record<string, unknown>

/** Differences of two specs as go-cmp reports those of core.PodSpec. */
export function podSpecDiff(old: PodSpec, next: PodSpec): string {
  return goDiff(structOf('io.k8s.api.core.v1.PodSpec'), internal(old), internal(next))
}

/** The internal type keeps what is shared with the host in the security context. */
function internal(spec: PodSpec): Json {
  const security: Json = { ...(spec.securityContext as Json | undefined) }
  for (const field of FROM_SPEC) {
    const value = (spec as unknown as Json)[field]
    if (value !== undefined) security[field] = value
  }
  return { ...(spec as unknown as Json), securityContext: security }
}
