import { describe, expect, it } from 'vitest'
import type { Deployment, Pod, ReplicaSet } from '../../kinds/types.ts'
import { totalReplicas } from '../../rules/deployment/replicasets.ts'
import { isPodActive, isPodReady } from '../../rules/podutil.ts'
import { deployment, replicaSet } from '../../testing/builders.ts'
import { World, type WorldOptions } from '../../testing/world.ts'
import { replicaSetController } from '../replicaset/controller.ts'
import { templateHash } from '../templatehash.ts'
import { deploymentController } from './controller.ts'

const world = (options: Partial<WorldOptions> = {}) =>
  new World({ controllers: [deploymentController, replicaSetController], nodes: 4, ...options })
const get = (w: World, name = 'web') => w.get<Deployment>('deployments.apps', name)
const sets = (w: World) => w.list<ReplicaSet>('replicasets.apps')
const edit = (w: World, spec: (old: Deployment['spec']) => Partial<Deployment['spec']>) =>
  w.change<Deployment>('deployments.apps', 'web', (d) => ({ ...d, spec: { ...d.spec, ...spec(d.spec) } }))
const setImage = (w: World, image: string) =>
  edit(w, ({ template }) => ({
    template: { ...template, spec: { ...template.spec, containers: [{ name: 'app', image }] } },
  }))
const condition = (w: World, type: string) => get(w).status.conditions?.find((c) => c.type === type)
const revisions = (w: World) =>
  Object.fromEntries(
    sets(w).map((s) => [
      s.spec.template?.spec?.containers[0]?.image,
      s.metadata.annotations?.['deployment.kubernetes.io/revision'],
    ]),
  )

/** Lowest number of ready Pods and highest of Pods asked for while `during` runs to its end. */
function bounds(w: World, during: () => void): { ready: number; total: number } {
  const seen = { ready: Number.POSITIVE_INFINITY, total: 0 }
  during()
  const end = w.nowMs + 60_000
  while (w.server.clock.nextMs <= end && w.server.clock.step()) {
    const active = w.list<Pod>('pods').filter(isPodActive)
    seen.ready = Math.min(seen.ready, active.filter(isPodReady).length)
    seen.total = Math.max(seen.total, totalReplicas(sets(w)))
  }
  return seen
}

