/**
 * What might be changed about a workload that is not well. Each is only a candidate: whether it helps is found by
 * running a branch with it, never said from here.
 */
import { formatQuantity, parseQuantity, type Quantity } from '../../../api/quantity.ts'
import { addQuantities } from '../../../api/quantitymath.ts'
import type { KObject } from '../../../api/object.ts'
import { StatusError } from '../../../api/errors.ts'
import type { Cluster } from '../../../cluster.ts'
import type { Container, Node, Pod, PodSpec, Probe, ReplicaSet, ResourceQuota } from '../../../kinds/types.ts'
import type { ApiRequest, Remedy } from '../../../protocol/api.ts'
import { stripped } from '../../exchange/strip.ts'
import { condition } from '../../history/whynot/world.ts'
import { podsOf, restartsOf, type Subject, templateOf } from './subject.ts'

export interface Candidate {
  /** What would be different, in words. */
  text: string
  requests: ApiRequest[]
}

const REVISION = 'deployment.kubernetes.io/revision'
const MOST_REMEDIES = 3

export function candidatesFor(cluster: Cluster, subject: Subject): Candidate[] {
  const pods = podsOf(cluster, subject)
  return [
    ...pausedCandidates(subject),
    ...schedulingCandidates(cluster, subject, pods),
    ...probeCandidates(subject, pods),
    ...memoryCandidates(subject, pods),
    ...revisionCandidates(cluster, subject),
    ...quotaCandidates(cluster, subject),
    ...nodeCandidates(subject, pods),
  ]
}

// ---------------------------------------------------------------------------------------------- requests

const JSON_TYPE = { 'content-type': 'application/json' }
const MERGE_TYPE = { 'content-type': 'application/merge-patch+json' }

const PLURALS: Record<string, string> = {
  Deployment: 'deployments',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
  DaemonSet: 'daemonsets',
  Job: 'jobs',
  Pod: 'pods',
}

function pathOf({ ref: { apiVersion, kind, namespace } }: Subject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  return `${root}/namespaces/${namespace}/${PLURALS[kind] ?? ''}`
}

const patch = (path: string, body: object): ApiRequest => ({
  method: 'PATCH',
  path,
  headers: MERGE_TYPE,
  body: JSON.stringify(body),
})

/** The template with something changed; what forbids that (a Pod, a Job) is made anew. */
function withTemplate(subject: Subject, text: string, change: (spec: PodSpec) => void): Candidate {
  const { ref, object } = subject
  const spec = structuredClone(templateOf(subject))
  change(spec)
  const path = pathOf(subject)
  if (ref.kind !== 'Pod' && ref.kind !== 'Job') {
    const { containers, initContainers, tolerations, nodeSelector } = spec
    const template = { spec: { containers, initContainers, tolerations, nodeSelector } }
    return { text, requests: [patch(`${path}/${ref.name}`, { spec: { template } })] }
  }
  const fresh = stripped(object as unknown as Record<string, unknown>) as unknown as Pod
  if (ref.kind === 'Pod') {
    const { nodeName: _, ...rest } = spec
    Object.assign(fresh.spec, rest)
    if ('nodeName' in fresh.spec) delete fresh.spec.nodeName
  } else Object.assign((fresh as unknown as { spec: { template: { spec: PodSpec } } }).spec.template.spec, spec)
  const gone = { gracePeriodSeconds: 0, propagationPolicy: 'Background' }
  return {
    text,
    requests: [
      { method: 'DELETE', path: `${path}/${ref.name}`, headers: JSON_TYPE, body: JSON.stringify(gone) },
      { method: 'POST', path, headers: JSON_TYPE, body: JSON.stringify(fresh) },
    ],
  }
}

// ---------------------------------------------------------------------------------------------- what is tried

function pausedCandidates(subject: Subject): Candidate[] {
  const { spec } = subject.object as KObject & { spec: { paused?: boolean; suspend?: boolean } }
  const path = `${pathOf(subject)}/${subject.ref.name}`
  if (spec.paused) return [{ text: 'The rollout resumed', requests: [patch(path, { spec: { paused: false } })] }]
  if (spec.suspend)
    return [{ text: 'The Job no longer suspended', requests: [patch(path, { spec: { suspend: false } })] }]
  return []
}

