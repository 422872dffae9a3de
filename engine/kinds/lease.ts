/** Lease: coordination.k8s.io/v1. Source: pkg/registry/coordination/lease. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { Lease } from './types.ts'

export const lease = defineKind<Lease>({
  info: resourceInfo('coordination.k8s.io', 'Lease', 'leases'),
  schema: 'io.k8s.api.coordination.v1.Lease',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
  },
  columns: [NAME, column('Holder', 'string', 'Who holds the lease now.'), AGE],
  printRow: ({ metadata, spec }, clock) => [
    metadata.name,
    spec?.holderIdentity ?? '',
    ageOf(metadata.creationTimestamp, clock),
  ],
})
