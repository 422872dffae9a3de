/** What the plugins ask of a request. */
import type { AdmissionRequest } from '../api/admission.ts'
import { forbidden } from '../api/errors.ts'
import type { StatusError } from '../api/errors.ts'
import type { Pod } from '../kinds/types.ts'

const SUFFIX = 5

/** The Pod of a request that creates one; undefined for all other requests. */
export function createdPod(request: AdmissionRequest): Pod | undefined {
  if (request.operation !== 'CREATE' || request.info.resource !== 'pods' || request.subresource !== '') return undefined
  return request.object as Pod
}

/** Mutating admission comes before names are made up upstream: its refusal names such an object by its generateName. */
export function requestedName({ name, object, named }: AdmissionRequest): string {
  if (named) return name
  const prefix = object?.metadata.generateName
  return prefix && name.startsWith(prefix) && name.length === prefix.length + SUFFIX ? prefix : name
}

/** A refusal in upstream's words (admission.NewForbidden). */
export function refuse(request: AdmissionRequest, why: string): StatusError {
  return forbidden(request.info, requestedName(request), why)
}
