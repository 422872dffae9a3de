/**
 * What a real control plane decided about Jobs (shared/differential/controllers.json), replayed: the same calls, the same
 * waits, scripted kubelets. Compared are final statuses, Pods and, where they were stable, events.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { KObject } from '../../api/object.ts'
import type { Event, Job, Pod } from '../../kinds/types.ts'
import { finishedCondition } from '../../rules/job/conditions.ts'
import { completionIndex, NO_INDEX } from '../../rules/job/indexes.ts'
import { isPodReady } from '../../rules/podutil.ts'
import { sharedDir } from '../../testing/shared.ts'
import { World } from '../../testing/world.ts'
import { jobController } from './controller.ts'
import { orphanPodController } from './orphans.ts'

interface Step {
  op: string
  body?: Record<string, unknown>
  pod?: { selector: string; index: number }
  wait?: { ms?: number; settle?: number; jobFinished?: string }
}

interface Line {
  type: string
  reason: string
  message: string
  counts: number[]
  stable: boolean
}

interface Scenario {
  id: string
  seed: number
  family: string
  mode: string
  steps: Step[]
  final: Record<string, { generation: number; status: object }>
  pods: object[]
  podsStable: boolean
  events: Line[]
}

const LIMIT_MS = 300_000
const SLICE_MS = 10

const dir = sharedDir()
const file = dir === undefined ? '' : join(dir, 'differential', 'controllers.json')
const scenarios: Scenario[] = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as Scenario[]).filter(({ family }) => /^job(-walk)?$/.test(family))
  : []

describe.skipIf(scenarios.length === 0)('differential sets: Jobs', () => {
  it.each(scenarios.map((scenario) => [`${scenario.id} ${scenario.mode}`, scenario] as const))(
    '%s',
    (_name, scenario) => {
      const world = replay(scenario)
      expect(finals(world)).toEqual(scenario.final)
      if (scenario.podsStable) expect(pods(world)).toEqual(sorted(scenario.pods))
      const stable = scenario.events.filter((line) => line.stable)
      expect(events(world)).toEqual(
        expect.arrayContaining(
          stable.map(({ type, reason, message, counts }) => `${type} ${reason} ${message} ×${counts[0]}`),
        ),
      )
    },
  )
})

function replay({ seed, steps }: Scenario): World {
  const world = new World({ controllers: [jobController, orphanPodController], nodes: 5, seed })
  for (const step of steps) {
    if (step.op === 'create') create(world, step.body as Record<string, unknown>)
    else if (step.op === 'deletePod') deletePod(world, step)
    else if (step.op !== 'wait') change(world, step.body as object)
    wait(world, step.wait)
  }
  return world
}

function create(world: World, body: Record<string, unknown>): void {
  world.create(structuredClone({ ...body, metadata: { ...(body.metadata as object), namespace: 'default' } }) as never)
}

function deletePod(world: World, { pod }: Step): void {
  const live = world.list<Pod>('pods').filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const order = ({ metadata }: Pod) => `${metadata.creationTimestamp} ${metadata.name}`
  live.sort((a, b) => (order(a) < order(b) ? -1 : 1))
  world.delete('pods', (live[pod?.index ?? 0] as Pod).metadata.name)
}

function change(world: World, body: object): void {
  world.change<KObject>('jobs.batch', 'j', (job) => merge(job, body) as KObject)
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

function wait(world: World, { ms, settle, jobFinished }: NonNullable<Step['wait']> = {}): void {
  if (ms !== undefined) world.run(ms)
  if (settle !== undefined) quiet(world, settle)
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

/** As recorded: the namespace has no name, and Pods no random suffixes. */
const blotted = (text: string) =>
  text.replaceAll('pod default/', 'pod {ns}/').replace(/(\bj-(?:\d+-)?)[a-z0-9]{5}\b/g, '$1#####')
const plain = <T>(value: T): T => JSON.parse(blotted(JSON.stringify(value))) as T
const key = (value: object) => JSON.stringify(Object.entries(value).sort())
const sorted = <T extends object>(list: T[]): T[] => list.sort((a, b) => (key(a) < key(b) ? -1 : 1))

function finals(world: World) {
  const entries = world.list<Job>('jobs.batch').map(({ metadata, status }) => {
    const conditions = status.conditions
      ?.map(({ type, status: value, reason, message }) => ({ type, status: value, reason, message }))
      .sort((a, b) => (a.type < b.type ? -1 : 1))
    const times = Object.fromEntries(
      (['startTime', 'completionTime'] as const).filter((field) => status[field]).map((field) => [field, '<time>']),
    )
    return [`Job/${metadata.name}`, { generation: metadata.generation, status: { ...status, ...times, conditions } }]
  })
  return plain(Object.fromEntries(entries)) as object
}

function pods(world: World) {
  const groups = new Map<string, object & { count: number }>()
  for (const pod of world.list<Pod>('pods')) {
    const owner = `Job/${pod.metadata.ownerReferences?.[0]?.name}`
    const index = completionIndex(pod)
    const group = {
      owner,
      image: pod.spec.containers[0]?.image ?? '',
      phase: pod.status.phase ?? '',
      ready: isPodReady(pod),
      ...(index === NO_INDEX ? {} : { index }),
    }
    const name = key(group)
    groups.set(name, { ...group, count: (groups.get(name)?.count ?? 0) + 1 })
  }
  return sorted([...groups.values()])
}

/** Events in the recorded form: random suffixes of Pod names blotted out, equal lines summed. */
function events(world: World): string[] {
  const counts = new Map<string, number>()
  for (const { type, reason, message = '', count = 1 } of world.list<Event>('events')) {
    const line = `${type} ${reason} ${blotted(message)}`
    counts.set(line, (counts.get(line) ?? 0) + count)
  }
  return [...counts].map(([line, count]) => `${line} ×${count}`)
}
