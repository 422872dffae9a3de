/**
 * Which nodes a node selector or node affinity accepts. Source: component-helpers scheduling/corev1/nodeaffinity. Compiled forms are
 * remembered by the identity of the (immutable) API object.
 */
import type { NodeSelectorRequirement, PreferredSchedulingTerm } from 'kubernetes-types/core/v1'
import { type FieldError, formatFieldErrors, invalid, notSupported } from '../api/fielderror.ts'
import { child, index } from '../api/fieldpath.ts'
import { type FieldSelector, type FieldTerm, fieldSelectorMatches } from '../api/fields.ts'
import { labelsContain, NOTHING, type Selector, selectorMatches, selectorOf } from '../api/labels.ts'
import { type Operator, type Requirement, validateRequirement } from '../api/requirement.ts'
import type { Node, NodeSelector, NodeSelectorTerm, Pod } from '../kinds/types.ts'

/** A term ready to match, or the errors that keep it from matching. */
export interface CompiledTerm {
  readonly labels?: Selector
  readonly fields?: FieldSelector
  readonly errors: readonly FieldError[]
}

/** A preferred term and what it adds to a node's score. */
export interface WeightedTerm {
  readonly term: CompiledTerm
  readonly weight: number
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
  ['Gt', 'gt'],
  ['Lt', 'lt'],
])
const FIELD_OPERATORS = ['In', 'NotIn']

const compiledSelectors = new WeakMap<NodeSelector, readonly CompiledTerm[]>()

function isEmptyTerm(term: NodeSelectorTerm): boolean {
  return !term.matchExpressions?.length && !term.matchFields?.length
}

/** Node selector requirements as a label selector; none select nothing. Errors name fields below `path`. */
export function nodeRequirements(
  expressions: readonly NodeSelectorRequirement[],
  path: string,
): { selector: Selector; errors: FieldError[] } {
  if (expressions.length === 0) return { selector: NOTHING, errors: [] }
  const errors: FieldError[] = []
  const requirements: Requirement[] = []
  for (const [position, { key, operator, values }] of expressions.entries()) {
    const here = index(path, position)
    const symbol = OPERATORS.get(operator)
    if (symbol === undefined) {
      errors.push(notSupported(child(here, 'operator'), operator, [...OPERATORS.keys()]))
      continue
    }
    errors.push(...validateRequirement(key, symbol, values ?? [], here))
    requirements.push({ key, operator: symbol, values: values ?? [] })
  }
  return { selector: selectorOf(requirements), errors }
}

function fieldTerms(
  expressions: readonly NodeSelectorRequirement[],
  path: string,
): { selector: FieldSelector; errors: FieldError[] } {
  const errors: FieldError[] = []
  const selector: FieldTerm[] = []
  for (const [position, { key, operator, values }] of expressions.entries()) {
    const here = index(path, position)
    if (!FIELD_OPERATORS.includes(operator)) {
      errors.push(notSupported(child(here, 'operator'), operator, FIELD_OPERATORS))
    } else if (values?.length !== 1) {
      errors.push(invalid(child(here, 'values'), values, 'must have one element'))
    } else {
      selector.push({ field: key, operator: operator === 'In' ? '=' : '!=', value: values[0] ?? '' })
    }
  }
  return { selector, errors }
}

/** Compiles one term. An empty term must be left out by the caller: it selects nothing. */
export function compileTerm(term: NodeSelectorTerm, path: string): CompiledTerm {
  const expressions = term.matchExpressions ?? []
  const labels = nodeRequirements(expressions, child(path, 'matchExpressions'))
  const fields = fieldTerms(term.matchFields ?? [], child(path, 'matchFields'))
  return {
    labels: expressions.length > 0 ? labels.selector : undefined,
    fields: fields.selector.length > 0 ? fields.selector : undefined,
    errors: [...labels.errors, ...fields.errors],
  }
}

/** Whether a node meets a term without errors. */
export function termMatches(term: CompiledTerm, node: Node): boolean {
  if (term.errors.length > 0) return false
  if (term.labels !== undefined && !selectorMatches(term.labels, node.metadata.labels)) return false
  const name = node.metadata.name
  return term.fields === undefined || name === '' || fieldSelectorMatches(term.fields, { 'metadata.name': name })
}

/** The terms of a node selector that are not empty. */
export function compileNodeSelector(selector: NodeSelector): readonly CompiledTerm[] {
  const known = compiledSelectors.get(selector)
  if (known !== undefined) return known
  const terms = (selector.nodeSelectorTerms ?? []).flatMap((term, position) =>
    isEmptyTerm(term) ? [] : [compileTerm(term, index('nodeSelectorTerms', position))],
  )
  compiledSelectors.set(selector, terms)
  return terms
}

/** Every error in a node selector as one text; '' when there is none. */
export function nodeSelectorError(selector: NodeSelector): string {
  return formatFieldErrors(compileNodeSelector(selector).flatMap((term) => term.errors))
}

/** Whether any term accepts the node; terms with errors count as not accepting. An absent selector accepts none. */
export function nodeSelectorMatches(selector: NodeSelector | null | undefined, node: Node | null | undefined): boolean {
  if (!selector || !node) return false
  return compileNodeSelector(selector).some((term) => termMatches(term, node))
}

/** The required node affinity of a Pod, if any. */
export function requiredNodeSelector(pod: Pod): NodeSelector | undefined {
  return pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? undefined
}

/** Whether a node meets a Pod's nodeSelector and required node affinity. */
export function matchesRequiredNodeAffinity(pod: Pod, node: Node): boolean {
  if (!labelsContain(node.metadata.labels, pod.spec.nodeSelector)) return false
  const required = requiredNodeSelector(pod)
  return required === undefined || nodeSelectorMatches(required, node)
}

/** The errors of preferred terms as one text, '' when none, and the terms that count (weight and content not empty). */
export function compilePreferredTerms(
  preferred: readonly PreferredSchedulingTerm[],
  path = '',
): { terms: WeightedTerm[]; error: string } {
  const terms = preferred.flatMap(({ preference, weight }, position) =>
    weight === 0 || isEmptyTerm(preference) ? [] : [{ term: compileTerm(preference, index(path, position)), weight }],
  )
  return { terms, error: formatFieldErrors(terms.flatMap(({ term }) => term.errors)) }
}

/** Sum of the weights of the terms that accept the node. */
export function preferredScore(terms: readonly WeightedTerm[], node: Node): number {
  let score = 0
  for (const { term, weight } of terms) {
    if (termMatches(term, node)) score += weight
  }
  return score
}