describe('Deployment', () => {
  it('makes one ReplicaSet named by the hash of its template, and reports on it', () => {
    const w = world()
    w.create(deployment('web').replicas(3).image('app:1').build())
    w.settle()
    const [set] = sets(w) as [ReplicaSet]
    const hash = templateHash(get(w).spec.template)
    expect(set.metadata.name).toBe(`web-${hash}`)
    expect(set.metadata.labels).toEqual({ app: 'web', 'pod-template-hash': hash })
    expect(set.spec.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash })
    expect(set.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    })
    expect(get(w).metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' })
    expect(get(w).status).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
    })
    expect(condition(w, 'Available')).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable' })
    expect(condition(w, 'Progressing')).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "web-${hash}" has successfully progressed.`,
    })
    expect(w.events('web').filter((line) => line.startsWith('Scaling'))).toEqual([
      `ScalingReplicaSet Scaled up replica set web-${hash} from 0 to 3`,
    ])
    expect(w.server.clock.pendingWork).toBe(0)
  })

  it.each([
    { maxSurge: 1, maxUnavailable: 0, ready: 4, total: 5 },
    { maxSurge: 0, maxUnavailable: 1, ready: 3, total: 4 },
    { maxSurge: '25%', maxUnavailable: '25%', ready: 3, total: 5 },
    { maxSurge: '100%', maxUnavailable: 0, ready: 4, total: 8 },
  ])('rolls within its bounds: surge $maxSurge, unavailable $maxUnavailable', (bound) => {
    const w = world()
    w.create(deployment('web').replicas(4).image('app:1').rolling(bound.maxSurge, bound.maxUnavailable).build())
    w.settle()
    const seen = bounds(w, () => setImage(w, 'app:2'))
    expect(seen).toEqual({ ready: bound.ready, total: bound.total })
    expect(revisions(w)).toEqual({ 'app:1': '1', 'app:2': '2' })
    expect(w.list<Pod>('pods').map((p) => p.spec.containers[0]?.image)).toEqual(Array(4).fill('app:2'))
  })

  it('goes back to an old template by its old ReplicaSet, under a new revision', () => {
    const w = world()
    w.create(deployment('web').replicas(2).image('app:1').build())
    w.settle()
    setImage(w, 'app:2')
    w.settle()
    setImage(w, 'app:1')
    w.settle()
    expect(revisions(w)).toEqual({ 'app:1': '3', 'app:2': '2' })
    const first = sets(w).find((s) => s.spec.template?.spec?.containers[0]?.image === 'app:1')
    expect(first?.metadata.annotations?.['deployment.kubernetes.io/revision-history']).toBe('1')
    expect(get(w).metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3')
  })

  it('never runs two versions at once when it recreates', () => {
    const w = world()
    w.create(deployment('web').replicas(3).image('app:1').recreate().build())
    w.settle()
    setImage(w, 'app:2')
    const end = w.nowMs + 60_000
    while (w.server.clock.nextMs <= end && w.server.clock.step()) {
      expect(new Set(w.list<Pod>('pods').map((p) => p.spec.containers[0]?.image)).size).toBeLessThan(2)
    }
    expect(get(w).status.updatedReplicas).toBe(3)
  })

  it('does nothing but scale while paused, and says so', () => {
    const w = world()
    w.create(deployment('web').replicas(2).image('app:1').build())
    w.settle()
    edit(w, () => ({ paused: true }))
    w.settle()
    expect(condition(w, 'Progressing')).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' })
    setImage(w, 'app:2')
    edit(w, () => ({ replicas: 5 }))
    w.settle()
    expect(sets(w)).toHaveLength(1)
    expect(get(w).status.replicas).toBe(5)
    edit(w, () => ({ paused: false }))
    w.settle()
    expect(sets(w)).toHaveLength(2)
    expect(condition(w, 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' })
  })

  it('shares a new size out among its ReplicaSets while it rolls', () => {
    const w = world()
    w.create(deployment('web').replicas(10).image('app:1').rolling(3, 2).build())
    w.settle()
    edit(w, ({ template }) => ({
      template: { metadata: { ...template.metadata, annotations: { 'fake/never-ready': '1' } }, spec: template.spec },
    }))
    w.run(5_000)
    expect(
      sets(w)
        .map((s) => s.spec.replicas)
        .sort(),
    ).toEqual([5, 8])
    edit(w, () => ({ replicas: 15 }))
    w.run(5_000)
    expect(
      sets(w)
        .map((s) => s.spec.replicas)
        .sort(),
    ).toEqual([11, 7])
  })

  it('reports a rollout that is stuck once the deadline has passed, and no later', () => {
    const w = world()
    w.create(
      deployment('web')
        .replicas(1)
        .podAnnotation('fake/never-ready', '1')
        .with({ progressDeadlineSeconds: 10 })
        .build(),
    )
    w.run(9_000)
    expect(condition(w, 'Progressing')).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' })
    w.settle()
    expect(condition(w, 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: expect.stringMatching(/^ReplicaSet "web-\w+" has timed out progressing\.$/) as string,
    })
    expect(w.nowMs).toBeLessThan(13_000)
  })

  it('keeps no more old ReplicaSets than its history limit', () => {
    const w = world()
    w.create(deployment('web').replicas(1).image('app:1').with({ revisionHistoryLimit: 1 }).build())
    for (const image of ['app:2', 'app:3', 'app:4']) {
      w.settle()
      setImage(w, image)
    }
    w.settle()
    expect(revisions(w)).toEqual({ 'app:3': '3', 'app:4': '4' })
  })

  it('adopts a matching ReplicaSet without an owner', () => {
    const w = world()
    w.create(replicaSet('web').label('app', 'web').replicas(2).image('app:1').build())
    w.settle()
    w.create(deployment('web').replicas(2).image('app:1').build())
    w.settle()
    expect(sets(w)).toHaveLength(1)
    expect(sets(w)[0]?.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Deployment', name: 'web' })
    expect(get(w).status.availableReplicas).toBe(2)
  })

  it('takes another name when its hash belongs to another template', () => {
    const w = world()
    const manifest = deployment('web').replicas(1).image('app:1').build()
    const hash = templateHash(
      w.create<Deployment>(deployment('web').namespace('other').image('app:1').build()).spec.template,
    )
    w.create(replicaSet(`web-${hash}`).replicas(0).build())
    w.create(manifest)
    w.settle()
    expect(get(w).status.collisionCount).toBe(1)
    expect(get(w).status.availableReplicas).toBe(1)
  })

  it('ends at the same state after a restore as without it', () => {
    const run = (interrupt: boolean) => {
      const w = world({ seed: 9 })
      w.create(deployment('web').replicas(6).image('app:1').build())
      w.settle()
      setImage(w, 'app:2')
      w.run(150)
      const saved = w.checkpoint()
      if (interrupt) {
        w.run(3_000)
        w.restore(saved)
      }
      w.settle()
      return JSON.stringify([w.list('deployments.apps'), w.list('replicasets.apps'), w.list('pods'), w.nowMs])
    }
    expect(run(true)).toBe(run(false))
  })
})
