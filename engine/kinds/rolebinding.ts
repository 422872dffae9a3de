/** RoleBinding: rbac.authorization.k8s.io/v1. Source: pkg/registry/rbac/rolebinding, pkg/apis/rbac/validation. */
import { resourceInfo } from './define.ts'
import { defineBinding } from './rbac/bindingkind.ts'
import { RBAC_GROUP } from './rbac/bindings.ts'

export const roleBinding = defineBinding(
  resourceInfo(RBAC_GROUP, 'RoleBinding', 'rolebindings'),
  'io.k8s.api.rbac.v1.RoleBinding',
  ['Role', 'ClusterRole'],
)
