/**
 * Priority and fairness as a server makes it for itself: the mandatory and the suggested levels and schemas of 1.32.
 * Source: apiserver pkg/apis/flowcontrol/bootstrap/default.go.
 */
import type { ApiServer } from '../../api/server.ts'
import type { FlowSchema } from '../../kinds/flowschema.ts'
import type { PriorityLevelConfiguration } from '../../kinds/prioritylevelconfiguration.ts'
import { dangling } from './dangling.ts'

const GROUP = 'flowcontrol.apiserver.k8s.io'
export const LEVELS = `prioritylevelconfigurations.${GROUP}`
export const FLOW_SCHEMAS = `flowschemas.${GROUP}`
/** `true`: the server keeps the object's spec as its own. */
export const AUTO_UPDATE = 'apf.kubernetes.io/autoupdate-spec'

type LevelSpec = PriorityLevelConfiguration['spec']
type SchemaSpec = FlowSchema['spec']
type Rule = NonNullable<SchemaSpec['rules']>[number]
type Subjects = Rule['subjects']

/** An object of which the server holds a spec. */
export interface Kept<Spec> {
  spec: Spec
  /** Whatever the annotation says, it is put right. */
  mandatory: boolean
}

function limited(nominalConcurrencyShares: number, lendablePercent: number, queues = 0, handSize = 6): LevelSpec {
  const queuing = { handSize, queueLengthLimit: 50, queues }
  const limitResponse = queues > 0 ? { queuing, type: 'Queue' } : { type: 'Reject' }
  return { limited: { lendablePercent, limitResponse, nominalConcurrencyShares }, type: 'Limited' }
}

const EXEMPT: LevelSpec = { exempt: { lendablePercent: 0, nominalConcurrencyShares: 0 }, type: 'Exempt' }

/** Levels by name. */
export const BOOT_LEVELS: Readonly<Record<string, Kept<LevelSpec>>> = {
  'catch-all': { mandatory: true, spec: limited(5, 0) },
  exempt: { mandatory: true, spec: EXEMPT },
  'global-default': { mandatory: false, spec: limited(20, 50, 128) },
  'leader-election': { mandatory: false, spec: limited(10, 0, 16, 4) },
  'node-high': { mandatory: false, spec: limited(40, 25, 64) },
  system: { mandatory: false, spec: limited(30, 33, 64) },
  'workload-high': { mandatory: false, spec: limited(40, 50, 128) },
  'workload-low': { mandatory: false, spec: limited(100, 90, 128) },
}

const ALL = ['*']
const ANYWHERE = { namespaces: ALL }
const EVERYTHING: Omit<Rule, 'subjects'> = {
  nonResourceRules: [{ nonResourceURLs: ALL, verbs: ALL }],
  resourceRules: [{ apiGroups: ALL, clusterScope: true, ...ANYWHERE, resources: ALL, verbs: ALL }],
}
const LEASES = { apiGroups: ['coordination.k8s.io'], ...ANYWHERE, resources: ['leases'] }
const ELECTION = [{ ...LEASES, verbs: ['get', 'create', 'update'] }]

const groups = (...names: string[]): Subjects => names.map((name) => ({ group: { name }, kind: 'Group' }))
const users = (...names: string[]): Subjects => names.map((name) => ({ kind: 'User', user: { name } }))
const accounts = (...names: string[]): Subjects =>
  names.map((name) => ({ kind: 'ServiceAccount', serviceAccount: { name, namespace: 'kube-system' } }))

const ANYBODY = groups('system:unauthenticated', 'system:authenticated')

/** A schema of one rule. `by`: what its flows are told apart by; '' for none. */
function schema(level: string, precedence: number, by: '' | 'ByUser' | 'ByNamespace', rule: Rule): SchemaSpec {
  return {
    ...(by === '' ? {} : { distinguisherMethod: { type: by } }),
    matchingPrecedence: precedence,
    priorityLevelConfiguration: { name: level },
    rules: [rule],
  }
}

