/** ClusterRole: rbac.authorization.k8s.io/v1. Source: pkg/registry/rbac/clusterrole, ValidateClusterRole. */
import { type FieldError, required } from '../api/fielderror.ts'
import { index } from '../api/fieldpath.ts'
import { CREATED_AT, defineKind, NAME, resourceInfo } from './define.ts'
import { RBAC_GROUP } from './rbac/bindings.ts'
import { validateRules } from './rbac/rules.ts'
import type { ClusterRole } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { validateLabelSelector } from './validation/labelselectors.ts'

export const clusterRole = defineKind<ClusterRole>({
  info: resourceInfo(RBAC_GROUP, 'ClusterRole', 'clusterroles', { namespaced: false }),
  schema: 'io.k8s.api.rbac.v1.ClusterRole',
  status: false,
  generation: false,
  nameRule: 'path',
  validate: (object) => statusCauses(validateClusterRole(object)),
  validateUpdate: (next) => statusCauses(validateClusterRole(next)),
  columns: [NAME, CREATED_AT],
  printRow: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
})

function validateClusterRole({ rules, aggregationRule }: ClusterRole): FieldError[] {
  const errors = validateRules(rules, false)
  if (!aggregationRule) return errors
  const path = 'aggregationRule.clusterRoleSelectors'
  const selectors = aggregationRule.clusterRoleSelectors ?? []
  if (selectors.length === 0) {
    const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil'
    return [...errors, required(path, detail)]
  }
  return [...errors, ...selectors.flatMap((selector, i) => validateLabelSelector(selector, index(path, i)))]
}
