/** PodDisruptionBudgets. Source: pkg/apis/policy/validation. */
import { type FieldError, invalid, notSupported, verbatim } from '../../api/fielderror.ts'
import { goStruct } from '../../api/gosyntax.ts'
import type { PodDisruptionBudget } from '../types.ts'
import { notNegative } from '../validation/checks.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'
import { atMostAll, validateShare } from '../validation/shares.ts'

type Spec = PodDisruptionBudget['spec']

const POLICIES = ['AlwaysAllow', 'IfHealthyBudget']

export function validateBudget({ spec }: PodDisruptionBudget): FieldError[] {
  const errors: FieldError[] = []
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    errors.push(invalid('spec', goSpec(spec), 'minAvailable and maxUnavailable cannot be both set'))
  }
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    errors.push(...validateShare(spec[field], `spec.${field}`), ...atMostAll(spec[field], `spec.${field}`))
  }
  errors.push(...validateLabelSelector(spec.selector, 'spec.selector'))
  const policy = spec.unhealthyPodEvictionPolicy
  if (policy !== undefined && !POLICIES.includes(policy)) {
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, POLICIES))
  }
  return errors
}

/** Pointers print as addresses, which are anybody's guess. */
function goSpec({ selector, unhealthyPodEvictionPolicy }: Spec) {
  const pointer = (type: string, present: unknown) => `(*${type})${present === undefined ? '(nil)' : '(0xc000000000)'}`
  return verbatim(
    goStruct('policy.PodDisruptionBudgetSpec', [
      ['MinAvailable', pointer('intstr.IntOrString', true)],
      ['Selector', pointer('v1.LabelSelector', selector)],
      ['MaxUnavailable', pointer('intstr.IntOrString', true)],
      ['UnhealthyPodEvictionPolicy', pointer('policy.UnhealthyPodEvictionPolicyType', unhealthyPodEvictionPolicy)],
    ]),
  )
}

export function validateBudgetStatus({ status }: PodDisruptionBudget): FieldError[] {
  return (['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const).flatMap((field) =>
    notNegative(status[field], `status.${field}`),
  )
}
