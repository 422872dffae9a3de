/** Policy rules of Roles and ClusterRoles. Source: pkg/apis/rbac/validation ValidatePolicyRule. */
import { type FieldError, invalid, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goStrings } from '../../api/gosyntax.ts'
import type { PolicyRule } from '../types.ts'

export function validateRules(rules: readonly PolicyRule[] | null | undefined, namespaced: boolean): FieldError[] {
  return (rules ?? []).flatMap((rule, i) => validateRule(rule, namespaced, index('rules', i)))
}

function validateRule(rule: PolicyRule, namespaced: boolean, path: string): FieldError[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule
  const errors = verbs?.length ? [] : [required(child(path, 'verbs'), 'verbs must contain at least one value')]
  if (nonResourceURLs.length > 0) {
    const refuse = (detail: string) =>
      errors.push(invalid(child(path, 'nonResourceURLs'), verbatim(goStrings(nonResourceURLs)), detail))
    if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs')
    if (apiGroups.length + resources.length + resourceNames.length > 0) {
      refuse('rules cannot apply to both regular resources and non-resource URLs')
    }
    return errors
  }
  if (apiGroups.length === 0) {
    errors.push(required(child(path, 'apiGroups'), 'resource rules must supply at least one api group'))
  }
  if (resources.length === 0) {
    errors.push(required(child(path, 'resources'), 'resource rules must supply at least one resource'))
  }
  return errors
}
