import { describe, expect, it } from 'vitest'
import { namespaceLifecycle } from '../../admission/namespacelifecycle.ts'
import { failure } from '../../api/errors.ts'
import type { Pod, ReplicaSet } from '../../kinds/types.ts'
import { isPodActive, isPodAvailable, isPodReady } from '../../rules/podutil.ts'
import { namespace, pod, replicaSet } from '../../testing/builders.ts'
import { World, type WorldOptions } from '../../testing/world.ts'
import { replicaSetController } from './controller.ts'

const world = (options: Partial<WorldOptions> = {}) => new World({ controllers: [replicaSetController], ...options })
const status = (w: World, name = 'web') => w.get<ReplicaSet>('replicasets.apps', name).status
const scale = (w: World, replicas: number) =>
  w.change<ReplicaSet>('replicasets.apps', 'web', (set) => ({ ...set, spec: { ...set.spec, replicas } }))
const activePods = (w: World) => w.list<Pod>('pods').filter(isPodActive)

/** The status a recount of all Pods gives. */
function recount(w: World, set: ReplicaSet) {
  const own = activePods(w).filter((p) => p.metadata.ownerReferences?.some((o) => o.uid === set.metadata.uid))
  const now = w.server.calendar.epochMs + w.nowMs
  const available = own.filter((p) => isPodAvailable(p, set.spec.minReadySeconds ?? 0, now))
  return { replicas: own.length, ready: own.filter(isPodReady).length, available: available.length }
}

