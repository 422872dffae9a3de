/**
 * What a real control plane decided about workloads (controllers.json), replayed: the same calls, the same waits, scripted
 * kubelets. Compared are answers of evictions, final objects, ReplicaSets and revisions, Pods and, where stable, events.
 */
import { isDeepStrictEqual } from 'node:util'
import { admissionPlugins } from '../../admission/list.ts'
import type { Call } from '../../api/door/context.ts'
import { evict } from '../../api/door/eviction.ts'
import type { StatusError } from '../../api/errors.ts'
import type { KObject } from '../../api/object.ts'
import { ADMIN } from '../../api/user.ts'
import { daemonSetController } from '../../controllers/daemonset/controller.ts'
import { deploymentController } from '../../controllers/deployment/controller.ts'
import { disruptionController } from '../../controllers/disruption/controller.ts'
import { jobController } from '../../controllers/job/controller.ts'
import { orphanPodController } from '../../controllers/job/orphans.ts'
import { replicaSetController } from '../../controllers/replicaset/controller.ts'
import { statefulSetController } from '../../controllers/statefulset/controller.ts'
import { resourceQuotaController } from '../../controllers/resourcequota/controller.ts'
import type { ControllerRevision, Deployment, Event, Job, Pod, ReplicaSet } from '../../kinds/types.ts'
import { EvictionBudgets } from '../../rules/disruption/eviction.ts'
import { finishedCondition } from '../../rules/job/conditions.ts'
import { completionIndex, NO_INDEX } from '../../rules/job/indexes.ts'
import { isPodReady } from '../../rules/podutil.ts'
import { node } from '../builders.ts'
import { World } from '../world.ts'
import type { Comparison } from './report.ts'

interface Wait {
  ms?: number
  jobFinished?: string
  settle?: number
  condition?: { path: string; type: string; status: string; reason?: string }
}

interface Outcome {
  code: number
  message?: string
  causes?: object[]
}

interface Step {
  op: string
  /** Of an eviction: the index-th live Pod at the first of a burst. */
  pod?: { selector: string; index: number }
  result: Outcome
  path: string
  body: Record<string, unknown>
  wait: Wait
}

/** A ReplicaSet, or (with a number as its revision and nothing else) a ControllerRevision. */
interface Child {
  replicas?: number
  revision?: string | number
  desired?: string
  max?: string
  image?: string
  status?: object
}

export interface ControllerScenario {
  id: string
  seed: number
  family: string
  mode: string
  steps: Step[]
  final: Record<string, { generation: number; revision?: string; status: object }>
  children: Record<string, Child>
  childrenStable: boolean
  resultsStable: boolean
  pods: { owner: string; name?: string; node?: string; image: string; phase: string; ready: boolean; count: number }[]
  podsStable: boolean
  events: {
    kind: string
    name: string
    type: string
    reason: string
    message: string
    counts: number[]
    stable: boolean
  }[]
}

/** Kinds whose final objects are compared. */
const FINAL = [
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'poddisruptionbudgets.policy',
  'resourcequotas',
]
const CONTROLLERS = [
  deploymentController,
  replicaSetController,
  statefulSetController,
  daemonSetController,
  jobController,
  orphanPodController,
  disruptionController,
  resourceQuotaController,
]
const LIMIT_MS = 300_000
const SLICE_MS = 10
const ROUND_TRIP_MS = 30
const BEFORE_THE_SECOND_MS = 850

/** A comparison each of what the calls answered, of every final object, of children, Pods and stable events. */
export function replayControllers(scenario: ControllerScenario): Comparison[] {
  const { id, steps } = scenario
  if (steps.some(({ body }) => body?.kind === 'ResourceQuota') && QUOTA.length === 0) {
    return [{ id, differences: ['the engine admits objects beyond a ResourceQuota'] }]
  }
  const found: Comparison[] = []
  const compare = (what: string, actual: unknown, expected: unknown) =>
    found.push({ id: `${id} ${what}`, differences: differences(actual, expected) })
  const world = replay(scenario, compare)
  const names = namesOf(world, scenario)
  const [ours, theirs] = [finals(world, scenario), rename(scenario.final, names) as Record<string, unknown>]
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) compare(key, ours[key], theirs[key])
  if (scenario.childrenStable) compare('children', children(world, scenario), rename(scenario.children, names))
  if (scenario.podsStable) compare('Pods', pods(world), sorted(rename(scenario.pods, names)))
  const recorded = sumLines(nameless(scenario.events.filter(({ stable }) => stable).map(eventLine), names))
  const said = new Set(events(world, names))
  for (const line of recorded) compare(`event ${line}`, said.has(line) ? line : [...said], line)
  return found
}

