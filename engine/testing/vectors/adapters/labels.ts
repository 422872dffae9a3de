/** Adapter of labels_selectors.json: apimachinery pkg/labels and pkg/fields. */
import { escapeFieldValue, exactFieldMatch, parseFieldSelector, unescapeFieldValue } from '../../../api/fields.ts'
import { parseRequirements } from '../../../api/labelparser.ts'
import {
  EVERYTHING,
  exactMatch,
  formatLabels,
  formatSelector,
  isEmptySelector,
  labelsConflict,
  mergeLabels,
  NOTHING,
  parseLabelSet,
  parseSelector,
  type Selector,
  selectorFromSet,
  selectorMatches,
  validateSelectorSet,
} from '../../../api/labels.ts'
import { formatRequirement, labelValue, type Requirement, validateRequirement } from '../../../api/requirement.ts'
import { type AdapterRow, type Adapters, attempt, errorOf, type Fields, same, validity } from '../adapter.ts'
import { sameFieldErrors } from './fielderrors.ts'

/** A selector of a row, which carries its string. A bare `Requirement{}` prints as nothing. */
function read(value: Fields): Selector {
  return value.$selector === '' ? EVERYTHING : parseSelector(value.$selector)
}

/** A selector of several values for `=`, which no string can write, is compared as the words it prints. */
function readRequirements(value: Fields): Requirement[] {
  return parseRequirements(value.$selector)
}

function matches({ in: input, out }: AdapterRow): void {
  const selector = typeof input.selector === 'string' ? parseSelector(input.selector) : selectorFromSet(input.selector)
  same(selectorMatches(selector, input.ls), out.match)
}

const LABELS = 'labels/labels_test.go'
const SELECTOR = 'labels/selector_test.go'
const FIELDS = 'fields/selector_test.go'

export const labelAdapters: Adapters = {
  [`${FIELDS}:TestEscapeValue`]: (row) => {
    if ('loop' in row.in) return validity((value) => (errorOf(() => unescapeFieldValue(value)) ? ['bad'] : []))(row)
    same(escapeFieldValue(row.in.value), row.out.escaped)
  },
  [`${FIELDS}:TestSelectorParse`]: validity((value) => (errorOf(() => parseFieldSelector(value)) ? ['bad'] : [])),
  [`${FIELDS}:TestRequiresExactMatch`]: ({ in: input, out }) => {
    const value = exactFieldMatch(parseFieldSelector(input.S.$selector), input.Label)
    same([value !== undefined, value ?? ''], [out.Found, out.Value])
  },
  [`${LABELS}:TestLabelHas`]: ({ in: input, out }) => same(labelValue(input.Ls, input.Key) !== undefined, out.Has),
  [`${LABELS}:TestLabelGet`]: ({ in: input, out }) => same(labelValue(input.Ls, input.Key) ?? '', out.Val),
  [`${LABELS}:TestLabelConflict`]: ({ in: input, out }) => {
    same(labelsConflict(input.labels1, input.labels2), out.conflict)
  },
  [`${LABELS}:TestLabelMerge`]: ({ in: input, out }) => {
    same(mergeLabels(input.labels1, input.labels2), out.mergedLabels)
  },
  [`${LABELS}:TestLabelSelectorParse`]: ({ in: input, out }) => {
    const labels = attempt(() => parseLabelSet(input.selector), !out.valid)
    if (labels !== undefined) same(labels, input.labels)
  },
  [`${SELECTOR}:TestSelectorParse`]: validity((value) => (errorOf(() => parseSelector(value)) ? ['bad'] : [])),
  [`${SELECTOR}:TestSelectorMatches`]: matches,
  [`${SELECTOR}:TestSetMatches`]: matches,
  [`${SELECTOR}:TestParseOperator`]: ({ in: input, out }) => {
    const error = errorOf(() => parseRequirements(`key ${input.token} ${/in$/.test(input.token) ? '(1)' : '1'}`))
    same(error !== undefined, out.expectedError !== null)
  },
  [`${SELECTOR}:TestRequirementConstructor`]: ({ in: input, out }) => {
    sameFieldErrors(validateRequirement(input.Key, input.Op, input.Vals ?? []), out.WantErr)
  },
  [`${SELECTOR}:TestToString`]: ({ in: input, out }) => {
    const printed = input.In.map((part: Fields) => read(part).requirements.map(formatRequirement).join(','))
    same(printed.join(','), out.Out)
  },
  [`${SELECTOR}:TestRequirementSelectorMatching`]: ({ in: input, out }) => {
    // What prints as nothing is a requirement without key and operator, which nothing meets.
    const selector = input.Sel.$selector === '' ? NOTHING : read(input.Sel)
    same(selectorMatches(selector, input.Set), out.Match)
  },
  [`${SELECTOR}:TestSetSelectorParser`]: ({ in: input, out }) => {
    const selector = attempt(() => parseSelector(input.In), !out.Valid)
    if (selector === undefined) return
    const wanted = out.Out === null ? '' : formatSelector(read(out.Out))
    same(formatSelector(selector) === wanted, out.Match)
  },
  [`${SELECTOR}:TestSetSelectorString`]: ({ in: input, out }) => {
    same(formatLabels(input.set), out.out)
    same(formatSelector(selectorFromSet(input.set)), out.out)
  },
  [`${SELECTOR}:TestRequiresExactMatch`]: ({ in: input, out }) => {
    const value = exactMatch(read(input.sel), input.label)
    same([value !== undefined, value ?? ''], [out.expectedFound, out.expectedValue])
  },
  [`${SELECTOR}:TestValidatedSelectorFromSet`]: ({ in: input, out }) => {
    const errors = validateSelectorSet(input.input)
    sameFieldErrors(errors, out.expectedError)
    if (errors.length > 0) return
    const selector = selectorFromSet(input.input)
    same(formatSelector(selector), out.expectedSelector?.$selector ?? '')
    same(isEmptySelector(selector), Object.keys(input.input ?? {}).length === 0)
  },
  [`${SELECTOR}:TestRequirementEqual`]: ({ in: input, out }) => {
    const [first, second] = [readRequirements(input.x), readRequirements(input.y)]
    same(JSON.stringify(first) === JSON.stringify(second), out.want)
  },
}
