/** Node and Pod affinity. Source: validateAffinity and neighbours. */
import { type FieldError, forbidden, invalid, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { labelValueMessages, qualifiedNameMessages } from '../../api/labelnames.ts'
import { dnsSubdomainMessages, nameIsDnsLabel } from '../../api/names.ts'
import type { Affinity, NodeSelector, NodeSelectorTerm } from '../types.ts'
import { each } from '../validation/checks.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'

type PodAffinity = NonNullable<Affinity['podAffinity']>
type PodTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number] & {
  matchLabelKeys?: string[]
  mismatchLabelKeys?: string[]
}
type Requirement = NonNullable<NodeSelectorTerm['matchExpressions']>[number]

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'
const WRONG_OPERATOR = 'not a valid selector operator'

export function validateAffinity(affinity: Affinity | undefined, path: string): FieldError[] {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity ?? {}
  const errors: FieldError[] = []
  if (nodeAffinity) {
    const at = child(path, 'nodeAffinity')
    const { [REQUIRED]: selector, [PREFERRED]: terms = [] } = nodeAffinity
    if (selector) errors.push(...validateNodeSelector(selector, child(at, REQUIRED)))
    for (const [i, { weight, preference }] of terms.entries()) {
      const term = index(child(at, PREFERRED), i)
      errors.push(...weightErrors(weight, term), ...validateNodeTerm(preference, true, child(term, 'preference')))
    }
  }
  if (podAffinity) errors.push(...validatePodAffinity(podAffinity, child(path, 'podAffinity')))
  if (podAntiAffinity) errors.push(...validatePodAffinity(podAntiAffinity, child(path, 'podAntiAffinity')))
  return errors
}

const weightErrors = (weight: number, path: string): FieldError[] =>
  weight > 0 && weight <= 100 ? [] : [invalid(child(path, 'weight'), weight ?? 0, 'must be in the range 1-100')]

export function validateNodeSelector(selector: NodeSelector, path: string): FieldError[] {
  const at = child(path, 'nodeSelectorTerms')
  const terms = selector.nodeSelectorTerms ?? []
  if (terms.length === 0) return [required(at, 'must have at least one node selector term')]
  return terms.flatMap((term, i) => validateNodeTerm(term, false, index(at, i)))
}

/** @param anyValue a preference may name values that are no label values. */
function validateNodeTerm(term: NodeSelectorTerm | undefined, anyValue: boolean, path: string): FieldError[] {
  const { matchExpressions = [], matchFields = [] } = term ?? {}
  return [
    ...matchExpressions.flatMap((one, i) =>
      validateNodeRequirement(one, anyValue, index(child(path, 'matchExpressions'), i)),
    ),
    ...matchFields.flatMap((one, i) => validateFieldRequirement(one, index(child(path, 'matchFields'), i))),
  ]
}

function validateNodeRequirement(requirement: Requirement, anyValue: boolean, path: string): FieldError[] {
  const { key = '', operator, values = [] } = requirement
  const at = child(path, 'values')
  const errors = [...nodeOperatorErrors(operator, values.length, path, at)]
  errors.push(...each(child(path, 'key'), key, qualifiedNameMessages(key)))
  if (anyValue) return errors
  return [...errors, ...values.flatMap((value, i) => each(index(at, i), value, labelValueMessages(value)))]
}

function nodeOperatorErrors(operator: string, count: number, path: string, at: string): FieldError[] {
  if (operator === 'In' || operator === 'NotIn') {
    return count > 0 ? [] : [required(at, "must be specified when `operator` is 'In' or 'NotIn'")]
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    return count === 0 ? [] : [forbidden(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
  }
  if (operator === 'Gt' || operator === 'Lt') {
    return count === 1 ? [] : [required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'")]
  }
  return [invalid(child(path, 'operator'), operator ?? '', WRONG_OPERATOR)]
}

function validateFieldRequirement({ key = '', operator, values = [] }: Requirement, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalid(child(path, 'operator'), operator ?? '', WRONG_OPERATOR))
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
    errors.push(required(child(path, 'values'), detail))
  }
  if (key !== 'metadata.name') return [...errors, invalid(child(path, 'key'), key, 'not a valid field selector key')]
  const at = child(path, 'values')
  return [...errors, ...values.flatMap((value, i) => each(index(at, i), value, dnsSubdomainMessages(value)))]
}

function validatePodAffinity(affinity: PodAffinity, path: string): FieldError[] {
  const { [REQUIRED]: must = [], [PREFERRED]: prefer = [] } = affinity
  return [
    ...must.flatMap((term, i) => validatePodTerm(term, index(child(path, REQUIRED), i))),
    ...prefer.flatMap(({ weight, podAffinityTerm }, i) => {
      const at = index(child(path, PREFERRED), i)
      return [...weightErrors(weight, at), ...validatePodTerm(podAffinityTerm, child(at, 'podAffinityTerm'))]
    }),
  ]
}

function validatePodTerm(term: PodTerm, path: string): FieldError[] {
  const { labelSelector, namespaceSelector, namespaces = [], topologyKey = '' } = term
  const keyPath = child(path, 'topologyKey')
  return [
    ...validateLabelSelector(labelSelector, child(path, 'labelSelector')),
    ...validateLabelSelector(namespaceSelector, child(path, 'namespaceSelector')),
    ...namespaces.flatMap((name) => each(child(path, 'namespace'), name, nameIsDnsLabel(name, false))),
    ...labelKeysErrors(term, path),
    ...(topologyKey ? [] : [required(keyPath, 'can not be empty')]),
    ...each(keyPath, topologyKey, qualifiedNameMessages(topologyKey)),
  ]
}

function labelKeysErrors(term: PodTerm, path: string): FieldError[] {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = term
  const errors: FieldError[] = []
  for (const [field, keys] of [
    ['matchLabelKeys', matchLabelKeys],
    ['mismatchLabelKeys', mismatchLabelKeys],
  ] as const) {
    const at = child(path, field)
    if (keys.length > 0 && !labelSelector)
      errors.push(forbidden(at, 'must not be specified when labelSelector is not set'))
    else for (const [i, key] of keys.entries()) errors.push(...each(index(at, i), key, qualifiedNameMessages(key)))
  }
  for (const [i, key] of matchLabelKeys.entries()) {
    if (!mismatchLabelKeys.includes(key)) continue
    const detail = 'exists in both matchLabelKeys and mismatchLabelKeys'
    errors.push(invalid(index(child(path, 'matchLabelKeys'), i), key, detail))
  }
  return errors
}
