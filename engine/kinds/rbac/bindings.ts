/** What RoleBindings and ClusterRoleBindings have in common. Source: pkg/apis/rbac/v1/defaults.go, pkg/apis/rbac/validation. */
import { equal } from '../../api/equal.ts'
import { type FieldError, invalid, notSupported, required, verbatim } from '../../api/fielderror.ts'
import { child, index } from '../../api/fieldpath.ts'
import { goQuote } from '../../api/goquote.ts'
import { goStruct } from '../../api/gosyntax.ts'
import { nameIsPathSegment } from '../../api/names.ts'
import type { RoleRef, Subject } from '../types.ts'
import { dnsSubdomain, each } from '../validation/checks.ts'

export const RBAC_GROUP = 'rbac.authorization.k8s.io'
const SUBJECT_KINDS = ['ServiceAccount', 'User', 'Group']

export interface BindingLike {
  roleRef: RoleRef
  subjects?: Subject[]
}

/** The group of roles, users and groups may be left out. */
export function defaultBinding(binding: BindingLike): void {
  binding.roleRef ??= {} as RoleRef
  binding.roleRef.apiGroup ||= RBAC_GROUP
  for (const subject of binding.subjects ?? []) {
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ||= RBAC_GROUP
  }
}

/** @param roleKinds what may be bound here. */
export function validateBinding({ roleRef, subjects = [] }: BindingLike, roleKinds: string[]): FieldError[] {
  const { apiGroup, kind = '', name } = roleRef
  const errors: FieldError[] = []
  if (apiGroup !== RBAC_GROUP) errors.push(notSupported('roleRef.apiGroup', apiGroup, [RBAC_GROUP]))
  if (!roleKinds.includes(kind)) errors.push(notSupported('roleRef.kind', kind, roleKinds))
  if (!name) errors.push(required('roleRef.name', ''))
  else errors.push(...each('roleRef.name', name, nameIsPathSegment(name, false)))
  const namespaced = roleKinds.includes('Role')
  return [...errors, ...subjects.flatMap((subject, i) => validateSubject(subject, namespaced, index('subjects', i)))]
}

function validateSubject(subject: Subject, namespaced: boolean, path: string): FieldError[] {
  const { kind = '', name, apiGroup = '', namespace } = subject
  const errors = name ? [] : [required(child(path, 'name'), '')]
  if (!SUBJECT_KINDS.includes(kind)) return [...errors, notSupported(child(path, 'kind'), kind, SUBJECT_KINDS)]
  const isAccount = kind === 'ServiceAccount'
  if (isAccount && name) errors.push(...dnsSubdomain(name, child(path, 'name')))
  const wanted = isAccount ? '' : RBAC_GROUP
  if (apiGroup !== wanted) errors.push(notSupported(child(path, 'apiGroup'), apiGroup, [wanted]))
  if (isAccount && !namespaced && !namespace) errors.push(required(child(path, 'namespace'), ''))
  return errors
}

/** What is bound stays: another role is another binding. */
export function validateSameRole(next: BindingLike, old: BindingLike): FieldError[] {
  if (equal(next.roleRef, old.roleRef)) return []
  const { apiGroup = '', kind = '', name = '' } = next.roleRef
  const shown = goStruct('rbac.RoleRef', [
    ['APIGroup', goQuote(apiGroup)],
    ['Kind', goQuote(kind)],
    ['Name', goQuote(name)],
  ])
  return [invalid('roleRef', verbatim(shown), 'cannot change roleRef')]
}

/** Cells of `-o wide`: users, groups, service accounts. */
export function subjectCells({ subjects = [] }: BindingLike): [users: string, groups: string, accounts: string] {
  const named = (kind: string, text: (subject: Subject) => string) =>
    subjects
      .filter((subject) => subject.kind === kind)
      .map(text)
      .join(', ')
  return [
    named('User', ({ name }) => name),
    named('Group', ({ name }) => name),
    named('ServiceAccount', ({ namespace, name }) => `${namespace ?? ''}/${name}`),
  ]
}
