/** Static Pods' annotations, and what the API server lets be done to the Pods that mirror them (pkg/kubelet/types). */
import { type FieldError, forbidden, invalid } from '../../api/fielderror.ts'
import { key } from '../../api/fieldpath.ts'
import type { Pod } from '../types.ts'

/** Only mirrors have it: the hash of the static Pod that they show. */
export const MIRROR = 'kubernetes.io/config.mirror'

/** Whether the Pod only shows what a machine runs by itself. */
export const isMirror = ({ metadata }: Pick<Pod, 'metadata'>): boolean => metadata.annotations?.[MIRROR] !== undefined

const at = key('metadata.annotations', MIRROR)

/** Source: ValidatePodSpecificAnnotations. */
export function mirrorErrors({ metadata, spec }: Pod): FieldError[] {
  const hash = metadata.annotations?.[MIRROR]
  if (hash === undefined || spec.nodeName) return []
  return [invalid(at, hash, 'must set spec.nodeName if mirror pod annotation is set')]
}

/** Source: ValidatePodSpecificAnnotationUpdates. */
export function mirrorUpdateErrors(next: Pod, old: Pod): FieldError[] {
  const [now, before] = [next.metadata.annotations?.[MIRROR], old.metadata.annotations?.[MIRROR]]
  if (now === before) return []
  const what = before === undefined ? 'add' : 'remove or update'
  return [forbidden(at, `may not ${what} mirror pod annotation`)]
}
