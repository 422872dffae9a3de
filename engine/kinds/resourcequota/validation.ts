/** ResourceQuotas. Source: pkg/apis/core/validation ValidateResourceQuota and neighbours, pkg/apis/core/helper. */
import { equal } from '../../api/equal.ts'
import { type FieldError, invalid, required, verbatim } from '../../api/fielderror.ts'
import { child, key } from '../../api/fieldpath.ts'
import { goStrings } from '../../api/gosyntax.ts'
import { FIELD_IS_IMMUTABLE } from '../../api/objectmeta.ts'
import { goValue } from '../gocmp/syntax.ts'
import type { ResourceQuota } from '../types.ts'
import { isHugePages, isStandard, validateAmount, validateResourceName } from '../validation/amounts.ts'

type Spec = ResourceQuota['spec']
type Amounts = Readonly<Record<string, string>>

const SELECTOR = 'io.k8s.api.core.v1.ScopeSelector'
const COUNTS = new Set(['pods'])
const COMPUTE = new Set(['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'])
/** Scopes that are there or not, and take no values. */
const PLAIN_SCOPES = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity']
const SCOPES = new Set([...PLAIN_SCOPES, 'PriorityClass', 'VolumeAttributesClass'])
const OPPOSITES = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
]
const ONLY_EXISTS =
  "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"

export function validateQuota({ spec, status }: ResourceQuota): FieldError[] {
  return [
    ...validateSpec(spec),
    ...validateAmounts(status?.hard, 'status.hard'),
    ...validateAmounts(status?.used, 'status.used'),
  ]
}

export function validateQuotaUpdate(next: ResourceQuota, old: ResourceQuota): FieldError[] {
  const errors = validateSpec(next.spec)
  const scopes = next.spec.scopes ?? []
  if (equal(scopes, old.spec.scopes ?? [])) return errors
  return [...errors, invalid('spec.scopes', goScopes(scopes), FIELD_IS_IMMUTABLE)]
}

export const validateQuotaStatus = ({ status }: ResourceQuota): FieldError[] => [
  ...validateAmounts(status.hard, 'status.hard'),
  ...validateAmounts(status.used, 'status.used'),
]

function validateSpec(spec: Spec): FieldError[] {
  return [...validateAmounts(spec.hard, 'spec.hard'), ...scopeErrors(spec), ...selectorErrors(spec)]
}

function validateAmounts(amounts: object | undefined, path: string): FieldError[] {
  const given = (amounts ?? {}) as Amounts
  return Object.keys(given)
    .sort()
    .flatMap((name) => {
      const at = key(path, name)
      return [...validateQuotaName(name, at), ...validateAmount(name, given[name] as string, at)]
    })
}

const isQuotaName = (name: string) =>
  (isStandard(name) && name !== 'storage') || isHugePages(name) || isHugePages(name.replace(/^requests\./, ''))

function validateQuotaName(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path)
  if (name.includes('/') || isQuotaName(name)) return errors
  return [...errors, invalid(path, name, 'must be a standard resource for quota')]
}

/** Scopes choose Pods: they go with what Pods use. */
function scopeFits(scope: string, name: string): boolean {
  if (scope === 'BestEffort') return COUNTS.has(name)
  if (scope === 'VolumeAttributesClass' || !SCOPES.has(scope)) return true
  return COUNTS.has(name) || COMPUTE.has(name)
}

const misfits = (scope: string, { hard }: Spec) =>
  Object.keys(hard ?? {}).filter((name) => isQuotaName(name) && !scopeFits(scope, name))

const contradictions = (scopes: readonly string[]) => OPPOSITES.filter((pair) => pair.every((s) => scopes.includes(s)))

const goScopes = (scopes: readonly string[]) =>
  verbatim(
    scopes.length === 0
      ? '[]core.ResourceQuotaScope(nil)'
      : goStrings(scopes).replace('[]string', '[]core.ResourceQuotaScope'),
  )

function scopeErrors(spec: Spec): FieldError[] {
  const scopes: readonly string[] = spec.scopes ?? []
  const error = (detail: string) => invalid('spec.scopes', goScopes(scopes), detail)
  const errors = scopes.flatMap((scope) => [
    ...(SCOPES.has(scope) ? [] : [error('unsupported scope')]),
    ...misfits(scope, spec).map(() => error('unsupported scope applied to resource')),
  ])
  return [...errors, ...contradictions(scopes).map(() => error('conflicting scopes'))]
}

function selectorErrors(spec: Spec): FieldError[] {
  if (!spec.scopeSelector) return []
  const path = 'spec.scopeSelector.matchExpressions'
  const terms = spec.scopeSelector.matchExpressions ?? []
  const errors = terms.flatMap(({ scopeName, operator, values = [] }) => {
    const found = SCOPES.has(scopeName) ? [] : [invalid(child(path, 'scopeName'), scopeName, 'unsupported scope')]
    for (const _ of misfits(scopeName, spec)) {
      found.push(invalid(path, goValue(SELECTOR, spec.scopeSelector), 'unsupported scope applied to resource'))
    }
    if (PLAIN_SCOPES.includes(scopeName) && operator !== 'Exists') {
      found.push(invalid(child(path, 'operator'), operator, ONLY_EXISTS))
    }
    return [...found, ...operatorErrors(operator, values, path)]
  })
  const names = terms.map(({ scopeName }) => scopeName)
  return [
    ...errors,
    ...contradictions(names).map(() => invalid(path, goScopes(spec.scopes ?? []), 'conflicting scopes')),
  ]
}

function operatorErrors(operator: string, values: readonly string[], path: string): FieldError[] {
  const at = child(path, 'values')
  if (operator === 'In' || operator === 'NotIn') {
    const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
    return values.length > 0 ? [] : [required(at, detail)]
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
    return values.length === 0 ? [] : [invalid(at, verbatim(goStrings(values)), detail)]
  }
  return [invalid(child(path, 'operator'), operator, 'not a valid selector operator')]
}
