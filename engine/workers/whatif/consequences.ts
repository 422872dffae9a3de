/**
 * What a state comes to for kinds that run no Pods: who is behind a Service, what a budget allows, what an autoscaler
 * wants, who may connect to whom and who may do what. Read from the two futures; what differs is told.
 */
import type { AccessRule } from '../../api/authorization.ts'
import { type KObject, plain } from '../../api/object.ts'
import type { Cluster } from '../../cluster.ts'
import type { Pod } from '../../kinds/types.ts'
import type { Preview } from '../../protocol/time.ts'
import { RbacAuthorizer } from '../../rules/rbac/authorizer.ts'

type Json = Record<string, unknown>

/** What is true of a subject, by its name; the words follow "would" or "would no longer" as they stand. */
export interface Facts {
  /** One text for each subject: `Service web` → `have 3 ready Pods behind it`. */
  states: Map<string, string>
  /** Workloads that were asked for connections, and those that are allowed: `web to cache on 6379`. */
  asked: Set<string>
  ways: Map<string, readonly [from: string, to: string]>
  /** What a subject may do: `ServiceAccount default/bot` → `get, list pods`. */
  rights: Map<string, Set<string>>
}

export function factsOf(cluster: Cluster): Facts {
  return {
    states: new Map([...services(cluster), ...budgets(cluster), ...autoscalers(cluster), ...definitions(cluster)]),
    ...waysOf(cluster),
    rights: rightsOf(cluster),
  }
}

const MOST_NAMED = 3

export function consequences(without: Facts, after: Facts, changed: Preview['objects'], cluster: Cluster): string[] {
  const states = [...after.states].flatMap(([subject, text]) =>
    without.states.get(subject) === text ? [] : [`${subject} would ${text}${formerly(without.states.get(subject))}.`],
  )
  const [opened, shut] = [newWays(after, without), newWays(without, after)]
  const rights = [...new Set([...after.rights.keys(), ...without.rights.keys()])].flatMap((subject) => {
    const [now, was] = [after.rights.get(subject) ?? NONE, without.rights.get(subject) ?? NONE]
    const [more, less] = [fresh(now, was), fresh(was, now)]
    return [
      ...(more.length > 0 ? [`${subject} could ${some(more, '; ')}.`] : []),
      ...(less.length > 0 ? [`${subject} could no longer ${some(less, '; ')}.`] : []),
    ]
  })
  return [
    ...states,
    ...(shut.length > 0 ? [`Connections that would be refused: ${some(shut)}.`] : []),
    ...(opened.length > 0 ? [`Connections that would be let through: ${some(opened)}.`] : []),
    ...rights,
    ...changed.flatMap((each) => usersOf(each, cluster)),
  ]
}

const NONE: ReadonlySet<string> = new Set()

/** Between workloads that both futures have: what comes or goes takes its connections along. */
function newWays(now: Facts, was: Facts): string[] {
  const both = ([from, to]: readonly [string, string]) =>
    now.asked.has(from) && now.asked.has(to) && was.asked.has(from) && was.asked.has(to)
  return [...now.ways]
    .filter(([way, ends]) => both(ends) && !was.ways.has(way))
    .map(([way]) => way)
    .sort()
}

const formerly = (text: string | undefined): string => (text === undefined ? '' : `, not ${text}`)
const fresh = (now: ReadonlySet<string>, was: ReadonlySet<string>): string[] =>
  [...now].filter((each) => !was.has(each)).sort()

