/** Role: rbac.authorization.k8s.io/v1. Source: pkg/registry/rbac/role, pkg/apis/rbac/validation ValidateRole. */
import { CREATED_AT, defineKind, NAME, resourceInfo } from './define.ts'
import { RBAC_GROUP } from './rbac/bindings.ts'
import { validateRules } from './rbac/rules.ts'
import type { Role } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const role = defineKind<Role>({
  info: resourceInfo(RBAC_GROUP, 'Role', 'roles'),
  schema: 'io.k8s.api.rbac.v1.Role',
  status: false,
  generation: false,
  nameRule: 'path',
  validate: ({ rules }) => statusCauses(validateRules(rules, true)),
  validateUpdate: ({ rules }) => statusCauses(validateRules(rules, true)),
  columns: [NAME, CREATED_AT],
  printRow: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
})
