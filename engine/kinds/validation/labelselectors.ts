/** LabelSelector objects in specs. Source: apimachinery pkg/apis/meta/v1/validation. */
import { type FieldError, forbidden, invalid, required } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { labelValueMessages, qualifiedNameMessages } from '../../api/labelnames.ts'
import { validateLabels } from '../../api/objectmeta.ts'
import type { LabelSelector } from '../types.ts'
import { each } from './checks.ts'

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number]

/** Everything wrong with a selector; an absent one is fine here. */
export function validateLabelSelector(selector: LabelSelector | null | undefined, path: string): FieldError[] {
  if (!selector) return []
  const expressions = selector.matchExpressions ?? []
  return [
    ...validateLabels(selector.matchLabels, child(path, 'matchLabels')),
    ...expressions.flatMap((expression, i) =>
      validateExpression(expression, index(child(path, 'matchExpressions'), i)),
    ),
  ]
}

function validateExpression({ key, operator, values = [] }: Requirement, path: string): FieldError[] {
  const valuesPath = child(path, 'values')
  const errors = operatorErrors(operator, values.length, path, valuesPath)
  errors.push(...each(child(path, 'key'), key ?? '', qualifiedNameMessages(key ?? '')))
  for (const [i, value] of values.entries())
    errors.push(...each(index(valuesPath, i), value, labelValueMessages(value)))
  return errors
}

function operatorErrors(operator: string, count: number, path: string, valuesPath: string): FieldError[] {
  if (operator === 'In' || operator === 'NotIn') {
    return count > 0 ? [] : [required(valuesPath, "must be specified when `operator` is 'In' or 'NotIn'")]
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    return count === 0
      ? []
      : [forbidden(valuesPath, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
  }
  return [invalid(child(path, 'operator'), operator ?? '', 'not a valid selector operator')]
}
