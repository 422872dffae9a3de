/** What may change in a Service. Source: ValidateServiceUpdate, validateUpgradeDowngradeClusterIPs. */
import { type FieldError, invalid, verbatim } from '../../api/fielderror.ts'
import { index } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'
import { goStrings } from '../../api/gosyntax.ts'
import type { Service } from '../types.ts'
import { validateHealthCheckUpdate, validateLoadBalancerClass } from './traffic.ts'
import { isHeadless, validateService } from './validation.ts'

type Spec = Service['spec']

const FOR_LIFE = 'may not change once set'

export function validateServiceUpdate(next: Service, old: Service): FieldError[] {
  return [
    ...addressChanges(next.spec, old.spec),
    ...familyChanges(next.spec, old.spec),
    ...validateLoadBalancerClass(old.spec, next.spec),
    ...validateHealthCheckUpdate(next.spec, old.spec),
    ...validateService(next),
  ]
}

const isExternal = ({ type }: Spec) => type === 'ExternalName'

/** An address may be added or released beside the first; the first is for life. */
function addressChanges(next: Spec, old: Spec): FieldError[] {
  if (isExternal(next) || isExternal(old) || (isHeadless(next) && isHeadless(old))) return []
  const after = next.clusterIPs ?? []
  const before = old.clusterIPs ?? []
  const shown = verbatim(goStrings(next.clusterIPs))
  const path = 'spec.clusterIPs'
  if (after.length === before.length) {
    return before.flatMap((ip, i) => (ip === after[i] ? [] : [invalid(index(path, i), shown, FOR_LIFE)]))
  }
  if (after.length === 0) return [invalid(index(path, 0), shown, 'primary clusterIP can not be unset')]
  const errors = before.length > 0 && before[0] !== after[0] ? [invalid(index(path, 0), shown, FOR_LIFE)] : []
  if (after.length < before.length && next.ipFamilyPolicy !== 'SingleStack') {
    const detail = "`ipFamilyPolicy` must be set to 'SingleStack' when releasing the secondary clusterIP"
    errors.push(invalid(index(path, 0), shown, detail))
  }
  return errors
}

function familyChanges(next: Spec, old: Spec): FieldError[] {
  if (isExternal(next) || isExternal(old)) return []
  const after = next.ipFamilies ?? []
  const before = old.ipFamilies ?? []
  const shown = verbatim(`[]core.IPFamily{${after.map(goQuote).join(', ')}}`)
  const path = 'spec.ipFamilies'
  if (after.length === 0 && before.length > 0)
    return [invalid(index(path, 0), shown, 'primary ipFamily can not be unset')]
  const kept = Math.min(after.length, before.length)
  return before
    .slice(0, kept)
    .flatMap((family, i) => (family === after[i] ? [] : [invalid(index(path, i), shown, FOR_LIFE)]))
}