function some(all: readonly string[], between = ', '): string {
  const more = all.length - MOST_NAMED
  return `${all.slice(0, MOST_NAMED).join(between)}${more > 0 ? ` and ${more} more` : ''}`
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

// ---------------------------------------------------------------------------------------------------- single objects

function each(
  cluster: Cluster,
  resource: string,
  told: (object: Json, name: string) => string | undefined,
): [string, string][] {
  const found: [string, string][] = []
  cluster.server.store.table(resource).each(undefined, (object) => {
    const text = told(plain(object) as unknown as Json, object.metadata.name)
    if (text !== undefined) found.push([subjectWords(object), text])
  })
  return found
}

/** `Service web`, `Service web in shop`. */
function subjectWords({ kind, metadata: { name, namespace = 'default' } }: KObject): string {
  return `${kind} ${name}${namespace === 'default' ? '' : ` in ${namespace}`}`
}

function services(cluster: Cluster): [string, string][] {
  const ready = new Map<string, number>()
  cluster.server.store.table('endpointslices.discovery.k8s.io').each(undefined, (object) => {
    const { metadata, endpoints } = plain(object) as KObject & { endpoints?: { conditions?: { ready?: boolean } }[] }
    const key = `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`
    const here = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).length
    ready.set(key, (ready.get(key) ?? 0) + here)
  })
  return each(cluster, 'services', ({ metadata, spec }, name) => {
    const { selector } = spec as { selector?: object }
    if (!selector) return undefined
    return `have ${count(ready.get(`${(metadata as Json).namespace as string}/${name}`) ?? 0, 'ready Pod')} behind it`
  })
}

function budgets(cluster: Cluster): [string, string][] {
  return each(cluster, 'poddisruptionbudgets.policy', ({ status }) => {
    const { disruptionsAllowed = 0, currentHealthy = 0, expectedPods = 0 } = (status ?? {}) as Record<string, number>
    return `allow ${count(disruptionsAllowed, 'eviction')}, with ${currentHealthy} of ${expectedPods} Pods healthy`
  })
}

function autoscalers(cluster: Cluster): [string, string][] {
  return each(cluster, 'horizontalpodautoscalers.autoscaling', ({ status }) => {
    const { desiredReplicas, conditions = [] } = (status ?? {}) as {
      desiredReplicas?: number
      conditions?: { type: string; status: string; message?: string }[]
    }
    const wrong = conditions.find(({ type, status: value }) => type !== 'ScalingLimited' && value === 'False')
    if (wrong) return `not scale: ${wrong.message ?? wrong.type}`
    return desiredReplicas === undefined ? undefined : `want ${count(desiredReplicas, 'replica')}`
  })
}

function definitions(cluster: Cluster): [string, string][] {
  return each(cluster, 'customresourcedefinitions.apiextensions.k8s.io', ({ spec, status }) => {
    const { group, names, versions } = spec as {
      group: string
      names: { kind: string }
      versions: { name: string; served: boolean }[]
    }
    const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; status: string; message?: string }[] }
    const established = conditions.find(({ type }) => type === 'Established')
    if (established?.status !== 'True') return `not be served: ${established?.message ?? 'it is not established'}`
    const served = versions.filter((version) => version.served).map(({ name }) => `${group}/${name}`)
    return `have ${names.kind} served as ${served.join(', ')}`
  })
}

// ---------------------------------------------------------------------------------------------------- connections

/** A network policy is about Pods alike: one of each workload is asked, so many at most. */
const MOST_ASKED = 24

function waysOf({ network, server }: Cluster): Pick<Facts, 'asked' | 'ways'> {
  const pods = new Map<string, Pod>()
  server.store.table('pods').each(undefined, (object) => {
    const pod = object as Pod
    const name = workloadName(pod)
    if (pod.status.podIP && pods.size < MOST_ASKED && !pods.has(name)) pods.set(name, pod)
  })
  const ways: Facts['ways'] = new Map()
  const { policies } = network
  const party = (pod: Pod) => policies.party(pod, pod.status.podIP as string)
  for (const [to, owner] of pods)
    for (const { containerPort: number, protocol = 'TCP' } of owner.spec.containers.flatMap(({ ports = [] }) => ports))
      for (const [from, client] of pods)
        if (policies.allows(party(client), party(owner), { number, protocol, owner }))
          ways.set(`${from} to ${to} on ${number}`, [from, to])
  return { asked: new Set(pods.keys()), ways }
}

/** What a Pod's name begins with, without what its controllers added. */
function workloadName({ metadata }: Pod): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  const hash = metadata.labels?.['pod-template-hash']
  return owner ? (hash ? owner.name.replace(`-${hash}`, '') : owner.name) : metadata.name
}

// ---------------------------------------------------------------------------------------------------- rights

interface Subject {
  kind: string
  name: string
  namespace?: string
}