/** What holds creations to a ResourceQuota, once there is such a plugin. */
const QUOTA = admissionPlugins.filter(({ name }) => /quota/i.test(name))

type Compare = (what: string, actual: unknown, expected: unknown) => void

function differences(actual: unknown, expected: unknown): string[] {
  if (isDeepStrictEqual(plain(actual), plain(expected))) return []
  return [`${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`]
}

function replay({ seed, steps, resultsStable }: ControllerScenario, compare: Compare): World {
  const world = new World({ controllers: CONTROLLERS, nodes: 0, seed, admission: QUOTA })
  for (let i = 1; i <= 8; i++) world.create(testNode(i), { trusted: true })
  // ReplicaSets of one second are ordered by their names' hashes, which are not upstream's: keep them in two seconds.
  world.run(BEFORE_THE_SECOND_MS)
  let burst: Pod[] | undefined
  for (const [n, step] of steps.entries()) {
    if (step.op === 'evict') {
      burst ??= livePods(world)
      const outcome = evictPod(world, burst[step.pod?.index ?? 0] as Pod)
      if (resultsStable) compare(`eviction ${n}`, outcome, pickOutcome(step.result))
      // The controller had seen to one eviction before the client could ask for the next.
      world.run(ROUND_TRIP_MS)
    } else if (step.op === 'deletePod')
      world.delete('pods', (livePods(world)[step.pod?.index ?? 0] as Pod).metadata.name)
    else if (step.op !== 'wait') apply(world, step)
    if (step.wait.ms !== 0) burst = undefined
    wait(world, step.wait)
  }
  return world
}

const pickOutcome = ({ code, message, causes }: Outcome): Outcome => ({ code, message, causes })

/** By time of creation, then by name. */
function livePods(world: World): Pod[] {
  const key = ({ metadata }: Pod) => `${metadata.creationTimestamp} ${metadata.name}`
  const alive = world.list<Pod>('pods').filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  return alive.sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

function evictPod({ server }: World, { metadata }: Pod): Outcome {
  const context = { server, evictions: new EvictionBudgets(server) }
  const path = { namespace: metadata.namespace, name: metadata.name }
  try {
    evict({ context, table: server.store.table('pods'), path, user: ADMIN } as unknown as Call, {})
    return { code: 201, message: undefined, causes: undefined }
  } catch (error) {
    const { code, message, details } = (error as StatusError).status
    return { code: code as number, message, causes: details?.causes }
  }
}

function testNode(i: number) {
  const builder = node(`node-${i}`).zone('abc'[(i - 1) % 3] as string)
  if (i === 5 || i === 6) builder.label('disk', 'ssd')
  if (i === 6) builder.taint({ key: 'dedicated', value: 'db', effect: 'NoSchedule' })
  if (i === 7) builder.label('role', 'ds').taint({ key: 'ds-only', value: 'true', effect: 'NoSchedule' })
  return i === 8 ? builder.unschedulable().build() : builder.build()
}

function apply(world: World, { op, path, body }: Step): void {
  if (op === 'create') {
    world.create(
      structuredClone({ ...body, metadata: { ...(body.metadata as object), namespace: 'default' } }) as never,
    )
    return
  }
  const [, group = '', resource, name] = /^\/apis?\/(?:([^/]+)\/)?v1\/namespaces\/[^/]+\/([^/]+)\/([^/]+)/.exec(
    path,
  ) as unknown as [string, string | undefined, string, string]
  const table = group === '' ? resource : `${resource}.${group}`
  world.change<KObject>(table, name, (object) => decoded(merge(object, body) as Deployment))
}

/** Go reads `paused: false` as no pause at all. */
function decoded(deployment: Deployment): Deployment {
  if (deployment.spec?.paused === false) delete deployment.spec.paused
  return deployment
}

/** RFC 7386. */
function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const merged: Record<string, unknown> = typeof target === 'object' && target !== null ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key]
    else merged[key] = merge(merged[key], value)
  }
  return merged
}

