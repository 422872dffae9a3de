/** How fast and in which steps. Source: pkg/apis/autoscaling/validation validateBehavior. */
import { type FieldError, invalid, notSupported, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { formatQuantity } from '../../api/quantity.ts'
import { quantitySign } from '../../api/quantitymath.ts'
import { quantity } from '../../api/quantityvalue.ts'
import type { HorizontalPodAutoscaler, HPAScalingPolicy, HPAScalingRules } from '../types.ts'
import { NOT_NEGATIVE, oneOfIfSet } from '../validation/checks.ts'

const LONGEST_PERIOD_SECONDS = 1800
const LONGEST_WINDOW_SECONDS = 3600
const SELECT = ['Disabled', 'Max', 'Min']
const POLICY_TYPES = ['Percent', 'Pods']

export function validateBehavior(behavior: HorizontalPodAutoscaler['spec']['behavior'], path: string): FieldError[] {
  return [
    ...validateRules(behavior?.scaleUp, child(path, 'scaleUp')),
    ...validateRules(behavior?.scaleDown, child(path, 'scaleDown')),
  ]
}

function validateRules(rules: HPAScalingRules | undefined, path: string): FieldError[] {
  if (!rules) return []
  const { stabilizationWindowSeconds: seconds, selectPolicy, policies = [], tolerance } = rules
  const window = child(path, 'stabilizationWindowSeconds')
  const errors: FieldError[] = []
  if (seconds !== undefined && seconds < 0) {
    errors.push(invalid(window, seconds, 'must be greater than or equal to zero'))
  }
  if (seconds !== undefined && seconds > LONGEST_WINDOW_SECONDS) {
    errors.push(invalid(window, seconds, `must be less than or equal to ${LONGEST_WINDOW_SECONDS}`))
  }
  errors.push(...oneOfIfSet(selectPolicy, child(path, 'selectPolicy'), SELECT))
  const at = child(path, 'policies')
  if (policies.length === 0) errors.push(required(at, 'must specify at least one Policy'))
  errors.push(...policies.flatMap((policy, i) => validatePolicy(policy, index(at, i))))
  if (tolerance !== undefined && quantitySign(quantity(tolerance)) < 0) {
    errors.push(invalid(child(path, 'tolerance'), formatQuantity(quantity(tolerance)), NOT_NEGATIVE))
  }
  return errors
}

function validatePolicy({ type, value, periodSeconds }: HPAScalingPolicy, path: string): FieldError[] {
  const errors = POLICY_TYPES.includes(type) ? [] : [notSupported(child(path, 'type'), type ?? '', POLICY_TYPES)]
  if ((value ?? 0) <= 0) errors.push(invalid(child(path, 'value'), value ?? 0, 'must be greater than zero'))
  const at = child(path, 'periodSeconds')
  if ((periodSeconds ?? 0) <= 0) errors.push(invalid(at, periodSeconds ?? 0, 'must be greater than zero'))
  if (periodSeconds > LONGEST_PERIOD_SECONDS) {
    errors.push(invalid(at, periodSeconds, `must be less than or equal to ${LONGEST_PERIOD_SECONDS}`))
  }
  return errors
}