describe('ReplicaSet', () => {
  it('makes the asked number of Pods, owned and labelled, and reports them', () => {
    const w = world()
    w.create(replicaSet('web').replicas(3).image('x').build())
    w.settle()
    expect(status(w)).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    })
    for (const { metadata } of w.list<Pod>('pods')) {
      expect(metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
      expect(metadata.labels).toEqual({ app: 'web' })
      expect(metadata.ownerReferences).toEqual([
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'web',
          uid: w.get('replicasets.apps', 'web').metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ])
    }
    const names = w.list<Pod>('pods').map(({ metadata }) => `SuccessfulCreate Created pod: ${metadata.name}`)
    expect(w.events('web').sort()).toEqual(names.sort())
  })

  it('starts slowly: batches of 1, 2, 4, … a round trip apart', () => {
    const w = world({ nodes: 0 })
    const times = new Map<number, number>()
    w.server.store.watch('pods', (_row, before) => {
      if (before === undefined) times.set(w.nowMs, (times.get(w.nowMs) ?? 0) + 1)
    })
    w.create(replicaSet('web').replicas(30).build())
    w.settle()
    expect([...times.values()]).toEqual([1, 2, 4, 8, 15])
    expect([...times.keys()].every((time, i, all) => i === 0 || time >= (all[i - 1] as number) + 10)).toBe(true)
  })

  it('makes at most 500 Pods in a sync and comes back for the rest', () => {
    const w = world({ nodes: 0 })
    w.create(replicaSet('web').replicas(1203).build())
    w.settle()
    expect(w.table('pods').count()).toBe(1203)
    expect(status(w).replicas).toBe(1203)
  })

  it('replaces a Pod that is deleted or fails', () => {
    const w = world()
    w.create(replicaSet('web').replicas(2).build())
    w.settle()
    const [first] = w.list<Pod>('pods') as [Pod]
    w.delete('pods', first.metadata.name)
    w.settle()
    expect(w.table('pods').count()).toBe(2)
    expect(w.find('pods', first.metadata.name)).toBeUndefined()
  })

  it('adopts matching orphans and deletes what is too many, the youngest and unready first', () => {
    const w = world()
    w.create(pod('old').podLabel('app', 'web').build())
    w.create(pod('unready').podLabel('app', 'web').podAnnotation('fake/never-ready', '1').build())
    w.create(pod('other').build())
    w.run(3_600_000)
    w.create(replicaSet('web').replicas(1).build())
    w.settle()
    expect(w.get('pods', 'old').metadata.ownerReferences?.[0]).toMatchObject({ name: 'web', controller: true })
    expect(w.find('pods', 'unready')).toBeUndefined()
    expect(w.get('pods', 'other').metadata.ownerReferences).toBeUndefined()
    expect(w.events('web')).toEqual(['SuccessfulDelete Deleted pod: unready'])
  })

  it('releases a Pod whose labels no longer match, and makes another', () => {
    const w = world()
    w.create(replicaSet('web').replicas(1).build())
    w.settle()
    const [only] = w.list<Pod>('pods') as [Pod]
    w.change<Pod>('pods', only.metadata.name, (p) => ({ ...p, metadata: { ...p.metadata, labels: { app: 'debug' } } }))
    w.settle()
    expect(w.get('pods', only.metadata.name).metadata.ownerReferences).toBeUndefined()
    expect(status(w)).toMatchObject({ replicas: 1, readyReplicas: 1 })
    expect(w.table('pods').count()).toBe(2)
  })

  it('keeps what costs most to delete', () => {
    const w = world()
    w.create(replicaSet('web').replicas(3).build())
    w.settle()
    const [kept] = w.list<Pod>('pods').slice(-1) as [Pod]
    const annotations = { 'controller.kubernetes.io/pod-deletion-cost': '10' }
    w.change<Pod>('pods', kept.metadata.name, (p) => ({ ...p, metadata: { ...p.metadata, annotations } }))
    scale(w, 1)
    w.settle()
    expect(w.list('pods').map(({ metadata }) => metadata.name)).toEqual([kept.metadata.name])
  })

  it('counts a Pod as available only after minReadySeconds, and comes back for it', () => {
    const w = world()
    w.create(replicaSet('web').replicas(2).minReadySeconds(10).build())
    w.run(2_000)
    expect(status(w)).toMatchObject({ replicas: 2, readyReplicas: 2 })
    expect(status(w).availableReplicas).toBeUndefined()
    w.settle()
    expect(status(w).availableReplicas).toBe(2)
    expect(w.nowMs).toBeLessThan(12_000)
  })

  it('says that the server refuses its Pods, retries with back-off and forgets it when they come', () => {
    let open = false
    const gate = {
      name: 'Gate',
      validate: ({ info, operation }: { info: { plural: string }; operation: string }) => {
        if (info.plural === 'pods' && operation === 'CREATE' && !open)
          throw failure(403, 'Forbidden', 'pods are forbidden: no')
      },
    }
    const w = world({ admission: [gate] })
    w.create(replicaSet('web').replicas(2).build())
    w.run(5_000)
    expect(status(w).conditions).toMatchObject([
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'pods are forbidden: no' },
    ])
    expect(w.events('web')).toEqual(['FailedCreate Error creating: pods are forbidden: no'])
    open = true
    w.settle()
    expect(status(w).conditions).toBeUndefined()
    expect(status(w).readyReplicas).toBe(2)
  })

  it('rests when its namespace is on the way out', () => {
    const w = world({ admission: [namespaceLifecycle] })
    w.create(namespace('team').build())
    w.create(replicaSet('web').namespace('team').replicas(2).build())
    w.settle()
    w.delete('namespaces', 'team')
    for (const { metadata } of w.list('pods', 'team')) w.delete('pods', `team/${metadata.name}`)
    const before = w.nowMs
    w.settle()
    expect([w.list('pods', 'team').length, w.nowMs - before < 1_000]).toEqual([0, true])
    expect(w.get<ReplicaSet>('replicasets.apps', 'team/web').status.replicas).toBe(0)
  })

  it('makes nothing while it is being deleted', () => {
    const w = world()
    w.create(replicaSet('web').replicas(2).finalizer('example.com/hold').build())
    w.settle()
    w.delete('replicasets.apps', 'web')
    const [first] = w.list<Pod>('pods') as [Pod]
    w.delete('pods', first.metadata.name)
    w.settle()
    expect(w.table('pods').count()).toBe(1)
    expect(status(w)).toMatchObject({ replicas: 1, observedGeneration: 2 })
  })

  it('counts as a recount does, through random lives', () => {
    for (let seed = 1; seed <= 8; seed++) {
      const w = world({ seed, nodes: 4 })
      const dice = w.server.random.stream('test')
      w.create(
        replicaSet('web')
          .replicas(5)
          .minReadySeconds(seed % 2 ? 3 : 0)
          .build(),
      )
      for (let step = 0; step < 60; step++) {
        const pods = w.list<Pod>('pods')
        const any = pods[dice.below(Math.max(1, pods.length))]
        const act = dice.below(6)
        if (act === 0) scale(w, dice.below(12))
        else if (act === 1 && any) w.delete('pods', any.metadata.name)
        else if (act === 2 && any?.status.phase === 'Running') {
          w.kubelet.setReady('default', any.metadata.name, dice.below(2) === 0)
        } else if (act === 3 && any) {
          const labels = { app: dice.below(2) ? 'web' : 'gone' }
          w.change<Pod>('pods', any.metadata.name, (p) => ({ ...p, metadata: { ...p.metadata, labels } }))
        }
        w.run(dice.below(2_000))
        if (step % 10 !== 9) continue
        w.settle()
        const set = w.get<ReplicaSet>('replicasets.apps', 'web')
        const { replicas, readyReplicas: ready = 0, availableReplicas: available = 0 } = set.status
        expect({ seed, step, replicas, ready, available }).toEqual({ seed, step, ...recount(w, set) })
        expect(replicas).toBe(set.spec.replicas)
      }
    }
  })
})