function wait(world: World, { ms, settle, condition, jobFinished }: Wait): void {
  if (ms !== undefined) world.run(ms)
  if (settle !== undefined) quiet(world, settle)
  if (condition !== undefined) until(world, () => holds(world, condition))
  if (jobFinished !== undefined)
    until(world, () => finishedCondition(world.get<Job>('jobs.batch', jobFinished)) !== undefined)
}

/** Until nothing was written for `ms`. */
function quiet(world: World, ms: number): void {
  let revision = world.server.store.revision
  let since = world.nowMs
  until(world, () => {
    if (world.server.store.revision !== revision) {
      revision = world.server.store.revision
      since = world.nowMs
    }
    return world.nowMs - since >= ms
  })
}

function until(world: World, done: () => boolean): void {
  const end = world.nowMs + LIMIT_MS
  while (!done() && world.nowMs < end) world.run(SLICE_MS)
}

function holds(world: World, condition: NonNullable<Wait['condition']>): boolean {
  return world
    .list<Deployment>('deployments.apps')
    .some(({ status }) =>
      status.conditions?.some(
        ({ type, status: value, reason }) =>
          type === condition.type && value === condition.status && (condition.reason ?? reason) === reason,
      ),
    )
}

/** Recorded names of ReplicaSets and ControllerRevisions → ours, matched by revision. */
function namesOf(world: World, { children: recorded }: ControllerScenario): Map<string, string> {
  const sets = world.list<ReplicaSet>('replicasets.apps').map((set) => [revision(set), set.metadata.name] as const)
  const revisions = world
    .list<ControllerRevision>('controllerrevisions.apps')
    .map(({ revision: number, metadata }) => [number, metadata.name] as const)
  const ours = new Map<string | number, string>([...sets, ...revisions])
  const names = new Map<string, string>()
  for (const [key, child] of Object.entries(recorded)) {
    const name = ours.get(child.revision ?? '')
    if (name !== undefined) names.set(key.slice(key.indexOf('/') + 1), name)
  }
  return names
}

function rename<T>(value: T, names: Map<string, string>): T {
  let text = JSON.stringify(value)
  for (const [recorded, ours] of names) text = text.replaceAll(recorded, ours)
  return JSON.parse(text) as T
}

