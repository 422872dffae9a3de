import { describe, expect, it } from 'vitest'
import { evict } from '../../api/door/eviction.ts'
import type { Call } from '../../api/door/context.ts'
import type { StatusError } from '../../api/errors.ts'
import { ADMIN } from '../../api/user.ts'
import type { Pod, PodDisruptionBudget } from '../../kinds/types.ts'
import { EvictionBudgets } from '../../rules/disruption/eviction.ts'
import { budget, daemonSet, deployment, pod } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { daemonSetController } from '../daemonset/controller.ts'
import { deploymentController } from '../deployment/controller.ts'
import { replicaSetController } from '../replicaset/controller.ts'
import { disruptionController } from './controller.ts'

const world = () =>
  new World({ controllers: [deploymentController, replicaSetController, daemonSetController, disruptionController] })
const get = (w: World) => w.get<PodDisruptionBudget>('poddisruptionbudgets.policy', 'web')
const condition = (w: World) => get(w).status.conditions?.[0]

/** Evicts a Pod by name; gives the refusal, or undefined when it was let go. */
function tryEvict({ server }: World, name: string, options = {}): StatusError | undefined {
  const context = { server, evictions: new EvictionBudgets(server) }
  const path = { namespace: 'default', name }
  try {
    evict({ context, table: server.store.table('pods'), path, user: ADMIN } as unknown as Call, options)
    return undefined
  } catch (error) {
    return error as StatusError
  }
}

function threePods(): World {
  const w = world()
  for (const name of ['a', 'b', 'c']) w.create(pod(name).podLabel('app', 'web').build())
  w.create(budget('web').with({ minAvailable: 2 }).build())
  w.settle()
  return w
}

describe('PodDisruptionBudget', () => {
  it('counts what it can spare', () => {
    const w = threePods()
    expect(get(w).status).toMatchObject({
      observedGeneration: 1,
      disruptionsAllowed: 1,
      currentHealthy: 3,
      desiredHealthy: 2,
      expectedPods: 3,
    })
    expect(condition(w)).toMatchObject({ status: 'True', reason: 'SufficientPods' })
    w.kubelet.setReady('default', 'a', false)
    w.settle()
    expect(get(w).status.disruptionsAllowed).toBe(0)
    expect(condition(w)).toMatchObject({ status: 'False', reason: 'InsufficientPods' })
  })

  it('lets one Pod go and refuses the next, before the controller has looked', () => {
    const w = threePods()
    expect(tryEvict(w, 'a')).toBeUndefined()
    expect(w.get<Pod>('pods', 'a').status.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' }),
    )
    const refused = tryEvict(w, 'b')
    expect(refused?.code).toBe(429)
    expect(refused?.status.details?.causes).toEqual([
      { reason: 'DisruptionBudget', message: 'The disruption budget web needs 2 healthy pods and has 3 currently' },
    ])
    w.settle()
    expect(w.list<Pod>('pods').map(({ metadata }) => metadata.name)).toEqual(['b', 'c'])
    expect(get(w).status).not.toHaveProperty('disruptedPods')
  })

  it('takes nothing off for a dry run', () => {
    const w = threePods()
    expect(tryEvict(w, 'a', { dryRun: true })).toBeUndefined()
    expect(tryEvict(w, 'b')).toBeUndefined()
  })

  it('asks for time while it has not seen the newest spec', () => {
    const w = threePods()
    w.change<PodDisruptionBudget>('poddisruptionbudgets.policy', 'web', (b) => ({
      ...b,
      spec: { ...b.spec, minAvailable: 1 },
    }))
    expect(tryEvict(w, 'a')?.status.details).toMatchObject({ retryAfterSeconds: 10 })
    w.settle()
    expect(tryEvict(w, 'a')).toBeUndefined()
  })

  it('lets unready Pods go when the others are enough, or always if it says so', () => {
    const w = threePods()
    w.kubelet.setReady('default', 'a', false)
    w.settle()
    expect(tryEvict(w, 'a')).toBeUndefined()
    w.settle()
    w.kubelet.setReady('default', 'b', false)
    w.settle()
    expect(tryEvict(w, 'b')?.code).toBe(429)
    w.change<PodDisruptionBudget>('poddisruptionbudgets.policy', 'web', (b) => ({
      ...b,
      spec: { ...b.spec, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
    }))
    w.settle()
    expect(tryEvict(w, 'b')).toBeUndefined()
  })

  it('refuses Pods of two budgets', () => {
    const w = threePods()
    w.create(
      budget('other')
        .with({ selector: { matchLabels: { app: 'web' } }, maxUnavailable: '100%' })
        .build(),
    )
    w.settle()
    expect(tryEvict(w, 'a')?.status).toMatchObject({ code: 500 })
    expect(w.events('a')[0]).toContain('matches multiple PodDisruptionBudgets')
  })

  it('reckons percentages from the scale of the controllers, rounded up', () => {
    const w = world()
    w.create(deployment('web').replicas(5).build())
    w.create(budget('web').with({ maxUnavailable: '30%' }).build())
    w.settle()
    expect(get(w).status).toMatchObject({ expectedPods: 5, desiredHealthy: 3, disruptionsAllowed: 2 })
  })

  it('allows nothing where the controller has no scale', () => {
    const w = world()
    w.create(daemonSet('web').build())
    w.create(budget('web').with({ maxUnavailable: 1 }).build())
    w.settle()
    expect(condition(w)).toMatchObject({
      reason: 'SyncFailed',
      message: 'daemonsets.apps does not implement the scale subresource',
    })
    expect(get(w).status.disruptionsAllowed).toBe(0)
  })

  it('counts a granted Pod again when it has not gone in two minutes', () => {
    const w = threePods()
    const table = w.table('poddisruptionbudgets.policy')
    const granted = { a: w.server.calendar.seconds(w.nowMs) }
    w.server.verbs.replaceStatus(table, table.row('default', 'web'), { ...get(w).status, disruptedPods: granted })
    w.run(1000)
    expect(get(w).status).toMatchObject({ currentHealthy: 2, disruptedPods: granted })
    w.run(121_000)
    expect(get(w).status.currentHealthy).toBe(3)
    expect(w.events('a')).toContain("NotDeleted Pod was expected by PDB default/default to be deleted but it wasn't")
  })

  it('takes a stale mark off a Pod that was not deleted', () => {
    const w = threePods()
    const table = w.table('pods')
    const marked = w.get<Pod>('pods', 'a')
    const mark = { type: 'DisruptionTarget', status: 'True', lastTransitionTime: w.server.calendar.seconds(w.nowMs) }
    const conditions = [...(marked.status.conditions ?? []), mark]
    w.server.verbs.replaceStatus<Pod>(table, table.row('default', 'a'), { ...marked.status, conditions })
    w.run(125_000)
    expect(w.get<Pod>('pods', 'a').status.conditions?.at(-1)).toMatchObject({
      type: 'DisruptionTarget',
      status: 'False',
    })
  })
})
