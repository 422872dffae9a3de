/** Adapter of taint_eviction.json and podgc_ttl.json: played in a small world. */
import { podGarbageCollector } from '../../../controllers/podgc.ts'
import { minTolerationSeconds, taintEvictionController } from '../../../controllers/tainteviction.ts'
import { parseDuration } from '../../../api/duration.ts'
import type { Node, Pod } from '../../../kinds/types.ts'
import { type Adapter, type Adapters, type Fields, plain, same, skip } from '../adapter.ts'
import { pod } from '../../builders.ts'
import { World, type WorldOptions } from '../../world.ts'

const parseDurationMs = (text: string): number => Number(parseDuration(text)) / 1e6

const HOUR_MS = 3_600_000
/** Time for watches and queues. */
const MOMENT_MS = 500

function worldOfFinished(input: Fields): World {
  const w = new World({ controllers: [(server) => podGarbageCollector(server, input.threshold)], nodes: 1 })
  for (const { name, phase, reason } of input.pods) {
    w.create(pod(name).node('node-1').build())
    const status = { phase, ...(reason ? { reason } : {}) }
    w.server.verbs.replaceStatus(w.table('pods'), w.table('pods').row('default', name), status)
  }
  w.run(HOUR_MS)
  return w
}

/** A world without machines, and what happens to its Pods: when each began to go, and which were marked before. */
class Watched {
  readonly w: World
  readonly gone = new Map<string, number>()
  readonly marked = new Set<string>()

  constructor(controllers: WorldOptions['controllers']) {
    this.w = new World({ controllers, nodes: 0 })
    this.w.server.store.watch('pods', (_row, before, after) => {
      const [was, is] = [before, after] as [Pod | undefined, Pod | undefined]
      const { name } = ((after ?? before) as Pod).metadata
      const leaves = after === undefined || is?.metadata.deletionTimestamp !== undefined
      if (leaves && !this.gone.has(name)) this.gone.set(name, this.w.nowMs)
      if (is?.status.conditions?.some(({ type }) => type === 'DisruptionTarget')) this.marked.add(name)
      if (was && is && was.status.phase !== is.status.phase && is.status.phase === 'Failed') this.marked.add(name)
    })
  }

  /** An object as a row has it: as it is in the store, whatever a server would say of it. */
  put(resource: string, object: Fields): void {
    const { server } = this.w
    const table = server.store.table(resource)
    const { namespace = '', name } = object.metadata
    const before = table.find(namespace, name)
    const given = plain(object) as Fields
    const metadata = {
      ...before?.metadata,
      ...given.metadata,
      uid: name,
      creationTimestamp: server.calendar.seconds(0),
    }
    const { kind } = table.info
    server.store.commit(
      table,
      table.row(namespace, name),
      (resourceVersion) =>
        ({ apiVersion: 'v1', kind, ...given, metadata: { ...metadata, resourceVersion } }) as Node | Pod,
    )
  }

  node(name: string, taints: Fields): void {
    this.put('nodes', { metadata: { name }, spec: { taints }, status: {} })
  }

  run(ms = MOMENT_MS): void {
    this.w.run(ms)
  }
}

/** Plays a row and asks whether its Pods went and were marked before. */
const evicts =
  (play: (watched: Watched, input: Fields) => void): Adapter =>
  ({ in: input, out }) => {
    const watched = new Watched([taintEvictionController])
    play(watched, input)
    watched.run()
    same(watched.gone.size > 0, out.expectDelete, 'deleted')
    same(watched.marked.size > 0, out.expectPatch, 'marked')
  }

const putAll = (watched: Watched, pods: Fields): void => {
  for (const each of pods ?? []) watched.put('pods', each)
}

function updateNode(watched: Watched, input: Fields): void {
  watched.put('nodes', input.oldNode)
  putAll(watched, input.pods)
  watched.run()
  watched.put('nodes', input.newNode)
  watched.run(parseDurationMs(input.additionalSleep ?? '0s'))
}