const all = (subjects: Subjects): Rule => ({ ...EVERYTHING, subjects })

const suggested = (spec: SchemaSpec): Kept<SchemaSpec> => ({ mandatory: false, spec })

/** Schemas by name. */
export const BOOT_SCHEMAS: Readonly<Record<string, Kept<SchemaSpec>>> = {
  'catch-all': { mandatory: true, spec: schema('catch-all', 10_000, 'ByUser', all(ANYBODY)) },
  'endpoint-controller': suggested(
    schema('workload-high', 150, 'ByUser', {
      resourceRules: [
        { apiGroups: [''], ...ANYWHERE, resources: ['endpoints'], verbs: ['get', 'create', 'update'] },
        { ...LEASES, verbs: ['get', 'create', 'update'] },
      ],
      subjects: [
        ...users('system:kube-controller-manager'),
        ...accounts('endpoint-controller', 'endpointslicemirroring-controller'),
      ],
    }),
  ),
  exempt: { mandatory: true, spec: schema('exempt', 1, '', all(groups('system:masters'))) },
  'global-default': suggested(schema('global-default', 9900, 'ByUser', all(ANYBODY))),
  'kube-controller-manager': suggested(
    schema('workload-high', 800, 'ByNamespace', all(users('system:kube-controller-manager'))),
  ),
  'kube-scheduler': suggested(schema('workload-high', 800, 'ByNamespace', all(users('system:kube-scheduler')))),
  'kube-system-service-accounts': suggested(schema('workload-high', 900, 'ByNamespace', all(accounts('*')))),
  probes: suggested(
    schema('exempt', 2, '', {
      nonResourceRules: [{ nonResourceURLs: ['/healthz', '/readyz', '/livez'], verbs: ['get'] }],
      subjects: ANYBODY,
    }),
  ),
  'service-accounts': suggested(schema('workload-low', 9000, 'ByUser', all(groups('system:serviceaccounts')))),
  'system-leader-election': suggested(
    schema('leader-election', 100, 'ByUser', {
      resourceRules: ELECTION,
      subjects: [...users('system:kube-controller-manager', 'system:kube-scheduler'), ...accounts('*')],
    }),
  ),
  'system-node-high': suggested(
    schema('node-high', 400, 'ByUser', {
      resourceRules: [
        { apiGroups: [''], clusterScope: true, ...ANYWHERE, resources: ['nodes', 'nodes/status'], verbs: ALL },
        { ...LEASES, verbs: ALL },
      ],
      subjects: groups('system:nodes'),
    }),
  ),
  'system-nodes': suggested(schema('system', 500, 'ByUser', all(groups('system:nodes')))),
  'workload-leader-election': suggested(
    schema('leader-election', 200, 'ByUser', { resourceRules: ELECTION, subjects: accounts('*') }),
  ),
}

/** Writes them as a server does when it starts. */
export function bootFlowControl({ verbs, store, trace, calendar, clock }: ApiServer): void {
  // An actor of its own: made-up uids of others stay what they are.
  trace.begin(trace.actorNumber('flowcontrol/bootstrap'), 'boot', 0)
  const annotations = { [AUTO_UPDATE]: 'true' }
  for (const [name, { spec }] of Object.entries(BOOT_LEVELS)) {
    verbs.create(store.table(LEVELS), { metadata: { name, annotations }, spec, status: {} } as never, { trusted: true })
  }
  for (const [name, { spec }] of Object.entries(BOOT_SCHEMAS)) {
    const lastTransitionTime = calendar.seconds(clock.nowMs)
    const conditions = [{ lastTransitionTime, ...dangling(spec.priorityLevelConfiguration?.name ?? '', true) }]
    const draft = { metadata: { name, annotations }, spec, status: { conditions } }
    verbs.create(store.table(FLOW_SCHEMAS), draft as never, { trusted: true })
  }
}
