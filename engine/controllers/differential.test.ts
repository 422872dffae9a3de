/**
 * What a real control plane decided (shared/differential/controllers.json), replayed: the same calls, the same waits,
 * scripted kubelets. Compared are final statuses, ReplicaSets, Pods and, where they were stable, events.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Call } from '../api/door/context.ts'
import { evict } from '../api/door/eviction.ts'
import type { StatusError } from '../api/errors.ts'
import type { KObject } from '../api/object.ts'
import { ADMIN } from '../api/user.ts'
import type { ControllerRevision, Deployment, Event, Pod, ReplicaSet } from '../kinds/types.ts'
import { EvictionBudgets } from '../rules/disruption/eviction.ts'
import { isPodReady } from '../rules/podutil.ts'
import { node } from '../testing/builders.ts'
import { sharedDir } from '../testing/shared.ts'
import { World } from '../testing/world.ts'
import { daemonSetController } from './daemonset/controller.ts'
import { deploymentController } from './deployment/controller.ts'
import { disruptionController } from './disruption/controller.ts'
import { replicaSetController } from './replicaset/controller.ts'
import { statefulSetController } from './statefulset/controller.ts'

interface Wait {
  ms?: number
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

interface Scenario {
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

/** Families whose kinds these controllers serve. */
const FAMILIES = new Set(['deployment', 'deployment-walk', 'statefulset', 'statefulset-walk', 'daemonset', 'pdb'])
/** Kinds whose final objects are compared. */
const FINAL = ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'poddisruptionbudgets.policy']
const CONTROLLERS = [
  deploymentController,
  replicaSetController,
  statefulSetController,
  daemonSetController,
  disruptionController,
]
const LIMIT_MS = 120_000
const SLICE_MS = 10
const ROUND_TRIP_MS = 30
const BEFORE_THE_SECOND_MS = 850

const dir = sharedDir()
const file = dir === undefined ? '' : join(dir, 'differential', 'controllers.json')
const scenarios: Scenario[] = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as Scenario[]).filter(({ family }) => FAMILIES.has(family))
  : []

describe.skipIf(scenarios.length === 0)('differential sets: workloads', () => {
  it.each(scenarios.map((scenario) => [`${scenario.id} ${scenario.mode}`, scenario] as const))(
    '%s',
    (_name, scenario) => {
      const world = replay(scenario)
      const names = namesOf(world, scenario)
      expect(finals(world)).toEqual(rename(scenario.final, names))
      if (scenario.childrenStable) expect(children(world)).toEqual(rename(scenario.children, names))
      if (scenario.podsStable) expect(pods(world)).toEqual(sorted(rename(scenario.pods, names)))
      const stable = scenario.events.filter(({ stable: isStable }) => isStable).map(eventLine)
      expect(events(world, names)).toEqual(expect.arrayContaining(sumLines(nameless(stable, names))))
    },
  )
})

function replay({ seed, steps, resultsStable }: Scenario): World {
  const world = new World({ controllers: CONTROLLERS, nodes: 0, seed })
  for (let i = 1; i <= 8; i++) world.create(testNode(i), { trusted: true })
  // ReplicaSets of one second are ordered by their names' hashes, which are not upstream's: keep them in two seconds.
  world.run(BEFORE_THE_SECOND_MS)
  let burst: Pod[] | undefined
  for (const step of steps) {
    if (step.op === 'evict') {
      burst ??= livePods(world)
      const outcome = evictPod(world, burst[step.pod?.index ?? 0] as Pod)
      if (resultsStable) expect(outcome).toEqual(pickOutcome(step.result))
      // The controller had seen to one eviction before the client could ask for the next.
      world.run(ROUND_TRIP_MS)
    } else if (step.op !== 'wait') apply(world, step)
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
  const [, resource, name] = /\/(deployments|replicasets|statefulsets|daemonsets)\/([^/]+)/.exec(path) as unknown as [
    string,
    string,
    string,
  ]
  world.change<KObject>(`${resource}.apps`, name, (object) => decoded(merge(object, body) as Deployment))
}

/** Go reads `paused: false` as no pause at all. */
function decoded(deployment: Deployment): Deployment {
  if (deployment.spec.paused === false) delete deployment.spec.paused
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

function wait(world: World, { ms, settle, condition }: Wait): void {
  if (ms !== undefined) world.run(ms)
  if (settle !== undefined) quiet(world, settle)
  if (condition !== undefined) until(world, () => holds(world, condition))
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
function namesOf(world: World, { children: recorded }: Scenario): Map<string, string> {
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
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const sorted = <T>(list: T[]): T[] => list.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

const withoutTimes = (condition: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(condition).filter(([field]) => !field.startsWith('last')))

function finals(world: World) {
  const objects = FINAL.flatMap((resource) => world.list<Deployment>(resource))
  const entries = objects.map(({ kind, metadata, status }) => {
    const conditions = status.conditions?.map(withoutTimes).sort((a, b) => (String(a.type) < String(b.type) ? -1 : 1))
    const { generation } = metadata
    const noted = kind === 'Deployment' ? { revision: revision({ metadata } as KObject) } : {}
    return [`${kind}/${metadata.name}`, { generation, ...noted, status: { ...status, conditions } }]
  })
  return plain(Object.fromEntries(entries)) as object
}

function children(world: World) {
  const sets = world.list<ReplicaSet>('replicasets.apps').map((set) => {
    const { observedGeneration: _, ...status } = set.status
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
  const groups = new Map<string, Scenario['pods'][number]>()
  for (const pod of world.list<Pod>('pods')) {
    const reference = pod.metadata.ownerReferences?.[0]
    const owner = reference === undefined ? `Pod/${pod.metadata.name}` : `${reference.kind}/${reference.name}`
    // Pods of a StatefulSet are told apart by name, those of a DaemonSet by node.
    const identity = {
      ...(reference?.kind === 'StatefulSet' ? { name: pod.metadata.name } : {}),
      ...(reference?.kind === 'DaemonSet' ? { node: pod.spec.nodeName } : {}),
    }
    const image = pod.spec.containers[0]?.image ?? ''
    const group = { owner, ...identity, image, phase: pod.status.phase ?? '', ready: isPodReady(pod) }
    const key = JSON.stringify(group)
    groups.set(key, { ...group, count: (groups.get(key)?.count ?? 0) + 1 })
  }
  return sorted([...groups.values()])
}

type Line = [line: string, count: number]

function eventLine({ kind, name, type, reason, message, counts }: Scenario['events'][number]): Line {
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
    const message = (event.message ?? '').replace(/(pod: [a-z0-9-]+-)[a-z0-9]{5}$/, '$1#####')
    return [`${kind}/${name} ${event.type} ${event.reason} ${message}`, event.count ?? 1]
  })
  return sumLines(nameless(lines, names))
}
