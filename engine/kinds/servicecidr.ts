/** ServiceCIDR: networking.k8s.io/v1beta1, served on request. Source: pkg/registry/networking/servicecidr, pkg/apis/networking/validation. */
import { parseCidr, validateCidr } from '../api/cidr.ts'
import { type FieldError, invalid, required, tooMany } from '../api/fielderror.ts'
import { index } from '../api/fieldpath.ts'
import type { KObject } from '../api/object.ts'
import { validateImmutable } from '../api/objectmeta.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { statusCauses } from './validation/causes.ts'

interface ServiceCIDR extends KObject {
  spec?: { cidrs?: string[] }
}

const FAMILIES = 2

export const serviceCidr = defineKind<ServiceCIDR>({
  info: resourceInfo('networking.k8s.io', 'ServiceCIDR', 'servicecidrs', { version: 'v1beta1', namespaced: false }),
  schema: 'io.k8s.api.networking.v1.ServiceCIDR',
  status: true,
  generation: true,
  nameRule: 'subdomain',
  validate: ({ spec }) => statusCauses(validateRanges(spec?.cidrs ?? [])),
  validateUpdate: (next, old) => statusCauses(validateImmutable(next.spec?.cidrs, old.spec?.cidrs, 'spec.cidrs')),
  columns: [NAME, column('CIDRs', 'string', 'The ranges that Services get their addresses from.'), AGE],
  printRow: ({ metadata, spec }, clock) => [
    metadata.name,
    spec?.cidrs?.join(',') ?? '',
    ageOf(metadata.creationTimestamp, clock),
  ],
})

/** One range, or one of each family. */
function validateRanges(ranges: readonly string[]): FieldError[] {
  const path = 'spec.cidrs'
  if (ranges.length === 0) return [required(path, 'at least one CIDR required')]
  if (ranges.length > FAMILIES) return [tooMany(path, ranges.length, FAMILIES)]
  const errors = ranges.flatMap((range, i) => validateCidr(range, index(path, i)))
  const families = new Set(ranges.map((range) => parseCidr(range)?.address.family))
  if (errors.length > 0 || ranges.length === families.size) return errors
  return [
    invalid(path, ranges, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'),
  ]
}
