/** Label selectors and sets of labels. Source: apimachinery pkg/labels. LabelSelector objects stand in labelselector.ts. */
import { type FieldError, formatFieldErrors } from './fielderror.ts'
import { parseRequirements, SelectorParseError } from './labelparser.ts'
import {
  formatRequirement,
  type Labels,
  labelValue,
  type Requirement,
  requirementMatches,
  validateLabelKey,
  validateLabelValue,
  validateRequirement,
} from './requirement.ts'

export interface Selector {
  /** All must hold; none at all selects everything. */
  readonly requirements: readonly Requirement[]
  /** Selects no object, whatever the requirements. */
  readonly nothing: boolean
}

export const EVERYTHING: Selector = { requirements: [], nothing: false }
export const NOTHING: Selector = { requirements: [], nothing: true }

/** A selector of the given requirements, sorted by key. */
export function selectorOf(requirements: readonly Requirement[]): Selector {
  const sorted = [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return { requirements: sorted, nothing: false }
}

/** Reads the string form. Throws SelectorParseError. */
export function parseSelector(text: string, path = ''): Selector {
  return { requirements: parseRequirements(text, path), nothing: false }
}

export function selectorMatches(selector: Selector, labels: Labels): boolean {
  if (selector.nothing) return false
  for (const requirement of selector.requirements) {
    if (!requirementMatches(requirement, labels)) return false
  }
  return true
}

export function isEmptySelector(selector: Selector): boolean {
  return !selector.nothing && selector.requirements.length === 0
}

export function formatSelector(selector: Selector): string {
  return selector.requirements.map(formatRequirement).join(',')
}

/** The only value of `name` that the selector accepts, if it pins one. */
export function exactMatch(selector: Selector, name: string): string | undefined {
  if (selector.nothing) return undefined
  const requirement = selector.requirements.find((candidate) => candidate.key === name)
  const pins = requirement?.operator === '=' || requirement?.operator === '==' || requirement?.operator === 'in'
  return pins && requirement.values.length === 1 ? requirement.values[0] : undefined
}

/** A selector of equalities, unchecked; of an empty set it selects everything. */
export function selectorFromSet(labels: Labels): Selector {
  const names = Object.keys(labels ?? {}).sort()
  const requirements = names.map((key): Requirement => ({ key, operator: '=', values: [labels?.[key] ?? ''] }))
  return { requirements, nothing: false }
}

/** What is wrong with a set used as a selector; none when it can be used. */
export function validateSelectorSet(labels: Labels): FieldError[] {
  return Object.keys(labels ?? {})
    .sort()
    .flatMap((name) => validateRequirement(name, '=', [labels?.[name] ?? '']))
}

/** Whether every label of `wanted` stands in `labels` (a Service's selector; nothing wanted always matches). */
export function labelsContain(labels: Labels, wanted: Labels): boolean {
  for (const name in wanted) {
    if (labelValue(labels, name) !== wanted[name]) return false
  }
  return true
}

/** Whether the sets give one label different values. */
export function labelsConflict(first: Labels, second: Labels): boolean {
  return Object.keys(first ?? {}).some((name) => {
    const other = labelValue(second, name)
    return other !== undefined && other !== first?.[name]
  })
}

/** Both sets in one; the second wins. */
export function mergeLabels(first: Labels, second: Labels): Record<string, string> {
  return { ...first, ...second }
}

/** `a=b,c=d` sorted by key; '' for none. */
export function formatLabels(labels: Labels): string {
  return Object.keys(labels ?? {})
    .sort()
    .map((name) => `${name}=${labels?.[name] ?? ''}`)
    .join(',')
}

/** Reads `a=b,c=d` as a set. Throws SelectorParseError. */
export function parseLabelSet(text: string, path = ''): Record<string, string> {
  const labels: Record<string, string> = Object.create(null)
  for (const pair of text === '' ? [] : text.split(',')) {
    const parts = pair.split('=')
    if (parts.length !== 2) throw new SelectorParseError(`invalid selector: [${parts.join(' ')}]`)
    const [name = '', value = ''] = parts.map((part) => part.trim())
    const errors = [...validateLabelKey(name, path)]
    if (errors.length === 0) errors.push(...validateLabelValue(name, value, path))
    if (errors.length > 0) throw new SelectorParseError(formatFieldErrors(errors))
    labels[name] = value
  }
  return { ...labels }
}
