/** Where a Pod would go and what would have to change: every remedy, done for real, lets the Pod in. */
import { describe, expect, it } from 'vitest'
import type { Remedy } from '../core/scheduling.ts'
import type { Node, Pod } from '../kinds/types.ts'
import { node, pod } from '../testing/builders.ts'
import { SchedulerWorld } from '../testing/schedulerworld.ts'

const ALLOCATABLE = { cpu: '4', memory: '8Gi', pods: '110' }

function world(): SchedulerWorld {
  const w = new SchedulerWorld()
  w.create('nodes', { ...node('plain').build(), status: { allocatable: ALLOCATABLE } })
  const tainted = node('tainted').taint({ key: 'gpu', value: 'yes', effect: 'NoSchedule' }).build()
  w.create('nodes', { ...tainted, status: { allocatable: { ...ALLOCATABLE, cpu: '8' } } })
  w.create('nodes', { ...node('cordoned').unschedulable().build(), status: { allocatable: ALLOCATABLE } })
  return w
}

function pending(name: string, cpu: string, more: object = {}): Pod {
  const manifest = pod(name).image('nginx').requests({ cpu }).build()
  const spec = { ...(manifest.spec as object), schedulerName: 'default-scheduler', ...more }
  return { ...manifest, spec, status: { phase: 'Pending' } } as unknown as Pod
}

function fill(w: SchedulerWorld, on: string, cpu: string): void {
  const standing = pending(`filler-${on}`, cpu, { nodeName: on })
  w.create('pods', standing)
}

const kinds = (remedies: readonly Remedy[]) => remedies.map(({ kind }) => kind).sort()

/** The state a person could see, and what decides the order of nodes. */
const state = (w: SchedulerWorld) =>
  JSON.stringify([w.server.store.revision, w.server.store.table('nodes').list(), [...w.scheduler.snapshot.order]])

describe('where a Pod would go', () => {
  it('is a node, when one fits', () => {
    const w = world()
    expect(w.scheduler.place(pending('a', '1'))).toMatchObject({
      attempt: { node: 'plain', message: '' },
      remedies: [],
    })
  })

  it('comes with every single change that would let it in, and changes nothing', () => {
    const w = world()
    fill(w, 'plain', '3')
    const before = state(w)
    const { attempt, remedies } = w.scheduler.place(pending('a', '2'))
    expect(attempt.message).toMatch(/^0\/3 nodes are available: /)
    expect(attempt.nodes?.map(({ refusedBy }) => refusedBy).sort()).toEqual([
      'NodeResourcesFit',
      'NodeUnschedulable',
      'TaintToleration',
    ])
    expect(kinds(remedies)).toEqual(['node', 'request', 'taint', 'uncordon'])
    expect(remedies.find(({ kind }) => kind === 'request')).toMatchObject({ atMost: '1', node: 'plain' })
    expect(remedies.find(({ kind }) => kind === 'taint')).toMatchObject({ taints: ['gpu=yes:NoSchedule'] })
    expect(remedies.find(({ kind }) => kind === 'node')).toMatchObject({ like: 'plain' })
    expect(state(w)).toBe(before)
  })

  it('knows which labels are missing', () => {
    const w = world()
    const { remedies } = w.scheduler.place(pending('a', '1', { nodeSelector: { disk: 'ssd' } }))
    expect(remedies).toEqual([{ kind: 'label', labels: { disk: 'ssd' }, node: 'plain' }])
  })

  it('does not promise what would not do', () => {
    const w = world()
    const { remedies } = w.scheduler.place(pending('a', '7'))
    expect(kinds(remedies)).toEqual(['request', 'taint'])
    expect(remedies.find(({ kind }) => kind === 'request')).toMatchObject({ atMost: '4' })
  })

  it('is what happens when a remedy is done', () => {
    const w = world()
    fill(w, 'plain', '3')
    const { store, verbs } = w.server
    verbs.modify<Node>(store.table('nodes'), '', 'tainted', (n) => ({ ...n, spec: { ...n.spec, taints: [] } }), {
      trusted: true,
    })
    expect(w.scheduler.place(pending('a', '2')).attempt.node).toBe('tainted')
  })
})
