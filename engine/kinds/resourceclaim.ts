/** ResourceClaim: resource.k8s.io/v1, served on request. Source: pkg/registry/resource/resourceclaim. */
import { validateImmutable } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { defaultClaim, validateClaim } from './devices/claimspec.ts'
import type { ResourceClaim } from './devices/types.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'

export const resourceClaim = defineKind<ResourceClaim>({
  info: resourceInfo('resource.k8s.io', 'ResourceClaim', 'resourceclaims'),
  schema: 'io.k8s.api.resource.v1.ResourceClaim',
  status: true,
  generation: false,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    defaultClaim(object.spec)
  },
  validate: ({ spec }) => statusCauses(validateClaim(spec, 'spec')),
  validateUpdate: (next, old) => statusCauses(validateImmutable(next.spec, old.spec, 'spec')),
  columns: [NAME, column('State', 'string', 'How far it is: pending, allocated, reserved, deleted.'), AGE],
  printRow: (claim, clock) => [claim.metadata.name, stateCell(claim), ageOf(claim.metadata.creationTimestamp, clock)],
})

function stateCell({ metadata, status }: ResourceClaim): string {
  const states = [
    metadata.deletionTimestamp ? 'deleted' : '',
    status?.allocation ? 'allocated' : metadata.deletionTimestamp ? '' : 'pending',
    status?.allocation && status.reservedFor?.length ? 'reserved' : '',
  ]
  return states.filter(Boolean).join(',')
}
