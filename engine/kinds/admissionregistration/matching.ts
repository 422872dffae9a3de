/** What policies and webhooks are about: rules over requests. Source: pkg/apis/admissionregistration/{v1/defaults.go,validation}. */
import { type FieldError, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goStrings } from '../../api/gosyntax.ts'
import type { LabelSelector } from '../types.ts'
import { qualifiedName } from '../validation/checks.ts'
import { validateLabelSelector } from '../validation/labelselectors.ts'

export interface OperationRule {
  operations?: string[]
  apiGroups?: string[]
  apiVersions?: string[]
  resources?: string[]
  resourceNames?: string[]
  scope?: string
}

export interface MatchResources {
  namespaceSelector?: LabelSelector
  objectSelector?: LabelSelector
  resourceRules?: OperationRule[]
  excludeResourceRules?: OperationRule[]
  matchPolicy?: string
}

export interface MatchCondition {
  name: string
  expression: string
}

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
const SCOPES = ['*', 'Cluster', 'Namespaced']
const MATCH_POLICIES = ['Equivalent', 'Exact']

export function defaultRules(rules: readonly OperationRule[] = []): void {
  for (const rule of rules) rule.scope ??= '*'
}

export function defaultMatch(match: MatchResources): void {
  match.namespaceSelector ??= {}
  match.objectSelector ??= {}
  match.matchPolicy ??= 'Equivalent'
  defaultRules(match.resourceRules)
  defaultRules(match.excludeResourceRules)
}

export function validateMatch(match: MatchResources, path: string): FieldError[] {
  const { matchPolicy, namespaceSelector, objectSelector, resourceRules = [], excludeResourceRules = [] } = match
  const at = child(path, 'matchPolicy')
  return [
    ...(matchPolicy === undefined
      ? [required(at, '')]
      : MATCH_POLICIES.includes(matchPolicy)
        ? []
        : [notSupported(at, matchPolicy, MATCH_POLICIES)]),
    ...validateLabelSelector(namespaceSelector, child(path, 'namespaceSelector')),
    ...validateLabelSelector(objectSelector, child(path, 'objectSelector')),
    ...resourceRules.flatMap((rule, i) => validateRule(rule, index(child(path, 'resourceRules'), i))),
    ...excludeResourceRules.flatMap((rule, i) => validateRule(rule, index(child(path, 'excludeResourceRules'), i))),
  ]
}

export function validateRule(rule: OperationRule, path: string): FieldError[] {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], scope } = rule
  const list = (field: string, values: readonly string[]) => {
    const at = child(path, field)
    if (values.length === 0) return [required(at, '')]
    if (!values.includes('*') || values.length === 1) return []
    return [invalid(at, verbatim(goStrings(values)), "if '*' is present, must not specify other " + WORDS[field])]
  }
  const unknown = operations.flatMap((operation, i) =>
    OPERATIONS.includes(operation) ? [] : [notSupported(index(child(path, 'operations'), i), operation, OPERATIONS)],
  )
  const scopes =
    scope === undefined || SCOPES.includes(scope) ? [] : [notSupported(child(path, 'scope'), scope, SCOPES)]
  return [
    ...list('operations', operations),
    ...unknown,
    ...list('apiGroups', apiGroups),
    ...list('apiVersions', apiVersions),
    ...(resources.length === 0 ? [required(child(path, 'resources'), '')] : []),
    ...scopes,
  ]
}

const WORDS: Readonly<Record<string, string>> = {
  operations: 'operations',
  apiGroups: 'API groups',
  apiVersions: 'API versions',
}

export function validateConditions(conditions: readonly MatchCondition[], path: string): FieldError[] {
  return conditions.flatMap(({ name, expression }, i) => {
    const at = index(path, i)
    return [
      ...(expression?.trim() ? [] : [required(child(at, 'expression'), '')]),
      ...(name ? qualifiedName(name, child(at, 'name')) : [required(child(at, 'name'), '')]),
    ]
  })
}
