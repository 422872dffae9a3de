/** `kubectl create namespace | quota | serviceaccount | priorityclass | poddisruptionbudget | role | …`. Source: kubectl pkg/cmd/create. */
import { parseToLabelSelector } from '../../api/labelselector.ts'
import type { Call } from '../call.ts'
import { fail, Refused } from '../base/failure.ts'
import { type Json, text } from '../base/json.ts'
import { PRINT_FLAGS } from '../globalflags.ts'
import { printerOf } from '../print/printer.ts'
import { amounts } from '../verbs/set.ts'
import type { Verb } from '../verb.ts'
import { generator } from './generator.ts'

export const createNamespace = generator(
  'namespace',
  [],
  (_call, name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} }),
  { aliases: ['ns'] },
)

export const createServiceAccount = generator(
  'serviceaccount',
  [],
  (_call, name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }),
  { aliases: ['sa'], failing: 'failed to create serviceaccount' },
)

export const createQuota = generator(
  'quota',
  ['hard:string', 'scopes:string'],
  (call, name) => {
    const hard = amounts(call.flags.string('hard'))
    const scopes = call.flags.string('scopes')
    const spec = {
      ...(Object.keys(hard).length > 0 ? { hard } : {}),
      ...(scopes === '' ? {} : { scopes: scopes.split(',') }),
    }
    return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec, status: {} }
  },
  { aliases: ['resourcequota'], failing: 'failed to create quota' },
)

export const createPriorityClass = generator(
  'priorityclass',
  ['value:int', 'description:string', 'global-default:bool', 'preemption-policy:string=PreemptLowerPriority'],
  (call, name) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value: call.flags.int('value'),
    ...(call.flags.bool('global-default') ? { globalDefault: true } : {}),
    ...(call.flags.string('description') === '' ? {} : { description: call.flags.string('description') }),
    preemptionPolicy: call.flags.string('preemption-policy'),
  }),
  { aliases: ['pc'], failing: 'failed to create priorityclass' },
)

/** Without the lists that have nothing in them. */
function plainSelector(said: string): Json {
  return Object.fromEntries(
    Object.entries(parseToLabelSelector(said)).filter(([, part]) => Object.keys(part as object).length > 0),
  )
}

const share = (said: string): number | string => (/^\d+$/.test(said) ? Number(said) : said)

