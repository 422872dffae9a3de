/** ResourceQuota: core/v1. Source: pkg/registry/core/resourcequota, pkg/printers/internalversion printResourceQuota. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { validateQuota, validateQuotaStatus, validateQuotaUpdate } from './resourcequota/validation.ts'
import type { ResourceQuota } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const resourceQuota = defineKind<ResourceQuota>({
  info: resourceInfo('', 'ResourceQuota', 'resourcequotas', { shortNames: ['quota'] }),
  schema: 'io.k8s.api.core.v1.ResourceQuota',
  status: true,
  generation: false,
  nameRule: 'subdomain',
  defaults(object) {
    object.spec ??= {}
    object.status ??= {}
  },
  prepareForCreate(object) {
    object.status = {}
  },
  validate: (object) => statusCauses(validateQuota(object)),
  validateUpdate: (next, old) => statusCauses(validateQuotaUpdate(next, old)),
  validateStatusUpdate: (next) => statusCauses(validateQuotaStatus(next)),
  columns: [
    NAME,
    AGE,
    column('Request', 'string', 'What is used and what may be used, of requests and counts.'),
    column('Limit', 'string', 'What is used and what may be used, of limits.'),
  ],
  printRow: (object, clock) => {
    const { name, creationTimestamp } = object.metadata
    return [name, ageOf(creationTimestamp, clock), usageCell(object, false), usageCell(object, true)]
  },
})

/** `pods: 1/3, requests.cpu: 500m/1` of the resources that are (or are not) limits. */
function usageCell({ status }: ResourceQuota, limits: boolean): string {
  const hard = (status?.hard ?? {}) as Record<string, string>
  const used = (status?.used ?? {}) as Record<string, string>
  return Object.keys(hard)
    .sort()
    .filter((name) => name.startsWith('limits.') === limits)
    .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`)
    .join(', ')
}
