/** The mutually dependent address fields of a Service. Source: ValidateServiceClusterIPsRelatedFields. */
import { duplicate, type FieldError, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { index } from '../../api/fieldpath.ts'
import { goStrings } from '../../api/gosyntax.ts'
import { parseIp, validateLegacyIp } from '../../api/ip.ts'
import type { Service } from '../types.ts'

type Spec = Service['spec']

const ADDRESSES = 'spec.clusterIPs'
const FAMILIES = 'spec.ipFamilies'
const POLICY = 'spec.ipFamilyPolicy'

/** Errors of clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy together. */
export function validateAddressFields({ spec }: Service): FieldError[] {
  if (spec.type === 'ExternalName') return []
  const errors = [...mirrorErrors(spec), ...familyErrors(spec), ...policyErrors(spec)]
  const wrong = addressErrors(spec)
  errors.push(...wrong)
  const addresses = spec.clusterIPs ?? []
  if (addresses.length > 2) errors.push(wrongAddresses(addresses, 'may only hold up to 2 values'))
  return wrong.length > 0 ? errors : [...errors, ...stackErrors(spec, addresses)]
}

const wrongAddresses = (addresses: readonly string[], detail: string) =>
  invalid(ADDRESSES, verbatim(goStrings(addresses)), detail)

function mirrorErrors({ clusterIP, clusterIPs = [] }: Spec): FieldError[] {
  if (!clusterIP) {
    return clusterIPs.length === 0
      ? []
      : [wrongAddresses(clusterIPs, 'must be empty when `clusterIP` is not specified')]
  }
  if (clusterIPs.length === 0) return [required(ADDRESSES, '')]
  return clusterIPs[0] === clusterIP ? [] : [wrongAddresses(clusterIPs, 'first value must match `clusterIP`')]
}

function familyErrors({ ipFamilies = [] }: Spec): FieldError[] {
  const errors: FieldError[] = []
  for (const [position, family] of ipFamilies.entries()) {
    const path = index(FAMILIES, position)
    if (family !== 'IPv4' && family !== 'IPv6') errors.push(notSupported(path, family, ['IPv4', 'IPv6']))
    if (ipFamilies.indexOf(family) < position) errors.push(duplicate(path, family))
  }
  return errors
}

function policyErrors({ ipFamilyPolicy }: Spec): FieldError[] {
  const known = ['PreferDualStack', 'RequireDualStack', 'SingleStack']
  if (ipFamilyPolicy === undefined || known.includes(ipFamilyPolicy)) return []
  return [notSupported(POLICY, ipFamilyPolicy, known)]
}

function addressErrors({ clusterIPs = [] }: Spec): FieldError[] {
  return clusterIPs.flatMap((address, position) => {
    if (position > 0 || address !== 'None') return validateLegacyIp(address, index(ADDRESSES, position), false)
    return clusterIPs.length === 1 ? [] : [wrongAddresses(clusterIPs, "'None' must be the first and only value")]
  })
}

/** One address a family, in the families' order. */
function stackErrors({ ipFamilies = [] }: Spec, addresses: readonly string[]): FieldError[] {
  if (addresses[0] === 'None') return []
  const errors: FieldError[] = []
  const families = addresses.map((address) => (parseIp(address)?.family === 6 ? 'IPv6' : 'IPv4'))
  if (addresses.length > 1 && new Set(families).size !== addresses.length) {
    errors.push(wrongAddresses(addresses, 'may specify no more than one IP for each IP family'))
  }
  for (const [position, family] of families.entries()) {
    const expected = ipFamilies[position]
    if (expected !== undefined && expected !== family) {
      const detail = `expected an ${expected} value as indicated by \`ipFamilies[${position}]\``
      errors.push(invalid(index(ADDRESSES, position), addresses[position], detail))
    }
  }
  return errors
}
