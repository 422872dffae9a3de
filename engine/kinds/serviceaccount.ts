/** ServiceAccount: core/v1. Source: pkg/registry/core/serviceaccount. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { ServiceAccount } from './types.ts'

export const serviceAccount = defineKind<ServiceAccount>({
  info: resourceInfo('', 'ServiceAccount', 'serviceaccounts', { shortNames: ['sa'] }),
  schema: 'io.k8s.api.core.v1.ServiceAccount',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  subresources: ['token'],
  columns: [NAME, column('Secrets', 'string', 'Number of secrets that Pods of this account may mount.'), AGE],
  printRow: ({ metadata, secrets }, clock) => [
    metadata.name,
    (secrets ?? []).length,
    ageOf(metadata.creationTimestamp, clock),
  ],
})