export const createPdb = generator(
  'poddisruptionbudget',
  ['selector:string', 'min-available:string', 'max-unavailable:string'],
  (call, name) => {
    const [selector, least, most] = ['selector', 'min-available', 'max-unavailable'].map((flag) =>
      call.flags.string(flag),
    ) as [string, string, string]
    if (selector === '') throw fail('a selector must be specified')
    if (least === '' && most === '') throw fail('one of min-available or max-unavailable must be specified')
    if (least !== '' && most !== '') throw fail('min-available and max-unavailable cannot be both specified')
    return {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: {
        ...(least === '' ? {} : { minAvailable: share(least) }),
        ...(most === '' ? {} : { maxUnavailable: share(most) }),
        selector: plainSelector(selector),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    }
  },
  { aliases: ['pdb'], failing: 'failed to create poddisruptionbudgets' },
)

// ------------------------------------------------------------------------------------------------- who may what

const RULE_FLAGS = ['verb:list', 'resource:list', 'resource-name:strings']

/** Rules of `--verb` and `--resource`: one for each API group, in the order of the resources. */
function rulesOf(call: Call): Json[] {
  const verbs = [...new Set(call.flags.list('verb'))]
  if (verbs.length === 0) throw fail('at least one verb must be specified')
  const resources = call.flags.list('resource')
  if (resources.length === 0) throw fail('at least one resource must be specified')
  const byGroup = new Map<string, string[]>()
  for (const said of resources) {
    const [whole = '', subresource] = said.split('/')
    const mapping = whole === '*' ? undefined : call.client.mapper.look(whole)
    if (mapping === undefined && whole !== '*')
      throw fail(`the server doesn't have a resource type ${JSON.stringify(whole)}`)
    const plural = `${mapping?.plural ?? '*'}${subresource === undefined ? '' : `/${subresource}`}`
    const group = mapping?.group ?? (whole === '*' ? '*' : '')
    byGroup.set(group, [...(byGroup.get(group) ?? []), plural])
  }
  const names = call.flags.strings('resource-name')
  return [...byGroup].map(([group, plurals]) => ({
    apiGroups: [group],
    ...(names.length > 0 ? { resourceNames: names } : {}),
    resources: plurals,
    verbs,
  }))
}

const RBAC = 'rbac.authorization.k8s.io'

export const createRole = generator('role', RULE_FLAGS, (call, name) => ({
  apiVersion: `${RBAC}/v1`,
  kind: 'Role',
  metadata: { name },
  rules: rulesOf(call),
}))

export const createClusterRole = generator(
  'clusterrole',
  [...RULE_FLAGS, 'non-resource-url:list', 'aggregation-rule:strings'],
  (call, name) => {
    const aggregation = call.flags.strings('aggregation-rule')
    const urls = call.flags.list('non-resource-url')
    const matchLabels = Object.fromEntries(
      aggregation.flatMap((said) => said.split(',')).map((pair) => pair.split('=') as [string, string]),
    )
    return {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      ...(aggregation.length > 0 ? { aggregationRule: { clusterRoleSelectors: [{ matchLabels }] }, rules: null } : {}),
      ...(aggregation.length > 0
        ? {}
        : { rules: urls.length > 0 ? [{ nonResourceURLs: urls, verbs: call.flags.list('verb') }] : rulesOf(call) }),
    }
  },
)

const SUBJECTS = ['user:strings', 'group:strings', 'serviceaccount:strings']

function subjectsOf(call: Call): Json[] {
  const named = (kind: string) => (name: string) => ({ apiGroup: RBAC, kind, name })
  const accounts = call.flags.strings('serviceaccount').map((said) => {
    const [namespace = '', name = ''] = said.split(':')
    if (name === '') throw fail('serviceaccount must be <namespace>:<name>')
    return { kind: 'ServiceAccount', name, namespace }
  })
  return [
    ...call.flags.strings('user').map(named('User')),
    ...call.flags.strings('group').map(named('Group')),
    ...accounts,
  ]
}

export const createRoleBinding = generator(
  'rolebinding',
  [...SUBJECTS, 'role:string', 'clusterrole:string'],
  (call, name) => {
    const [role, clusterRole] = [call.flags.string('role'), call.flags.string('clusterrole')]
    if ((role === '') === (clusterRole === '')) throw fail('exactly one of clusterrole or role must be specified')
    const roleRef = { apiGroup: RBAC, kind: role === '' ? 'ClusterRole' : 'Role', name: role || clusterRole }
    const subjects = subjectsOf(call)
    return {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name },
      roleRef,
      ...(subjects.length > 0 ? { subjects } : {}),
    }
  },
)

export const createClusterRoleBinding = generator(
  'clusterrolebinding',
  [...SUBJECTS, 'clusterrole:string'],
  (call, name) => {
    const role = call.flags.string('clusterrole')
    if (role === '') throw fail('required flag(s) "clusterrole" not set')
    const subjects = subjectsOf(call)
    const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: role }
    return {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef,
      ...(subjects.length > 0 ? { subjects } : {}),
    }
  },
)

function asked(ask: () => Json): Json {
  try {
    return ask()
  } catch (error) {
    throw error instanceof Refused ? fail(`failed to create token: ${error.message}`) : error
  }
}

/** A token is asked for, not stored. */
export const createToken: Verb = {
  name: 'create token',
  flags: ['audience:list', 'duration:duration', 'bound-object-kind:string', 'bound-object-name:string', ...PRINT_FLAGS],
  completes: { names: 'serviceaccounts' },
  run(call) {
    const [name] = call.args
    if (name === undefined) throw fail('exactly one NAME is required, got 0')
    const audiences = call.flags.list('audience')
    const seconds = Math.floor(call.flags.duration('duration') / 1000)
    const spec = {
      audiences: audiences.length > 0 ? audiences : null,
      ...(seconds > 0 ? { expirationSeconds: seconds } : {}),
    }
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata: {}, spec }
    const path = `/api/v1/namespaces/${call.namespace}/serviceaccounts/${encodeURIComponent(name)}/token`
    const made = asked(() => call.client.send('POST', path, body))
    const print = printerOf(call)
    if (print === undefined) call.line(text(made, 'status', 'token'))
    else call.out(print({ ...made, apiVersion: body.apiVersion, kind: body.kind }))
  },
}
