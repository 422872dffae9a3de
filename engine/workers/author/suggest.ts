/** Checks out of what happened: what holds in a cluster now, and did not at the start of the step. Counts, fields and reasons, with words. */
import type { KObject } from '../../api/object.ts'
import { CheckRun } from '../../checks/checkrun.ts'
import type { Cluster } from '../../cluster.ts'
import type { Pod } from '../../kinds/types.ts'
import { isPodReady } from '../../rules/podutil.ts'
import type { CheckSpec } from '../../protocol/lesson.ts'

/** A list that is longer is not read. */
const MOST = 30
const MOST_FIELDS = 6
const HELD_MS = 5000
/** What the cluster writes for itself. */
const OWN_KINDS = new Set([
  'Pod',
  'Event',
  'EndpointSlice',
  'Endpoints',
  'ReplicaSet',
  'ControllerRevision',
  'Lease',
  'ServiceAccount',
])
const OWN_NAMES = new Set(['kubernetes', 'kube-root-ca.crt'])

export function suggestChecks(now: Cluster, start: Cluster): CheckSpec[] {
  const candidates = [...podChecks(now), ...endpointChecks(now), ...objectChecks(now, start)]
  const held = standings(start, candidates)
  return standings(now, candidates)
    .flatMap((holds, i) => (holds && !held[i] ? [candidates[i] as CheckSpec] : []))
    .slice(0, MOST)
}

const standings = (cluster: Cluster, specs: readonly CheckSpec[]): boolean[] =>
  new CheckRun(
    cluster,
    specs.map((spec) => ({ ...spec, holdMs: 0 })),
  )
    .outcome()
    .checks.map(({ state }) => state === 'passed' || state === 'holding')

const tableOf = (cluster: Cluster, kind: string): KObject[] =>
  cluster.server.store
    .allTables()
    .filter(({ info }) => info.kind === kind)
    .flatMap((table) => table.list('default') as KObject[])

/** Pods that share the label `app`: how many are ready, of which image, and in what trouble. */
function podChecks(now: Cluster): CheckSpec[] {
  const groups = new Map<string, Pod[]>()
  for (const pod of tableOf(now, 'Pod') as Pod[]) {
    const app = pod.metadata.labels?.app
    if (app && pod.metadata.deletionTimestamp === undefined) groups.set(app, [...(groups.get(app) ?? []), pod])
  }
  return [...groups].flatMap(([app, pods]) => {
    const ready = pods.filter(isPodReady)
    const of = (say: string, args: object): CheckSpec => ({
      say,
      that: 'pods',
      args: { labels: { app }, ...args },
      holdMs: HELD_MS,
    })
    const images = [...new Set(ready.map(({ spec }) => spec.containers[0]?.image ?? ''))]
    return [
      of(`${ready.length} Pods of ${app} are ready`, { ready: true, count: ready.length }),
      ...images.map((image) => {
        const count = ready.filter(({ spec }) => spec.containers[0]?.image === image).length
        return of(`${count} Pods of ${app} with ${image} are ready`, { image, ready: true, count })
      }),
      ...reasonsOf(pods).map((reason) => of(`A Pod of ${app} shows ${reason}`, { reason, count: { atLeast: 1 } })),
    ]
  })
}

const reasonsOf = (pods: readonly Pod[]): string[] => [
  ...new Set(
    pods.flatMap(({ status }) =>
      (status.containerStatuses ?? []).flatMap(({ state, lastState }) =>
        [state?.waiting?.reason, lastState?.terminated?.reason].filter((reason) => reason !== undefined),
      ),
    ),
  ),
]

function endpointChecks(now: Cluster): CheckSpec[] {
  const counts = new Map<string, number>()
  for (const slice of tableOf(now, 'EndpointSlice') as (KObject & {
    endpoints?: { conditions?: { ready?: boolean } }[]
  })[]) {
    const name = slice.metadata.labels?.['kubernetes.io/service-name']
    const ready = (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).length
    if (name && !OWN_NAMES.has(name)) counts.set(name, (counts.get(name) ?? 0) + ready)
  }
  return [...counts].map(([service, count]) => ({
    say: `The Service ${service} has ${count} addresses`,
    that: 'endpoints',
    args: { service, count },
  }))
}

/** Objects that a person wrote: that they are there, and the fields that differ from the start's. */
function objectChecks(now: Cluster, start: Cluster): CheckSpec[] {
  const tables = now.server.store.allTables().filter(({ info }) => info.namespaced && !OWN_KINDS.has(info.kind))
  return tables.flatMap((table) =>
    (table.list('default') as KObject[])
      .filter(({ metadata }) => !OWN_NAMES.has(metadata.name))
      .flatMap((object) => objectChecksOf(table.info.kind, object, start)),
  )
}

function objectChecksOf(kind: string, object: KObject, start: Cluster): CheckSpec[] {
  const { name } = object.metadata
  const before = tableOf(start, kind).find(({ metadata }) => metadata.name === name)
  const of = (say: string, where?: object): CheckSpec => ({
    say,
    that: 'object',
    args: { kind, name, ...(where ? { where } : {}) },
  })
  return [
    of(`There is a ${kind} ${name}`),
    ...changedFields(object, before)
      .slice(0, MOST_FIELDS)
      .map(([path, value]) => of(`${path} of ${kind} ${name} is ${String(value)}`, { [path]: value })),
  ]
}

type Scalar = string | number | boolean

/** Scalar fields of spec and data that are new or other, by their paths. */
function changedFields(object: KObject, before: KObject | undefined): [path: string, value: Scalar][] {
  const old = new Map(before ? fieldsOf(before) : [])
  return fieldsOf(object).filter(([path, value]) => before !== undefined && old.get(path) !== value)
}

const fieldsOf = (object: KObject): [string, Scalar][] => {
  const { spec, data } = object as KObject & { spec?: unknown; data?: unknown }
  return [...walk(spec, 'spec'), ...walk(data, 'data')]
}

/** Lists of named entries are gone into by name, as checks write it: `containers[app].image`. */
function* walk(value: unknown, path: string): Generator<[string, Scalar]> {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') yield [path, value]
  else if (Array.isArray(value)) {
    for (const item of value) {
      const name = (item as { name?: unknown } | null)?.name
      if (typeof name === 'string') yield* walk({ ...(item as object), name: undefined }, `${path}[${name}]`)
    }
  } else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) if (/^[\w-]+$/.test(key)) yield* walk(item, `${path}.${key}`)
}