/** The scheduler says what would make room; whether the rest follows is for the branch to show. */
function schedulingCandidates(cluster: Cluster, subject: Subject, pods: readonly Pod[]): Candidate[] {
  const waiting = pods.find(({ spec, metadata }) => !spec.nodeName && metadata.deletionTimestamp === undefined)
  if (!waiting) return []
  const { namespace = '', name } = waiting.metadata
  try {
    const { remedies } = cluster.place({ namespace, name })
    return remedies.slice(0, MOST_REMEDIES).flatMap((remedy) => remedyCandidate(cluster, subject, remedy))
  } catch (error) {
    if (error instanceof StatusError) return []
    throw error
  }
}

function remedyCandidate(cluster: Cluster, subject: Subject, remedy: Remedy): Candidate[] {
  const path = 'node' in remedy ? `/api/v1/nodes/${remedy.node}` : ''
  switch (remedy.kind) {
    case 'request':
      return [lessRequested(subject, remedy.resource, remedy.atMost)]
    case 'uncordon':
      return [{ text: `${remedy.node} uncordoned`, requests: [patch(path, { spec: { unschedulable: false } })] }]
    case 'label':
      return [
        {
          text: `${remedy.node} labelled ${Object.entries(remedy.labels)
            .map((pair) => pair.join('='))
            .join(', ')}`,
          requests: [patch(path, { metadata: { labels: remedy.labels } })],
        },
      ]
    case 'taint': {
      const node = cluster.server.store.table('nodes').find('', remedy.node) as Node | undefined
      const keys = new Set(remedy.taints.map((taint) => taint.split(/[=:]/)[0]))
      const tolerations = (node?.spec?.taints ?? [])
        .filter(({ key }) => keys.has(key))
        .map(({ key, effect }) => ({ key, operator: 'Exists', effect }))
      if (tolerations.length === 0) return []
      return [
        withTemplate(subject, `Pods that tolerate ${remedy.taints.join(', ')}`, (spec) => {
          spec.tolerations = [...(spec.tolerations ?? []), ...tolerations]
        }),
      ]
    }
    default:
      return []
  }
}

/** What all containers ask for together, brought down to what fits: the largest gives. */
function lessRequested(subject: Subject, resource: string, atMost: string): Candidate {
  const { containers } = templateOf(subject)
  const asked = containers.filter(({ resources }) => resources?.requests?.[resource] !== undefined)
  const [only] = asked
  const text = `requests.${resource} of ${asked.length === 1 && only ? `container ${only.name}` : 'the Pod'} at most ${atMost}`
  return withTemplate(subject, text, (spec) => {
    let isFirst = true
    for (const { resources } of spec.containers) {
      if (resources?.requests?.[resource] === undefined) continue
      resources.requests[resource] = isFirst ? atMost : '0'
      isFirst = false
    }
  })
}

const KINDS = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const
/** A probe's patience in a trial: this many times the misses it allows now. */
const MORE_PATIENCE = 3
const STARTUP = { periodSeconds: 2, failureThreshold: 30 }

function probeCandidates(subject: Subject, pods: readonly Pod[]): Candidate[] {
  const failing = templateOf(subject).containers.filter((container) =>
    pods.some((pod) =>
      (pod.status.containerStatuses ?? []).some(
        ({ name, ready, restartCount = 0 }) => name === container.name && (!ready || restartCount > 0),
      ),
    ),
  )
  return failing.flatMap((container) => [...slowStart(subject, container), ...patience(subject, container)])
}

function slowStart(subject: Subject, { name, startupProbe, livenessProbe }: Container): Candidate[] {
  if (startupProbe || !livenessProbe) return []
  const { periodSeconds, failureThreshold } = STARTUP
  return [
    withTemplate(subject, `A startupProbe that allows ${periodSeconds * failureThreshold} s`, ({ containers }) => {
      const own = containers.find((each) => each.name === name) as Container
      const { exec, httpGet, tcpSocket, grpc } = own.livenessProbe as Probe
      own.startupProbe = { ...STARTUP, ...definedOf({ exec, httpGet, tcpSocket, grpc }) }
    }),
  ]
}

const definedOf = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<T>

function patience(subject: Subject, container: Container): Candidate[] {
  return KINDS.flatMap((kind) => {
    const probe = container[kind]
    if (!probe || kind === 'readinessProbe') return []
    const failureThreshold = (probe.failureThreshold ?? 3) * MORE_PATIENCE
    return [
      withTemplate(subject, `${kind}.failureThreshold of ${failureThreshold}`, ({ containers }) => {
        const own = containers.find((each) => each.name === container.name)?.[kind]
        if (own) own.failureThreshold = failureThreshold
      }),
    ]
  })
}