export const evictionAdapters: Adapters = {
  'tainteviction/taint_eviction_test.go:TestGetMinTolerationTime': ({ in: input, out }) => {
    const seconds = minTolerationSeconds(input.tolerations)
    same(seconds === Number.POSITIVE_INFINITY ? '-1ns' : `${seconds}s`, out.expected)
  },
  'tainteviction/taint_eviction_test.go:TestCreatePod': evicts((watched, { pod: created, taintedNodes }) => {
    for (const [name, taints] of Object.entries(taintedNodes ?? {})) watched.node(name, taints)
    watched.run()
    watched.put('pods', created)
  }),
  'tainteviction/taint_eviction_test.go:TestUpdatePod': evicts((watched, { prevPod, newPod, taintedNodes }) => {
    for (const [name, taints] of Object.entries(taintedNodes ?? {})) watched.node(name, taints)
    watched.put('pods', prevPod)
    watched.run()
    watched.put('pods', newPod)
  }),
  'tainteviction/taint_eviction_test.go:TestCreateNode': evicts((watched, { node, pods }) => {
    putAll(watched, pods)
    watched.put('nodes', node)
  }),
  'tainteviction/taint_eviction_test.go:TestUpdateNode': evicts(updateNode),
  'tainteviction/taint_eviction_test.go:TestEventualConsistency': evicts((watched, input) => {
    if (input.prevPod) watched.put('pods', input.prevPod)
    updateNode(watched, input)
    watched.put('pods', input.newPod)
  }),
  'tainteviction/taint_eviction_test.go:TestUpdateNodeWithMultiplePods': ({ in: input, out }) => {
    const watched = new Watched([taintEvictionController])
    updateNode(watched, input)
    const since = watched.w.nowMs
    watched.run(HOUR_MS)
    for (const { names, timestamp } of out.expectedDeleteTimes) {
      for (const name of names) {
        const late = (watched.gone.get(name) ?? Number.NaN) - since - parseDurationMs(timestamp)
        same(late >= 0 && late < MOMENT_MS, true, `${name} goes after ${timestamp}`)
        watched.gone.delete(name)
      }
    }
    same([...watched.gone.keys()], [], 'others')
  },
  'podgc/gc_controller_test.go:TestGCTerminated': ({ in: input, out }) => {
    const left = new Set(
      worldOfFinished(input)
        .list('pods')
        .map(({ metadata }) => metadata.name),
    )
    const deleted = input.pods.map(({ name }: Fields) => name).filter((name: string) => !left.has(name))
    same(deleted, out.deletedPodNames ?? [])
  },
  'podgc/gc_controller_test.go:TestGCOrphaned': ({ in: input, out }) => {
    const watched = new Watched([podGarbageCollector])
    // A node that one of upstream's two views has is there: reads are never stale here.
    for (const node of [...(input.initialClientNodes ?? []), ...(input.initialInformerNodes ?? [])])
      watched.put('nodes', node)
    putAll(watched, input.pods)
    watched.run(parseDurationMs(input.delay))
    same([...watched.gone.keys()].sort(), out.deletedPodNames ?? [], 'deleted')
    same([...watched.marked].sort(), out.patchedPodNames ?? [], 'marked')
  },
  'podgc/gc_controller_test.go:TestGCInspectingPatchedPodBeforeDeletion': ({ in: input, out }) => {
    const watched = new Watched([podGarbageCollector])
    let last: Fields
    watched.w.server.store.watch('pods', (_row, _before, after) => {
      if (after !== undefined) last = after
    })
    putAll(watched, [input.pod])
    watched.run(HOUR_MS)
    const { phase, conditions } = last.status
    const timeless = conditions.map(({ type, status, reason, message }: Fields) => ({ type, status, reason, message }))
    const wanted = out.expectedPatchedPod.status
    same(phase, wanted.phase)
    same(
      timeless,
      wanted.conditions.map(({ type, status, reason, message }: Fields) => ({ type, status, reason, message })),
    )
  },
  'podgc/gc_controller_test.go:TestGCUnscheduledTerminating': () =>
    skip('the row does not carry which of its Pods are being deleted'),
}
