/** LabelSelector objects (`matchLabels`, `matchExpressions`). Source: apimachinery pkg/apis/meta/v1 helpers. */
import type { LabelSelector, LabelSelectorRequirement } from 'kubernetes-types/meta/v1'
import { formatFieldErrors } from './fielderror.ts'
import { goQuote } from './goquote.ts'
import { parseRequirements, SelectorParseError } from './labelparser.ts'
import { EVERYTHING, formatSelector, NOTHING, type Selector, selectorOf } from './labels.ts'
import { type Operator, type Requirement, validateRequirement } from './requirement.ts'

/** Thrown for a LabelSelector that cannot be used; the message is apimachinery's. */
export class LabelSelectorError extends Error {}

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
])

/** Selectors are asked for again and again by objects that never change. */
const compiled = new WeakMap<LabelSelector, Selector>()

/**
 * The selector of a LabelSelector object: absent selects nothing, empty selects everything. Remembered by the object's identity.
 * @throws LabelSelectorError
 */
export function labelSelector(object: LabelSelector | null | undefined): Selector {
  if (object === null || object === undefined) return NOTHING
  const known = compiled.get(object)
  if (known !== undefined) return known
  const selector = compile(object)
  compiled.set(object, selector)
  return selector
}

function compile({ matchLabels, matchExpressions }: LabelSelector): Selector {
  const requirements: Requirement[] = []
  for (const name of Object.keys(matchLabels ?? {}).sort()) {
    requirements.push(checked(name, '=', [matchLabels?.[name] ?? '']))
  }
  for (const { key, operator, values } of matchExpressions ?? []) {
    const symbol = OPERATORS.get(operator)
    if (symbol === undefined) {
      throw new LabelSelectorError(`${goQuote(operator)} is not a valid label selector operator`)
    }
    requirements.push(checked(key, symbol, values ?? []))
  }
  return requirements.length === 0 ? EVERYTHING : selectorOf(requirements)
}

function checked(key: string, operator: Operator, values: readonly string[]): Requirement {
  const errors = validateRequirement(key, operator, values)
  if (errors.length > 0) throw new LabelSelectorError(formatFieldErrors(errors))
  return { key, operator, values }
}

/** As kubectl prints it: `<none>` when it selects everything, `<error>` when it cannot be used. */
export function formatLabelSelector(object: LabelSelector | null | undefined): string {
  try {
    return formatSelector(labelSelector(object)) || '<none>'
  } catch (error) {
    if (error instanceof LabelSelectorError) return '<error>'
    throw error
  }
}

/** The selector as a set of equalities; throws LabelSelectorError where it is more than that. */
export function labelSelectorAsMap(object: LabelSelector | null | undefined): Record<string, string> | undefined {
  if (object === null || object === undefined) return undefined
  const labels: Record<string, string> = { ...object.matchLabels }
  for (const { key, operator, values = [] } of object.matchExpressions ?? []) {
    if (operator === 'In' && values.length === 1) labels[key] = values[0] ?? ''
    else throw new LabelSelectorError(unmappable(operator, values.length))
  }
  return labels
}

function unmappable(operator: string, count: number): string {
  if (operator === 'In')
    return 'operator "In" without a single value cannot be converted into the old label selector format'
  if (OPERATORS.has(operator)) {
    return `operator ${goQuote(operator)} cannot be converted into the old label selector format`
  }
  return count < 0 ? '' : `${goQuote(operator)} is not a valid label selector operator`
}

/** A LabelSelector object of the string form; throws SelectorParseError or LabelSelectorError. */
export function parseToLabelSelector(text: string): LabelSelector {
  const matchLabels: Record<string, string> = {}
  const matchExpressions: LabelSelectorRequirement[] = []
  for (const { key, operator, values } of requirementsOf(text)) {
    const list = [...values]
    if (operator === '=' || operator === '==') matchLabels[key] = list[0] ?? ''
    else if (operator === 'in') matchExpressions.push({ key, operator: 'In', values: list })
    else if (operator === 'notin' || operator === '!=') matchExpressions.push({ key, operator: 'NotIn', values: list })
    else if (operator === 'exists') matchExpressions.push({ key, operator: 'Exists', values: list })
    else if (operator === '!') matchExpressions.push({ key, operator: 'DoesNotExist', values: list })
    else throw new LabelSelectorError(`${goQuote(operator)} isn't supported in label selectors`)
  }
  return { matchLabels, matchExpressions }
}

function requirementsOf(text: string): Requirement[] {
  try {
    return parseRequirements(text)
  } catch (error) {
    if (!(error instanceof SelectorParseError)) throw error
    throw new SelectorParseError(`couldn't parse the selector string "${text}": ${error.message}`)
  }
}

/** The selector with one more label to match; a name of nothing adds nothing. Source: apimachinery CloneSelectorAndAddLabel. */
export function withMatchLabel(selector: LabelSelector, name: string, value: string): LabelSelector {
  return name === '' ? selector : { ...selector, matchLabels: { ...selector.matchLabels, [name]: value } }
}
