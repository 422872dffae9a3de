/** Writes the roles and bindings every cluster begins with (upstream's post-start hook rbac/bootstrap-roles). */
import type { AccessRule } from '../../api/authorization.ts'
import { equal } from '../../api/equal.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Subject } from '../../kinds/types.ts'
import { AGGREGATED_ROLES, AGGREGATES_TO, SYSTEM_BINDINGS, SYSTEM_ROLES } from './bootstraproles.ts'
import { CONTROLLER_ROLES } from './controllerroles.ts'

const GROUP = 'rbac.authorization.k8s.io'
const META = {
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
}

type Rules = Readonly<Record<string, readonly AccessRule[]>>

/** Rules of all roles but the aggregated ones, parsed once for all clusters. */
let parsed: Rules | undefined

function plainRoles(): Rules {
  if (parsed !== undefined) return parsed
  const controllers = Object.keys(CONTROLLER_ROLES).map((name) => [`system:controller:${name}`, CONTROLLER_ROLES[name]])
  const all = { ...SYSTEM_ROLES, ...(Object.fromEntries(controllers) as Record<string, readonly string[]>) }
  parsed = Object.fromEntries(Object.keys(all).map((name) => [name, (all[name] ?? []).map(parseRule)]))
  return parsed
}

/** `verbs | groups | resources [| names]` or `verbs | paths`. */
export function parseRule(line: string): AccessRule {
  const [verbs = [], first = [], ...rest] = line.split(' | ').map((part) => part.split(','))
  const [resources, resourceNames] = rest
  if (resources === undefined) return { nonResourceURLs: first, verbs }
  const apiGroups = first.map((group) => (group === 'core' ? '' : group))
  return { apiGroups, ...(resourceNames ? { resourceNames } : {}), resources, verbs }
}

/** What the aggregation controller makes of the labelled roles, so that it finds its work done. */
function aggregatedRules(name: string, roles: Rules): AccessRule[] {
  const members = Object.keys(AGGREGATES_TO)
    .filter((member) => AGGREGATES_TO[member] === name)
    .sort()
  const rules: AccessRule[] = []
  for (const member of members) {
    const own = member in AGGREGATED_ROLES ? aggregatedRules(member, roles) : (roles[member] ?? [])
    for (const rule of own) if (!rules.some((known) => equal(known, rule))) rules.push(rule)
  }
  return rules
}

export function bootRoles({ verbs, store, trace }: ApiServer): void {
  // An actor of its own: made-up uids of others stay what they are.
  trace.begin(trace.actorNumber('rbac/bootstrap-roles'), 'boot', 0)
  const roles = plainRoles()
  const create = (resource: string, draft: object) =>
    verbs.create(store.table(`${resource}.${GROUP}`), draft as never, { trusted: true })
  for (const name of [...Object.keys(roles), ...Object.keys(AGGREGATED_ROLES)].sort()) {
    const into = AGGREGATES_TO[name]
    const labels = into ? { ...META.labels, [AGGREGATED_ROLES[into] as string]: 'true' } : META.labels
    const metadata = { name, labels, annotations: META.annotations }
    const label = AGGREGATED_ROLES[name]
    const aggregationRule = label && { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] }
    const rules = label ? aggregatedRules(name, roles) : roles[name]
    create('clusterroles', { metadata, rules, ...(aggregationRule ? { aggregationRule } : {}) })
  }
  for (const [name, subjects] of allBindings()) {
    const roleRef = { apiGroup: GROUP, kind: 'ClusterRole', name }
    const bound = subjects.length > 0 ? { subjects } : {}
    create('clusterrolebindings', { metadata: { ...META, name }, roleRef, ...bound })
  }
}

function allBindings(): [role: string, subjects: Subject[]][] {
  const controllers = Object.keys(CONTROLLER_ROLES).map((name): [string, Subject[]] => [
    `system:controller:${name}`,
    [subjectOf(`ServiceAccount ${name}`)],
  ])
  return [...SYSTEM_BINDINGS.map(([role, texts]): [string, Subject[]] => [role, texts.map(subjectOf)]), ...controllers]
}

function subjectOf(text: string): Subject {
  const [kind = '', name = ''] = text.split(' ')
  return kind === 'ServiceAccount' ? { kind, name, namespace: 'kube-system' } : { apiGroup: GROUP, kind, name }
}
