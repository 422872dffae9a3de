/** Defaults of PersistentVolumeClaims, also of those in templates. Source: pkg/apis/core/v1/defaults.go. */
import { defaultResources } from '../podspec/resourcedefaults.ts'
import type { PersistentVolumeClaim } from '../types.ts'

export function defaultPersistentVolumeClaim(claim: PersistentVolumeClaim): void {
  claim.spec ??= {}
  claim.spec.volumeMode ??= 'Filesystem'
  claim.spec.resources ??= {}
  // Only what is asked for by itself: a claim's limits are no requests.
  const { requests, limits } = claim.spec.resources
  for (const amounts of [requests, limits]) if (amounts) defaultResources({ requests: amounts })
  claim.status ??= {}
  claim.status.phase ||= 'Pending'
}
