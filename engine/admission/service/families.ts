/** Address families of Services in a cluster that has IPv4 only. Source: alloc.go initIPFamilyFields. */
import { type FieldError, invalid } from '../../api/fielderror.ts'
import type { Service } from '../../kinds/types.ts'
import { isHeadless, needsClusterIp } from './needs.ts'

const FAMILY = 'IPv4'

/** Fills families and policy in place; gives what cannot be had. */
export function fillFamilies(spec: Service['spec']): FieldError[] {
  if (!needsClusterIp(spec)) return []
  const selectorless = isHeadless(spec) && Object.keys(spec.selector ?? {}).length === 0
  if (selectorless) {
    // Whoever writes such endpoints by hand may write both families, whatever the cluster has.
    spec.ipFamilyPolicy ??= 'RequireDualStack'
    spec.ipFamilies = bothFamilies(spec.ipFamilies, spec.ipFamilyPolicy)
    return []
  }
  const errors = refusals(spec)
  if (errors.length > 0) return errors
  spec.ipFamilyPolicy ??= 'SingleStack'
  if (!spec.ipFamilies?.length) spec.ipFamilies = [FAMILY]
  return []
}

function bothFamilies(given: readonly string[] | undefined, policy: string): string[] {
  const families = given?.length ? [...given] : [FAMILY]
  if (policy === 'SingleStack' || families.length > 1) return families
  return [...families, families[0] === 'IPv4' ? 'IPv6' : 'IPv4']
}

function refusals(spec: Service['spec']): FieldError[] {
  const errors: FieldError[] = []
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    errors.push(
      invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services'),
    )
  }
  for (const [position, family] of (spec.ipFamilies ?? []).entries()) {
    if (family !== FAMILY)
      errors.push(invalid(`spec.ipFamilies[${position}]`, family, 'not configured on this cluster'))
  }
  return errors
}
