/** RoleBinding: rbac.authorization.k8s.io/v1. Source: pkg/registry/rbac/rolebinding, pkg/apis/rbac/validation. */
import { AGE, column, defineKind, NAME, resourceInfo, wide } from './define.ts'
import { ageOf } from './printing/age.ts'
import { defaultBinding, RBAC_GROUP, subjectCells, validateBinding, validateSameRole } from './rbac/bindings.ts'
import type { RoleBinding } from './types.ts'
import { statusCauses } from './validation/causes.ts'

const ROLE_KINDS = ['Role', 'ClusterRole']

export const roleBinding = defineKind<RoleBinding>({
  info: resourceInfo(RBAC_GROUP, 'RoleBinding', 'rolebindings'),
  schema: 'io.k8s.api.rbac.v1.RoleBinding',
  status: false,
  generation: false,
  nameRule: 'path',
  defaults: defaultBinding,
  validate: (object) => statusCauses(validateBinding(object, ROLE_KINDS)),
  validateUpdate: (next, old) => statusCauses([...validateBinding(next, ROLE_KINDS), ...validateSameRole(next, old)]),
  columns: [
    NAME,
    column('Role', 'string', 'The Role or ClusterRole whose rules hold for the subjects.'),
    AGE,
    wide('Users', 'string', 'Users it is given to.'),
    wide('Groups', 'string', 'Groups it is given to.'),
    wide('ServiceAccounts', 'string', 'Service accounts it is given to.'),
  ],
  printRow: (object, clock) => {
    const { metadata, roleRef } = object
    const age = ageOf(metadata.creationTimestamp, clock)
    return [metadata.name, `${roleRef.kind}/${roleRef.name}`, age, ...subjectCells(object)]
  },
})
