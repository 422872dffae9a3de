/** One requirement of a label selector: how it is built, checked, matched and printed. Source: apimachinery pkg/labels. */
import { type FieldError, invalid, notSupported } from './fielderror.ts'
import { child, index, key as keyPath } from './fieldpath.ts'
import { parseInteger } from './gonumber.ts'
import { labelValueMessages, qualifiedNameMessages } from './labelnames.ts'

/** Labels of an object; absent is the same as empty. */
export type Labels = Readonly<Record<string, string>> | null | undefined

export type Operator = '!' | '=' | '==' | 'in' | '!=' | 'notin' | 'exists' | 'gt' | 'lt'

export interface Requirement {
  readonly key: string
  readonly operator: Operator
  /** In the order they were given; printing sorts them. */
  readonly values: readonly string[]
}

/** Operators with a value, in the order upstream's messages list them. */
export const BINARY_OPERATORS: readonly Operator[] = ['in', 'notin', '=', '==', '!=', 'gt', 'lt']
const OPERATORS: readonly Operator[] = [...BINARY_OPERATORS, 'exists', '!']

const SYMBOLS: Readonly<Record<Operator, string>> = {
  '!': '',
  exists: '',
  '=': '=',
  '==': '==',
  '!=': '!=',
  in: ' in ',
  notin: ' notin ',
  gt: '>',
  lt: '<',
}

/** The label's value; undefined when absent. Safe for keys that objects inherit. */
export function labelValue(labels: Labels, name: string): string | undefined {
  const value = labels?.[name]
  return typeof value === 'string' ? value : undefined
}

/** What is wrong with a label key, at most one error. */
export function validateLabelKey(name: string, path: string): FieldError[] {
  const messages = qualifiedNameMessages(name)
  return messages.length === 0 ? [] : [invalid(path, name, messages.join('; '))]
}

/** What is wrong with a label value; `path` is that of the values. */
export function validateLabelValue(name: string, value: string, path: string): FieldError[] {
  const messages = labelValueMessages(value)
  return messages.length === 0 ? [] : [invalid(keyPath(path, name), value, messages.join('; '))]
}

/** What is wrong with a requirement; none when it can be used. `path` is the requirement's. */
export function validateRequirement(
  name: string,
  operator: string,
  values: readonly string[],
  path = '',
): FieldError[] {
  const valuesPath = child(path, 'values')
  return [
    ...validateLabelKey(name, child(path, 'key')),
    ...validateCount(operator, values, path, valuesPath),
    ...values.flatMap((value, position) => validateLabelValue(name, value, index(valuesPath, position))),
  ]
}

function validateCount(operator: string, values: readonly string[], path: string, valuesPath: string): FieldError[] {
  switch (operator) {
    case 'in':
    case 'notin':
      if (values.length > 0) return []
      return [invalid(valuesPath, values, "for 'in', 'notin' operators, values set can't be empty")]
    case '=':
    case '==':
    case '!=':
      if (values.length === 1) return []
      return [invalid(valuesPath, values, 'exact-match compatibility requires one single value')]
    case 'exists':
    case '!':
      if (values.length === 0) return []
      return [invalid(valuesPath, values, 'values set must be empty for exists and does not exist')]
    case 'gt':
    case 'lt':
      return validateBound(values, valuesPath)
    default:
      return [notSupported(child(path, 'operator'), operator, OPERATORS)]
  }
}

function validateBound(values: readonly string[], path: string): FieldError[] {
  const one = "for 'Gt', 'Lt' operators, exactly one value is required"
  const errors = values.length === 1 ? [] : [invalid(path, values, one)]
  for (const [position, value] of values.entries()) {
    if (parseInteger(value, 64).error === undefined) continue
    errors.push(invalid(index(path, position), value, "for 'Gt', 'Lt' operators, the value must be an integer"))
  }
  return errors
}

/** Whether labels meet the requirement. */
export function requirementMatches(requirement: Requirement, labels: Labels): boolean {
  const value = labelValue(labels, requirement.key)
  switch (requirement.operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && requirement.values.includes(value)
    case 'notin':
    case '!=':
      return value === undefined || !requirement.values.includes(value)
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    default:
      return value !== undefined && boundMatches(requirement, value)
  }
}

function boundMatches({ operator, values }: Requirement, text: string): boolean {
  const label = parseInteger(text, 64)
  const bound = parseInteger(values[0] ?? '', 64)
  if (label.error !== undefined || bound.error !== undefined || values.length !== 1) return false
  return operator === 'gt' ? label.value > bound.value : label.value < bound.value
}

/** The requirement as a selector string writes it. */
export function formatRequirement({ key, operator, values }: Requirement): string {
  const head = `${operator === '!' ? '!' : ''}${key}${SYMBOLS[operator] ?? ''}`
  if (operator === 'exists' || operator === '!') return head
  const list = [...values].sort().join(',')
  return operator === 'in' || operator === 'notin' ? `${head}(${list})` : `${head}${list}`
}
