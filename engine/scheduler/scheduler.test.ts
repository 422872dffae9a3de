/** The scheduler's manners in time: queue, back-off, waking, gates, bindings that fail, what it tells the world. */
import { describe, expect, it } from 'vitest'
import { DEFAULT_PROFILE, type Profile } from '../core/latency.ts'
import type { Event, Node, Pod } from '../kinds/types.ts'
import { node, pod } from '../testing/builders.ts'
import { SchedulerWorld } from '../testing/schedulerworld.ts'

const steady = (meanMs: number) => ({ meanMs, jitterMs: 0 })
const EXACT: Profile = { ...DEFAULT_PROFILE, watch: steady(5), schedulingCycle: steady(5), bind: steady(10) }

/** 4 CPU, 8Gi, 110 Pods. */
function addNode(w: SchedulerWorld, name: string): void {
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110' }
  w.create('nodes', { ...node(name).build(), status: { allocatable } })
}

function world(nodes = 2): SchedulerWorld {
  const made = new SchedulerWorld({ latency: EXACT })
  for (let i = 1; i <= nodes; i++) addNode(made, `node-${i}`)
  return made
}

function addPod(w: SchedulerWorld, name: string, cpu = '100m', more: object = {}): void {
  const manifest = pod(name).image('nginx').requests({ cpu }).build()
  const spec = { ...(manifest.spec as object), schedulerName: 'default-scheduler', ...more }
  w.create('pods', { ...manifest, spec, status: { phase: 'Pending' } })
}

function events(w: SchedulerWorld, name: string): string[] {
  const all = w.server.store.table('events').list() as Event[]
  return all.filter(({ involvedObject }) => involvedObject.name === name).map((e) => `${e.reason}: ${e.message}`)
}

function condition(w: SchedulerWorld, name: string) {
  const found = w.pod(name)?.status.conditions?.find(({ type }) => type === 'PodScheduled')
  return found && { status: found.status, reason: found.reason }
}

const place = (w: SchedulerWorld, name: string) => w.scheduler.waiting().find((p) => p.name === name)?.place

function changeNode(w: SchedulerWorld, name: string, change: (node: Node) => Node): void {
  const { store, verbs } = w.server
  verbs.modify<Node>(store.table('nodes'), '', name, change, { trusted: true })
}

describe('a Pod that fits', () => {
  it('is bound a watch, a cycle and a binding later, in one write', () => {
    const w = world()
    addPod(w, 'a')
    w.run(19)
    expect(w.pod('a')?.spec.nodeName).toBeUndefined()
    const before = w.server.store.revision
    w.run(1)
    expect(w.pod('a')?.spec.nodeName).toMatch(/^node-/)
    expect(condition(w, 'a')).toEqual({ status: 'True', reason: undefined })
    expect(events(w, 'a')).toEqual([`Scheduled: Successfully assigned default/a to ${w.pod('a')?.spec.nodeName}`])
    expect(w.server.store.revision).toBe(before + 2)
  })

  it('counts on its node before it is bound', () => {
    const w = world(1)
    addPod(w, 'a', '3')
    addPod(w, 'b', '3')
    w.run(17)
    expect(w.pod('a')?.spec.nodeName).toBeUndefined()
    expect(condition(w, 'b')).toEqual({ status: 'False', reason: 'Unschedulable' })
  })

  it('comes before Pods of lower priority that came earlier', () => {
    const w = world(1)
    addPod(w, 'low', '3')
    addPod(w, 'high', '3', { priority: 10 })
    w.settle(100)
    expect([w.pod('low')?.spec.nodeName, w.pod('high')?.spec.nodeName]).toEqual([undefined, 'node-1'])
  })

  it('is left alone when it names another scheduler', () => {
    const w = world()
    addPod(w, 'a', '1', { schedulerName: 'mine' })
    w.settle(1000)
    expect([w.pod('a')?.spec.nodeName, w.scheduler.waiting()]).toEqual([undefined, []])
  })
})

