/** Which rules hold for a user: bindings, and the roles they name. Source: pkg/registry/rbac/validation/rule.go. */
import type { AccessRule } from '../../api/authorization.ts'
import { notFound, StatusError } from '../../api/errors.ts'
import type { Store } from '../../api/store.ts'
import type { Table } from '../../api/table.ts'
import { serviceAccountUser, type User } from '../../api/user.ts'
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding, RoleRef, Subject } from '../../kinds/types.ts'

const GROUP = 'rbac.authorization.k8s.io'

/** Where a rule comes from: the binding, its role, and the subject through which it is the user's. */
export interface RuleSource {
  binding: RoleBinding | ClusterRoleBinding
  subject: Subject
}

/** Gets each rule with its source, or the error of a binding whose role is not there; returns whether to go on. */
export type RuleVisitor = (rule: AccessRule | undefined, source: RuleSource, error: string) => boolean

export class RuleResolver {
  private readonly roles: Table
  private readonly clusterRoles: Table
  private readonly roleBindings: Table
  private readonly clusterRoleBindings: Table

  constructor(store: Store) {
    this.roles = store.table(`roles.${GROUP}`)
    this.clusterRoles = store.table(`clusterroles.${GROUP}`)
    this.roleBindings = store.table(`rolebindings.${GROUP}`)
    this.clusterRoleBindings = store.table(`clusterrolebindings.${GROUP}`)
  }

  /** Cluster-wide rules first, then those of the namespace (none when it is empty); bindings by name. */
  visit(user: User, namespace: string, visitor: RuleVisitor): void {
    const everywhere = this.clusterRoleBindings.list() as ClusterRoleBinding[]
    if (!this.visitBindings(everywhere, user, '', visitor) || namespace === '') return
    this.visitBindings(this.roleBindings.list(namespace) as RoleBinding[], user, namespace, visitor)
  }

  private visitBindings(
    bindings: readonly (RoleBinding | ClusterRoleBinding)[],
    user: User,
    namespace: string,
    visitor: RuleVisitor,
  ): boolean {
    for (const binding of bindings) {
      const subject = binding.subjects?.find((each) => appliesTo(each, user, namespace))
      if (subject !== undefined && !this.visitRole(binding, subject, namespace, visitor)) return false
    }
    return true
  }

  private visitRole(
    binding: RoleBinding | ClusterRoleBinding,
    subject: Subject,
    namespace: string,
    visitor: RuleVisitor,
  ): boolean {
    const source = { binding, subject }
    try {
      return this.rulesOf(binding.roleRef, namespace).every((rule) => visitor(rule, source, ''))
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      return visitor(undefined, source, error.status.message ?? '')
    }
  }

  /** The rules of a role that a binding in `namespace` names. @throws StatusError 404 */
  rulesOf({ kind, name }: RoleRef, namespace: string): readonly AccessRule[] {
    const table = kind === 'Role' ? this.roles : this.clusterRoles
    const role = table.find(kind === 'Role' ? namespace : '', name) as Role | ClusterRole | undefined
    // Upstream's lister names the kind where others name the resource.
    const { singular } = table.info
    if (role === undefined) throw notFound({ ...table.info, resource: `${singular}.${GROUP}`, plural: singular }, name)
    return role.rules ?? []
  }
}

export function appliesTo({ kind, name, namespace }: Subject, user: User, bindingNamespace: string): boolean {
  if (kind === 'User') return user.name === name
  if (kind === 'Group') return user.groups.includes(name)
  const home = namespace || bindingNamespace
  return kind === 'ServiceAccount' && home !== '' && user.name === serviceAccountUser(home, name)
}
