/** Lease: coordination.k8s.io/v1. Source: pkg/registry/coordination/lease. */
import { type FieldError, invalid } from '../api/fielderror.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { Lease } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { notNegative } from './validation/checks.ts'

export const lease = defineKind<Lease>({
  info: resourceInfo('coordination.k8s.io', 'Lease', 'leases'),
  schema: 'io.k8s.api.coordination.v1.Lease',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
  },
  validate: (object) => statusCauses(validateLease(object)),
  validateUpdate: (next) => statusCauses(validateLease(next)),
  columns: [NAME, column('Holder', 'string', 'Who holds the lease now.'), AGE],
  printRow: ({ metadata, spec }, clock) => [
    metadata.name,
    spec?.holderIdentity ?? '',
    ageOf(metadata.creationTimestamp, clock),
  ],
})

function validateLease({ spec }: Lease): FieldError[] {
  const { leaseDurationSeconds: seconds, leaseTransitions } = spec
  const errors = notNegative(leaseTransitions, 'spec.leaseTransitions')
  if (seconds === undefined || seconds > 0) return errors
  return [invalid('spec.leaseDurationSeconds', seconds, 'must be greater than 0'), ...errors]
}