const revision = ({ metadata }: KObject) => metadata.annotations?.['deployment.kubernetes.io/revision'] ?? ''
/** As recorded: the namespace has no name, Pods have no random suffixes. */
const blotted = (text: string) =>
  text
    .replaceAll('pod default/', 'pod {ns}/')
    .replace(/(\b(?:j-(?:\d+-)?|pod: [a-z0-9-]+-|pods \\?"[a-z0-9-]+-))[a-z0-9]{5}\b/g, '$1#####')
const plain = <T>(value: T): T => (value === undefined ? value : (JSON.parse(blotted(JSON.stringify(value))) as T))
const keyOf = (value: unknown) => JSON.stringify(Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1)))
const sorted = <T>(list: T[]): T[] => list.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

const withoutTimes = (condition: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(condition).filter(([field]) => !field.startsWith('last')))

/** Top-level objects as recorded: conditions sorted and without times, random suffixes of Pod names blotted out. */
function finals(world: World, { final }: ControllerScenario): Record<string, unknown> {
  const tables = FINAL.filter((resource) => world.server.store.hasTable(resource))
  const objects = tables.flatMap((resource) => world.list<Deployment>(resource))
  // ReplicaSets that a Deployment owns are its children, not top-level.
  const top = objects.filter(({ metadata }) => !metadata.ownerReferences?.length)
  const entries = top.map(({ kind, metadata, status }) => {
    const conditions = status.conditions?.map(withoutTimes).sort((a, b) => (String(a.type) < String(b.type) ? -1 : 1))
    const noted = kind === 'Deployment' ? { revision: revision({ metadata } as KObject) } : {}
    const key = `${kind}/${metadata.name}`
    const generation = final[key]?.generation === undefined ? undefined : metadata.generation
    return [key, { generation, ...noted, status: { ...status, ...masked(status), conditions } }]
  })
  return plain(Object.fromEntries(entries)) as Record<string, unknown>
}

const masked = (status: object) =>
  Object.fromEntries(
    ['startTime', 'completionTime'].filter((field) => field in status).map((field) => [field, '<time>']),
  )

function children(world: World, { final }: ControllerScenario) {
  const owned = world
    .list<ReplicaSet>('replicasets.apps')
    .filter((set) => !(`ReplicaSet/${set.metadata.name}` in final))
  const sets = owned.map((set) => {
    const { observedGeneration: _, ...rest } = set.status
    const status = rest.conditions ? { ...rest, conditions: rest.conditions.map(withoutTimes) } : rest
    const annotations = set.metadata.annotations ?? {}
    const child: Child = {
      replicas: set.spec.replicas ?? 1,
      revision: revision(set),
      desired: annotations['deployment.kubernetes.io/desired-replicas'],
      max: annotations['deployment.kubernetes.io/max-replicas'],
      image: set.spec.template?.spec?.containers[0]?.image ?? '',
      status,
    }
    return [`ReplicaSet/${set.metadata.name}`, child]
  })
  const revisions = world
    .list<ControllerRevision>('controllerrevisions.apps')
    .map(({ metadata, revision: number }) => [`ControllerRevision/${metadata.name}`, { revision: number }])
  return plain(Object.fromEntries([...sets, ...revisions])) as object
}

function pods(world: World) {
  const groups = new Map<string, ControllerScenario['pods'][number]>()
  for (const pod of world.list<Pod>('pods')) {
    const reference = pod.metadata.ownerReferences?.[0]
    const owner = reference === undefined ? `Pod/${pod.metadata.name}` : `${reference.kind}/${reference.name}`
    // Pods of a StatefulSet are told apart by name, those of a DaemonSet by node.
    const identity = {
      ...(reference?.kind === 'StatefulSet' ? { name: pod.metadata.name } : {}),
      ...(reference?.kind === 'DaemonSet' ? { node: pod.spec.nodeName } : {}),
      ...(reference?.kind === 'Job' && completionIndex(pod) !== NO_INDEX ? { index: completionIndex(pod) } : {}),
    }
    const image = pod.spec.containers[0]?.image ?? ''
    const group = { owner, ...identity, image, phase: pod.status.phase ?? '', ready: isPodReady(pod) }
    const key = JSON.stringify(group)
    groups.set(key, { ...group, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return sorted([...groups.values()])
}

type Line = [line: string, count: number]

function eventLine({ kind, name, type, reason, message, counts }: ControllerScenario['events'][number]): Line {
  return [`${kind}/${name} ${type} ${reason} ${message}`, counts[0] ?? 0]
}

/** Renames ReplicaSets; those that are gone, whose names nothing matches, all get the same one. */
function nameless(lines: Line[], names: Map<string, string>): Line[] {
  const known = new Set(names.values())
  const blot = (name: string) => (known.has(name) ? name : 'web-gone')
  return rename(lines, names).map(([line, count]) => [line.replace(/\bweb-[a-z0-9]{5,10}\b/g, blot), count])
}

function sumLines(lines: Line[]): string[] {
  const counts = new Map<string, number>()
  for (const [line, count] of lines) counts.set(line, (counts.get(line) ?? 0) + count)
  return [...counts].map(([line, count]) => `${line} ×${count}`)
}

/** Events in the same form: random suffixes of Pod names blotted out, equal lines summed. */
function events(world: World, names: Map<string, string>): string[] {
  const lines = world.list<Event>('events').map((event): Line => {
    const { kind, name } = event.involvedObject
    return [blotted(`${kind}/${name} ${event.type} ${event.reason} ${event.message ?? ''}`), event.count ?? 1]
  })
  return sumLines(nameless(lines, names))
}