function rightsOf(cluster: Cluster): Map<string, Set<string>> {
  const { store } = cluster.server
  const authorizer = new RbacAuthorizer(store)
  const rights = new Map<string, Set<string>>()
  const look = (object: KObject) => {
    const { subjects = [] } = plain(object) as KObject & { subjects?: Subject[] }
    const { namespace = '' } = object.metadata
    for (const { kind, name, namespace: home = namespace } of subjects) {
      if (name.startsWith('system:') || home.startsWith('kube-')) continue
      const user =
        kind === 'ServiceAccount'
          ? account(home, name)
          : { name: kind === 'User' ? name : '', groups: kind === 'Group' ? [name] : [] }
      const where = namespace === '' ? '' : ` in namespace ${namespace}`
      const can = rights.get(`${kind} ${name}`) ?? new Set()
      // What everybody may read of the server itself is nobody's right.
      for (const rule of authorizer.rulesFor(user, namespace || 'default').rules)
        if (!rule.nonResourceURLs?.length) can.add(`${ruleWords(rule)}${where}`)
      rights.set(`${kind} ${name}`, can)
    }
  }
  store.table('rolebindings.rbac.authorization.k8s.io').each(undefined, look)
  store.table('clusterrolebindings.rbac.authorization.k8s.io').each(undefined, look)
  return rights
}

const account = (namespace: string, name: string) => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
})

function ruleWords({ verbs, resources = [], resourceNames = [] }: AccessRule): string {
  const things = resources.map((thing) => (thing === '*' ? 'everything' : thing)).join(', ')
  const named = resourceNames.length > 0 ? ` named ${resourceNames.join(', ')}` : ''
  return `${verbs.map((verb) => (verb === '*' ? 'do anything with' : verb)).join(', ')} ${things}${named}`
}

// ---------------------------------------------------------------------------------------------------- who uses it

/** Files of a volume follow an object's change; an environment, and a file mounted by itself, is that of the start. */
function usersOf({ ref, verb }: Preview['objects'][number], cluster: Cluster): string[] {
  if (verb !== 'changed' || (ref.kind !== 'ConfigMap' && ref.kind !== 'Secret')) return []
  let follow = 0
  let keep = 0
  cluster.server.store.table('pods').each(ref.namespace, (object) => {
    const uses = useOf(object as Pod, ref.kind, ref.name)
    if (uses.keeps) keep++
    else if (uses.follows) follow++
  })
  const what = `${ref.kind} ${ref.name}`
  if (follow + keep === 0) return [`No Pod uses ${what}.`]
  return [
    ...(follow > 0 ? [`${count(follow, 'Pod')} would see ${what} change in a volume, without a restart.`] : []),
    ...(keep > 0
      ? [`${count(keep, 'Pod')} would keep what ${what} said when the container started, until a restart.`]
      : []),
  ]
}

function useOf({ spec }: Pod, kind: string, name: string): { follows: boolean; keeps: boolean } {
  const text = (value: unknown) => JSON.stringify(value ?? null)
  const [source, field, ref, key] =
    kind === 'ConfigMap'
      ? ['configMap', 'name', 'configMapRef', 'configMapKeyRef']
      : ['secret', 'secretName', 'secretRef', 'secretKeyRef']
  const volumes = (spec.volumes ?? []).filter((volume) => {
    const own = (volume as unknown as Json)[source] as Json | undefined
    const parts = ((volume as unknown as { projected?: { sources?: Json[] } }).projected?.sources ?? []) as Json[]
    return own?.[field] === name || parts.some((part) => (part[source] as Json | undefined)?.name === name)
  })
  const names = new Set(volumes.map((volume) => volume.name))
  const containers = [...(spec.initContainers ?? []), ...spec.containers]
  const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts).filter((mount) => names.has(mount.name))
  const isRead = containers.some(({ env, envFrom }) => {
    const all = [
      ...(envFrom ?? []).map((from) => (from as unknown as Json)[ref]),
      ...(env ?? []).map(({ valueFrom }) => (valueFrom as unknown as Json | undefined)?.[key]),
    ]
    return all.some((each) => (each as Json | undefined)?.name === name && text(each) !== 'null')
  })
  return {
    follows: mounts.some(({ subPath }) => !subPath),
    keeps: isRead || mounts.some(({ subPath }) => Boolean(subPath)),
  }
}
