/**
 * Nobody gives away rights that they do not have: neither in a role nor by binding one. The verbs `escalate` and `bind`
 * lift that. Source: pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import type { AccessRule, Attributes } from '../api/authorization.ts'
import { equal } from '../api/equal.ts'
import { goQuote } from '../api/goquote.ts'
import type { ApiServer } from '../api/server.ts'
import { MASTERS, type User } from '../api/user.ts'
import type { ClusterRole, RoleBinding, RoleRef } from '../kinds/types.ts'
import { RbacAuthorizer } from '../rules/rbac/authorizer.ts'
import { compactRules, uncovered } from '../rules/rbac/covers.ts'
import { refuse } from './requests.ts'

const GROUP = 'rbac.authorization.k8s.io'
const ROLES: ReadonlySet<string> = new Set(['roles', 'clusterroles'])
const BINDINGS: ReadonlySet<string> = new Set(['rolebindings', 'clusterrolebindings'])

export function roleEscalation({ store }: ApiServer): AdmissionPlugin {
  const authorizer = new RbacAuthorizer(store)
  return {
    name: 'RoleEscalation',
    mutate(request) {
      const { info, operation, object, user } = request
      if (info.group !== GROUP || operation === 'DELETE' || user.groups.includes(MASTERS)) return object
      if (ROLES.has(info.plural)) checkRole(authorizer, request)
      if (BINDINGS.has(info.plural)) checkBinding(authorizer, request)
      return object
    },
  }
}

function checkRole(authorizer: RbacAuthorizer, request: AdmissionRequest): void {
  const next = request.object as ClusterRole
  const old = request.old as ClusterRole | undefined
  if (old && equal(old.rules ?? [], next.rules ?? []) && equal(old.aggregationRule, next.aggregationRule)) return
  const { plural } = request.info
  if (may(authorizer, request, 'escalate', plural, next.metadata.name)) return
  checkHeld(authorizer, request, next.rules ?? [])
  // Whatever a label may bring in later takes the right to everything.
  if (next.aggregationRule && !equal(old?.aggregationRule, next.aggregationRule)) {
    checkHeld(authorizer, request, [
      { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
      { nonResourceURLs: ['*'], verbs: ['*'] },
    ])
  }
}

function checkBinding(authorizer: RbacAuthorizer, request: AdmissionRequest): void {
  const next = request.object as RoleBinding
  const old = request.old as RoleBinding | undefined
  if (old && equal(old.roleRef, next.roleRef) && equal(old.subjects ?? [], next.subjects ?? [])) return
  const { kind, name }: RoleRef = next.roleRef
  if (may(authorizer, request, 'bind', kind === 'Role' ? 'roles' : 'clusterroles', name)) return
  checkHeld(authorizer, request, authorizer.resolver.rulesOf(next.roleRef, request.namespace))
}

function may(
  authorizer: RbacAuthorizer,
  { user, namespace }: AdmissionRequest,
  verb: string,
  resource: string,
  name: string,
): boolean {
  const asked = { user, verb, namespace, resource, name, group: GROUP, version: 'v1' }
  const attributes: Attributes = { ...asked, isResource: true, subresource: '', path: '' }
  return authorizer.authorize(attributes).allowed
}

/** @throws StatusError 403 that names what the user does not have */
function checkHeld(authorizer: RbacAuthorizer, request: AdmissionRequest, rules: readonly AccessRule[]): void {
  const { user, namespace } = request
  const held = authorizer.rulesFor(user, namespace)
  const missing = uncovered(held.rules, rules)
  if (missing.length === 0) return
  const texts = [...new Set(compactRules(missing).map(ruleText))].sort()
  const errors = held.errors.length > 0 ? `; resolution errors: [${held.errors.join(' ')}]` : ''
  throw refuse(
    request,
    `${who(user)} is attempting to grant RBAC permissions not currently held:\n${texts.join('\n')}${errors}`,
  )
}

const goList = (texts: readonly string[]) => `[${texts.map(goQuote).join(' ')}]`
const who = ({ name, groups }: User) => `user ${goQuote(name)} (groups=${goList(groups)})`

function ruleText({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: AccessRule): string {
  const parts: [string, readonly string[] | undefined][] = [
    ['APIGroups', apiGroups],
    ['Resources', resources],
    ['NonResourceURLs', nonResourceURLs],
    ['ResourceNames', resourceNames],
    ['Verbs', verbs],
  ]
  return `{${parts
    .filter(([, list]) => list?.length)
    .map(([name, list]) => `${name}:${goList(list ?? [])}`)
    .join(', ')}}`
}
