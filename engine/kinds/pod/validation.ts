/** Pods on create. Source: ValidatePodCreate, validatePodMetadataAndSpec. */
import { type FieldError, forbidden } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { validateImages } from '../podspec/containers.ts'
import { validatePodAnnotations, validatePodSpec } from '../podspec/validation.ts'
import type { Pod } from '../types.ts'
import { mirrorErrors } from './mirror.ts'

export function validatePodCreate(pod: Pod): FieldError[] {
  const { spec } = pod
  const errors = validatePod(pod)
  if (spec.ephemeralContainers?.length) errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'))
  if (spec.nodeName && spec.schedulingGates?.length) {
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'))
  }
  return errors
}

/** What holds for a Pod at any time. */
export function validatePod({ metadata, spec }: Pod): FieldError[] {
  return [
    ...validatePodAnnotations(metadata.annotations, 'metadata.annotations'),
    ...mirrorErrors({ metadata, spec } as Pod),
    ...validatePodSpec(spec, 'spec', { isPod: true }, metadata.name),
    ...validateTokens(spec),
    ...validateImages(spec.containers ?? [], 'spec.containers'),
    ...validateImages(spec.initContainers ?? [], 'spec.initContainers'),
  ]
}

/** A token is somebody's. */
function validateTokens({ serviceAccountName, volumes = [] }: Pod['spec']): FieldError[] {
  if (serviceAccountName) return []
  return volumes.flatMap(({ projected }, i) =>
    (projected?.sources ?? []).flatMap(({ serviceAccountToken }, j) => {
      const sources = child(index('spec.volumes', i), 'projected', 'sources')
      const path = child(index(sources, j), 'serviceAccountToken')
      return serviceAccountToken ? [forbidden(path, 'must not be specified when serviceAccountName is not set')] : []
    }),
  )
}