/** Twice the limit for what was killed for its memory. */
function memoryCandidates(subject: Subject, pods: readonly Pod[]): Candidate[] {
  const killed = new Set(
    pods.flatMap(({ status }) =>
      (status.containerStatuses ?? [])
        .filter(({ state, lastState }) => [state, lastState].some((each) => each?.terminated?.reason === 'OOMKilled'))
        .map(({ name }) => name),
    ),
  )
  return templateOf(subject).containers.flatMap(({ name, resources }) => {
    const limit = resources?.limits?.memory
    if (!killed.has(name) || !limit) return []
    const more = twice(parseQuantity(String(limit)))
    return [
      withTemplate(subject, `limits.memory of container ${name} of ${more}`, ({ containers }) => {
        const own = containers.find((each) => each.name === name)
        if (own?.resources?.limits) own.resources.limits.memory = more
      }),
    ]
  })
}

const twice = (quantity: Quantity): string => formatQuantity(addQuantities(quantity, quantity))

/** The template of the revision before. */
function revisionCandidates(cluster: Cluster, subject: Subject): Candidate[] {
  if (subject.ref.kind !== 'Deployment') return []
  const sets: ReplicaSet[] = []
  cluster.server.store.table('replicasets.apps').each(subject.ref.namespace, (each) => {
    if (each.metadata.ownerReferences?.some(({ uid }) => uid === subject.object.metadata.uid))
      sets.push(each as ReplicaSet)
  })
  const revision = ({ metadata }: KObject) => Number(metadata.annotations?.[REVISION] ?? 0)
  const before = sets.sort((a, b) => revision(b) - revision(a))[1]
  if (!before?.spec.template) return []
  const { 'pod-template-hash': _, ...labels } = before.spec.template.metadata?.labels ?? {}
  const template = { ...before.spec.template, metadata: { ...before.spec.template.metadata, labels } }
  const spec = { template: null }
  const put = {
    ...(stripped(subject.object as unknown as Record<string, unknown>) as unknown as KObject & { spec: object }),
  }
  put.spec = { ...put.spec, ...spec, template }
  const path = `${pathOf(subject)}/${subject.ref.name}`
  return [
    {
      text: `Back to revision ${revision(before)}`,
      requests: [{ method: 'PUT', path, headers: JSON_TYPE, body: JSON.stringify(put) }],
    },
  ]
}

/** A quota that is used up, doubled. */
function quotaCandidates(cluster: Cluster, subject: Subject): Candidate[] {
  const failure = failureOf(cluster, subject)
  const name = /exceeded quota: ([^,]+),/.exec(failure)?.[1]
  const quota =
    name &&
    (cluster.server.store.table('resourcequotas').find(subject.ref.namespace, name) as ResourceQuota | undefined)
  if (!quota) return []
  const hard = Object.fromEntries(
    Object.entries(quota.spec.hard ?? {}).map(([key, value]) => [key, twice(parseQuantity(String(value)))]),
  )
  const path = `/api/v1/namespaces/${subject.ref.namespace}/resourcequotas/${name}`
  return [{ text: `Twice the quota ${name}`, requests: [patch(path, { spec: { hard } })] }]
}

function failureOf(cluster: Cluster, { ref, object }: Subject): string {
  const own = condition(object, 'ReplicaFailure')
  if (own?.status === 'True') return own.message ?? ''
  let found = ''
  cluster.server.store.table('replicasets.apps').each(ref.namespace, (each) => {
    const failure = condition(each, 'ReplicaFailure')
    const isIts = each.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid)
    if (isIts && failure?.status === 'True') found = failure.message ?? ''
  })
  return found
}

/** What fails on one node may do elsewhere: its Pods are moved by a cordon and made anew. */
function nodeCandidates({ ref }: Subject, pods: readonly Pod[]): Candidate[] {
  if (ref.kind === 'Pod' || ref.kind === 'DaemonSet') return []
  const bad = pods.find(
    (pod) => pod.spec.nodeName && (restartsOf(pod) > 0 || condition(pod, 'Ready')?.status !== 'True'),
  )
  const node = bad?.spec.nodeName
  if (!bad || !node) return []
  const path = `/api/v1/namespaces/${ref.namespace}/pods/${bad.metadata.name}`
  return [
    {
      text: `${bad.metadata.name} on another node than ${node}`,
      requests: [
        patch(`/api/v1/nodes/${node}`, { spec: { unschedulable: true } }),
        { method: 'DELETE', path, headers: JSON_TYPE, body: JSON.stringify({ gracePeriodSeconds: 0 }) },
      ],
    },
  ]
}
