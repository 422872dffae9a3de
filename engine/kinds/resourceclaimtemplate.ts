/** ResourceClaimTemplate: resource.k8s.io/v1, served on request. Source: pkg/registry/resource/resourceclaimtemplate. */
import { validateImmutable } from '../api/objectmeta.ts'
import { AGE, defineKind, NAME, resourceInfo } from './define.ts'
import { defaultClaim, validateClaim } from './devices/claimspec.ts'
import type { ResourceClaimTemplate } from './devices/types.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'

export const resourceClaimTemplate = defineKind<ResourceClaimTemplate>({
  info: resourceInfo('resource.k8s.io', 'ResourceClaimTemplate', 'resourceclaimtemplates'),
  schema: 'io.k8s.api.resource.v1.ResourceClaimTemplate',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= { spec: {} }
    object.spec.spec ??= {}
    defaultClaim(object.spec.spec)
  },
  validate: ({ spec }) => statusCauses(validateClaim(spec.spec, 'spec.spec')),
  validateUpdate: (next, old) => statusCauses(validateImmutable(next.spec, old.spec, 'spec')),
  columns: [NAME, AGE],
  printRow: ({ metadata }, clock) => [metadata.name, ageOf(metadata.creationTimestamp, clock)],
})
