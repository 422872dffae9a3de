/** ClusterRoleBinding: rbac.authorization.k8s.io/v1. Source: pkg/registry/rbac/clusterrolebinding, pkg/apis/rbac/validation. */
import { resourceInfo } from './define.ts'
import { defineBinding } from './rbac/bindingkind.ts'
import { RBAC_GROUP } from './rbac/bindings.ts'

export const clusterRoleBinding = defineBinding(
  resourceInfo(RBAC_GROUP, 'ClusterRoleBinding', 'clusterrolebindings', { namespaced: false }),
  'io.k8s.api.rbac.v1.ClusterRoleBinding',
  ['ClusterRole'],
)
