/** Preemption in time: victims go, the Pod waits for its node, others reckon with it. */
import { describe, expect, it } from 'vitest'
import { DEFAULT_PROFILE } from '../../core/latency.ts'
import type { Event, Pod } from '../../kinds/types.ts'
import { node, pod } from '../../testing/builders.ts'
import { SchedulerWorld } from '../../testing/schedulerworld.ts'

function world(nodes = 1): SchedulerWorld {
  const made = new SchedulerWorld({ latency: DEFAULT_PROFILE })
  for (let i = 1; i <= nodes; i++) {
    const allocatable = { cpu: '4', memory: '8Gi', pods: '110' }
    made.create('nodes', { ...node(`node-${i}`).build(), status: { allocatable } })
  }
  return made
}

function add(w: SchedulerWorld, name: string, cpu: string, priority: number, more: object = {}): void {
  const manifest = pod(name).image('nginx').requests({ cpu }).build()
  const grace = { terminationGracePeriodSeconds: 0 }
  const spec = { ...(manifest.spec as object), schedulerName: 'default-scheduler', priority, ...grace, ...more }
  w.create('pods', { ...manifest, spec, status: { phase: 'Pending' } })
}

function events(w: SchedulerWorld, name: string): string[] {
  const all = w.server.store.table('events').list() as Event[]
  return all.filter(({ involvedObject }) => involvedObject.name === name).map((e) => `${e.reason}: ${e.message}`)
}

const nominated = (w: SchedulerWorld, name: string) => w.pod(name)?.status.nominatedNodeName

function gone(w: SchedulerWorld, name: string): void {
  const { store } = w.server
  store.commit(store.table('pods'), store.table('pods').row('default', name), undefined)
}

describe('preemption', () => {
  it('takes the less important Pod away, tells it why, and gives its place after the back-off', () => {
    const w = world()
    add(w, 'low', '3', 0)
    w.settle(100)
    add(w, 'high', '2', 10)
    w.run(50)
    expect(w.pod('low')).toBeUndefined()
    expect(nominated(w, 'high')).toBe('node-1')
    const uid = w.pod('high')?.metadata.uid
    expect(events(w, 'low').at(-1)).toBe(`Preempted: Preempted by pod ${uid} on node node-1`)
    expect(events(w, 'high')).toEqual(['FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.'])
    w.run(1100)
    expect(w.pod('high')?.spec.nodeName).toBe('node-1')
  })

  it('lets victims end in their own time, marked, and is not eligible again meanwhile', () => {
    const w = world()
    add(w, 'low', '3', 0, { terminationGracePeriodSeconds: 30 })
    w.settle(100)
    add(w, 'high', '2', 10)
    w.run(50)
    const victim = w.pod('low') as Pod
    expect(victim.metadata.deletionGracePeriodSeconds).toBe(30)
    expect(victim.status.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: 'default-scheduler: preempting to accommodate a higher priority pod',
    })
    expect(w.scheduler.judge(w.pod('high') as Pod).message).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. ' +
        'preemption: not eligible due to a terminating pod on the nominated node.',
    )
    gone(w, 'low')
    w.run(2000)
    expect(w.pod('high')?.spec.nodeName).toBe('node-1')
  })

  it('keeps the place from Pods of the same priority, and loses it to a more important one', () => {
    const w = world()
    add(w, 'low', '3', 0, { terminationGracePeriodSeconds: 30 })
    w.settle(100)
    add(w, 'high', '3', 10)
    w.run(50)
    gone(w, 'low')
    add(w, 'rival', '2', 10)
    w.run(50)
    expect([w.pod('rival')?.spec.nodeName, nominated(w, 'high')]).toEqual([undefined, 'node-1'])
    add(w, 'filler', '3', 5, { nodeName: 'node-1' })
    w.run(50)
    add(w, 'top', '2', 100)
    w.run(50)
    expect([nominated(w, 'top'), nominated(w, 'high')]).toEqual(['node-1', undefined])
  })

  it('is refused to Pods that never preempt, and where it would not help', () => {
    const w = world()
    add(w, 'low', '3', 0)
    w.settle(100)
    add(w, 'never', '2', 10, { preemptionPolicy: 'Never' })
    add(w, 'large', '5', 10)
    w.run(50)
    expect(events(w, 'never')[0]).toMatch(/preemption: not eligible due to preemptionPolicy=Never\.$/)
    expect(events(w, 'large')[0]).toMatch(/preemption: 0\/1 nodes are available: 1 Insufficient cpu\.$/)
    expect(w.pod('low')?.metadata.deletionTimestamp).toBeUndefined()
  })

  it('spares budgets where it can', () => {
    const w = world(2)
    for (const i of [1, 2]) add(w, `low-${i}`, '3', 0, { nodeName: `node-${i}` })
    const { store, verbs } = w.server
    verbs.modify<Pod>(store.table('pods'), 'default', 'low-2', (p) => ({
      ...p,
      metadata: { ...p.metadata, labels: { app: 'precious' } },
    }))
    const selector = { matchLabels: { app: 'precious' } }
    const status = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 }
    w.create('poddisruptionbudgets.policy', { metadata: { name: 'b' }, spec: { minAvailable: 1, selector }, status })
    add(w, 'high', '2', 10)
    w.run(50)
    expect(nominated(w, 'high')).toBe('node-1')
  })
})