describe('a Pod that fits nowhere', () => {
  it('says why, in condition, event, queue and trace', () => {
    const w = world(3)
    changeNode(w, 'node-1', (n) => ({ ...n, spec: { ...n.spec, unschedulable: true } }))
    addPod(w, 'a', '5')
    w.settle(1000)
    const message =
      '0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu. preemption: 0/3 nodes are available: ' +
      '1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.'
    expect(w.pod('a')?.status.conditions?.[0]).toMatchObject({ reason: 'Unschedulable', message })
    expect(events(w, 'a')).toEqual([`FailedScheduling: ${message}`])
    expect(w.scheduler.waiting()[0]).toMatchObject({ place: 'unschedulable', message, attempts: 1 })
    expect(w.server.trace.verdictsOn('pods/default/a')[0]).toMatchObject({ reason: 'Unschedulable' })
  })

  it('without any node waits for one', () => {
    const w = world(0)
    addPod(w, 'a')
    w.settle(60_000)
    expect(events(w, 'a')).toEqual(['FailedScheduling: no nodes available to schedule pods'])
    addNode(w, 'node-1')
    w.settle(60_000)
    expect(w.pod('a')?.spec.nodeName).toBe('node-1')
  })

  it('is woken by what may help it, and by nothing else', () => {
    const w = world(1)
    addPod(w, 'filler', '3')
    w.settle(100)
    addPod(w, 'a', '2')
    w.run(30_000)
    changeNode(w, 'node-1', (n) => ({ ...n, metadata: { ...n.metadata, labels: { x: 'y' } } }))
    w.run(100)
    expect(place(w, 'a')).toBe('unschedulable')
    const { store } = w.server
    store.commit(store.table('pods'), store.table('pods').row('default', 'filler'), undefined)
    w.run(100)
    expect(w.pod('a')?.spec.nodeName).toBe('node-1')
  })

  it('backs off 1, 2, 4, 8, 10 seconds when it is woken in vain', () => {
    const w = world(1)
    addPod(w, 'a', '5')
    const waits: number[] = []
    for (let n = 1; n <= 6; n++) {
      w.run(20)
      const failedAt = w.scheduler.attempts.newestFirst().next().value?.atMs as number
      changeNode(w, 'node-1', (old) => ({
        ...old,
        status: { ...old.status, allocatable: { ...old.status.allocatable, cpu: `${4 + n}` } },
      }))
      // It fits the empty node now, so it is woken; the filler takes the room first.
      addPod(w, `filler-${n}`, n === 1 ? '4' : '1', { priority: 1 })
      w.run(50)
      expect(place(w, 'a')).toBe('backoff')
      const { retryAtMs } = w.scheduler.waiting().find((p) => p.name === 'a') as { retryAtMs: number }
      waits.push(retryAtMs - failedAt)
      w.run(retryAtMs - w.server.clock.nowMs)
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000])
  })

  it('is tried again after five minutes at the latest', () => {
    const w = world(1)
    addPod(w, 'a', '5')
    w.run(300_000)
    expect(w.scheduler.attempts.count).toBe(1)
    w.run(40_000)
    expect(w.scheduler.attempts.count).toBe(2)
    expect(w.server.clock.pendingWork).toBe(0)
  })
})

describe('a gated Pod', () => {
  it('is not tried until its gates are gone', () => {
    const w = world()
    addPod(w, 'a', '1', { schedulingGates: [{ name: 'mine' }] })
    w.settle(1000)
    expect([place(w, 'a'), w.scheduler.attempts.count]).toEqual(['gated', 0])
    const { store, verbs } = w.server
    verbs.modify<Pod>(store.table('pods'), 'default', 'a', (p) => ({ ...p, spec: { ...p.spec, schedulingGates: [] } }))
    w.settle(1000)
    expect(w.pod('a')?.spec.nodeName).toMatch(/^node-/)
  })
})

describe('a Pod that goes', () => {
  it('leaves the queue, and its place when it was assumed', () => {
    const w = world(1)
    addPod(w, 'a', '3')
    w.run(12)
    const { store } = w.server
    store.commit(store.table('pods'), store.table('pods').row('default', 'a'), undefined)
    addPod(w, 'b', '3')
    w.settle(1000)
    expect(w.pod('b')?.spec.nodeName).toBe('node-1')
    expect(w.scheduler.waiting()).toEqual([])
  })

  it('is skipped while it is being deleted', () => {
    const w = world(1)
    addPod(w, 'a')
    const { store } = w.server
    const table = store.table('pods')
    const row = table.row('default', 'a')
    const deletionTimestamp = '2025-01-01T00:00:00Z'
    store.commit(table, row, (resourceVersion) => {
      const old = table.get(row) as Pod
      return { ...old, metadata: { ...old.metadata, resourceVersion, deletionTimestamp, finalizers: ['x/y'] } }
    })
    w.settle(1000)
    expect(events(w, 'a')).toEqual(['FailedScheduling: skip schedule deleting pod: default/a'])
  })

  it('between decision and binding makes the binding fail, and frees its place', () => {
    const w = world(1)
    addPod(w, 'a', '3')
    w.run(12)
    const { store, verbs } = w.server
    verbs.modify<Pod>(store.table('pods'), 'default', 'a', (p) => ({
      ...p,
      spec: { ...p.spec, schedulingGates: [{ name: 'late' }] },
    }))
    w.run(15)
    expect(w.pod('a')?.spec.nodeName).toBeUndefined()
    expect(events(w, 'a')[0]).toContain('binding rejected: Operation cannot be fulfilled on pods "a"')
    expect(w.scheduler.snapshot.assumedCount).toBe(0)
    expect(w.scheduler.snapshot.nodes.every(({ podCount }) => podCount === 0)).toBe(true)
  })
})

describe('explain', () => {
  it('shows nodes by plugins for each attempt, newest first', () => {
    const w = world(3)
    changeNode(w, 'node-3', (n) => ({ ...n, spec: { ...n.spec, unschedulable: true } }))
    addPod(w, 'a')
    w.settle(1000)
    const [last] = w.scheduler.explain('default/a')
    expect(last).toMatchObject({ nodeCount: 3, evaluated: 3, feasible: 2, judgedAgain: false })
    const byName = new Map(last?.nodes?.map((verdict) => [verdict.node, verdict]))
    expect(byName.get('node-3')).toMatchObject({ refusedBy: 'NodeUnschedulable' })
    const chosen = byName.get(last?.node as string)
    expect(chosen?.scores).toMatchObject({ TaintToleration: 300, NodeResourcesFit: 97 })
    const sum = Object.values(chosen?.scores ?? {}).reduce((a, b) => a + b, 0)
    expect(chosen?.total).toBe(sum)
  })

  it('judges again where the numbers were not kept', () => {
    const w = world(300)
    addPod(w, 'a')
    w.settle(1000)
    const [last] = w.scheduler.explain('default/a')
    expect(last?.judgedAgain).toBe(true)
    expect(last?.nodes?.length).toBe(last?.evaluated)
  })
})
