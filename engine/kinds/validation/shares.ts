/** Numbers or percentages of Pods. Source: ValidatePositiveIntOrPercent, IsNotMoreThan100Percent, getIntOrPercentValue. */
import { type FieldError, invalid } from '../../api/fielderror.ts'
import { goIntOrString } from '../../api/gosyntax.ts'
import type { IntOrString } from '../../api/intstr.ts'
import { percentMessages } from '../../api/valueformats.ts'
import { each, notNegative } from './checks.ts'

/** A number that is not negative, or a percentage. */
export function validateShare(value: IntOrString | undefined, path: string): FieldError[] {
  if (typeof value !== 'string') return notNegative(value, path)
  return each(path, goIntOrString(value), percentMessages(value))
}

const isPercent = (value: IntOrString): value is string =>
  typeof value === 'string' && percentMessages(value).length === 0

/** Nobody can do without more than all. */
export function atMostAll(value: IntOrString | undefined, path: string): FieldError[] {
  if (value === undefined || !isPercent(value) || shareAmount(value) <= 100) return []
  return [invalid(path, goIntOrString(value), 'must not be greater than 100%')]
}

/** The number itself or that of the percentage; text that is neither counts as 0. */
export function shareAmount(value: IntOrString): number {
  if (typeof value === 'number') return value
  return isPercent(value) ? Number(value.slice(0, -1)) : Number.parseInt(value, 10) || 0
}
