import { describe, expect, it } from 'vitest'
import { failure } from '../../api/errors.ts'
import type { ControllerRevision, PersistentVolumeClaim, Pod, StatefulSet } from '../../kinds/types.ts'
import { isPodReady } from '../../rules/podutil.ts'
import { pod, statefulSet } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { statefulSetController } from './controller.ts'

const world = (features: Record<string, boolean> = {}) => {
  const w = new World({ controllers: [statefulSetController] })
  Object.assign(w.server.features, features)
  return w
}
const pods = (w: World) => w.list<Pod>('pods').map(({ metadata }) => metadata.name)
const get = (w: World) => w.get<StatefulSet>('statefulsets.apps', 'db')
const edit = (w: World, spec: Partial<StatefulSet['spec']>) =>
  w.change<StatefulSet>('statefulsets.apps', 'db', (set) => ({ ...set, spec: { ...set.spec, ...spec } }))
const setImage = (w: World, image: string) => {
  const { template } = get(w).spec
  edit(w, { template: { ...template, spec: { ...template.spec, containers: [{ name: 'app', image }] } } })
}
const images = (w: World) => w.list<Pod>('pods').map(({ spec }) => spec.containers[0]?.image)
const revisions = (w: World) =>
  w.list<ControllerRevision>('controllerrevisions.apps').sort((a, b) => a.revision - b.revision)
const owners = (w: World, claim: string) =>
  w.get<PersistentVolumeClaim>('persistentvolumeclaims', claim).metadata.ownerReferences?.map(({ kind }) => kind) ?? []

describe('StatefulSet', () => {
  it('makes Pods one after the other, with names, labels and host names of their own', () => {
    const w = world()
    w.create(statefulSet('db').replicas(3).build())
    const alive: number[] = []
    while (w.server.clock.pendingWork > 0 && w.server.clock.step()) {
      const unready = w.list<Pod>('pods').filter((p) => !isPodReady(p)).length
      alive.push(unready)
    }
    expect(Math.max(...alive)).toBe(1)
    expect(pods(w)).toEqual(['db-0', 'db-1', 'db-2'])
    const { metadata, spec } = w.get<Pod>('pods', 'db-1')
    const [revision] = revisions(w) as [ControllerRevision]
    expect(metadata.labels).toEqual({
      app: 'db',
      'apps.kubernetes.io/pod-index': '1',
      'statefulset.kubernetes.io/pod-name': 'db-1',
      'controller-revision-hash': revision.metadata.name,
    })
    expect(spec).toMatchObject({ hostname: 'db-1', subdomain: 'db' })
    expect(get(w).status).toEqual({
      observedGeneration: 1,
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      currentReplicas: 3,
      updatedReplicas: 3,
      currentRevision: revision.metadata.name,
      updateRevision: revision.metadata.name,
      collisionCount: 0,
    })
    expect(w.events('db').filter((line) => line.includes('StatefulSet'))).toEqual(
      [0, 1, 2].map((i) => `SuccessfulCreate create Pod db-${i} in StatefulSet db successful`),
    )
  })

  it('makes all at once when Parallel, and counts from ordinals.start', () => {
    const w = world()
    w.create(
      statefulSet('db')
        .replicas(3)
        .parallel()
        .with({ ordinals: { start: 5 } })
        .build(),
    )
    w.run(60)
    expect(pods(w)).toEqual(['db-5', 'db-6', 'db-7'])
  })

  it('waits for the end of a Pod before it makes the next of its name', () => {
    const w = world()
    w.create(statefulSet('db').replicas(1).podAnnotation('fake/kill-ms', '5000').build())
    w.settle()
    const { uid } = w.get<Pod>('pods', 'db-0').metadata
    w.delete('pods', 'db-0')
    w.run(4000)
    expect(w.get<Pod>('pods', 'db-0').metadata.uid).toBe(uid)
    w.settle()
    expect(w.get<Pod>('pods', 'db-0').metadata.uid).not.toBe(uid)
  })

  it('updates from the last Pod down to the partition, and takes a rollback back to the old revision', () => {
    const w = world()
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } }
    w.create(statefulSet('db').replicas(3).image('app:1').with({ updateStrategy }).build())
    w.settle()
    setImage(w, 'app:2')
    w.settle()
    expect(images(w)).toEqual(['app:1', 'app:2', 'app:2'])
    expect(get(w).status).toMatchObject({ currentReplicas: 1, updatedReplicas: 2 })
    // A Pod below the partition comes back as it was.
    w.delete('pods', 'db-0')
    w.settle()
    expect(images(w)).toEqual(['app:1', 'app:2', 'app:2'])
    const [first] = revisions(w) as [ControllerRevision]
    setImage(w, 'app:1')
    w.settle()
    expect(images(w)).toEqual(['app:1', 'app:1', 'app:1'])
    expect(revisions(w).at(-1)).toMatchObject({ metadata: { name: first.metadata.name }, revision: 3 })
    expect(get(w).status.currentRevision).toBe(first.metadata.name)
  })

  it('stays stuck behind a broken Pod until it is deleted by hand', () => {
    const w = world()
    w.create(statefulSet('db').replicas(2).image('app:1').build())
    w.settle()
    const { template } = get(w).spec
    const broken = { ...template, metadata: { ...template.metadata, annotations: { 'fake/pull-error': 'true' } } }
    edit(w, { template: broken })
    w.settle()
    edit(w, { template })
    w.settle()
    expect(isPodReady(w.get<Pod>('pods', 'db-1'))).toBe(false)
    w.delete('pods', 'db-1')
    w.settle()
    expect(isPodReady(w.get<Pod>('pods', 'db-1'))).toBe(true)
    expect(get(w).status.updatedReplicas).toBe(2)
  })

  it('leaves Pods alone under OnDelete', () => {
    const w = world()
    w.create(
      statefulSet('db')
        .replicas(2)
        .image('app:1')
        .with({ updateStrategy: { type: 'OnDelete' } })
        .build(),
    )
    w.settle()
    setImage(w, 'app:2')
    w.settle()
    expect(images(w)).toEqual(['app:1', 'app:1'])
    w.delete('pods', 'db-0')
    w.settle()
    expect(images(w)).toEqual(['app:2', 'app:1'])
  })

  it('gives up several Pods at once only where the feature is on', () => {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 2 } }
    const most = (w: World) => {
      w.create(statefulSet('db').replicas(4).image('app:1').with({ updateStrategy }).build())
      w.settle()
      setImage(w, 'app:2')
      let away = 0
      while (w.server.clock.pendingWork > 0 && w.server.clock.step()) {
        away = Math.max(
          away,
          4 - w.list<Pod>('pods').filter((p) => !p.metadata.deletionTimestamp && isPodReady(p)).length,
        )
      }
      expect(images(w)).toEqual(['app:2', 'app:2', 'app:2', 'app:2'])
      return away
    }
    expect(most(world())).toBe(1)
    expect(most(world({ MaxUnavailableStatefulSet: true }))).toBe(2)
  })

  it('keeps old revisions up to the limit', () => {
    const w = world()
    w.create(statefulSet('db').replicas(1).image('app:1').with({ revisionHistoryLimit: 1 }).build())
    for (const tag of [2, 3, 4]) {
      w.settle()
      setImage(w, `app:${tag}`)
    }
    w.settle()
    expect(revisions(w).map(({ revision }) => revision)).toEqual([3, 4])
  })

  it('makes claims before Pods and lets them go as the retention policy says', () => {
    const w = world()
    const policy = { whenScaled: 'Delete', whenDeleted: 'Retain' }
    w.create(statefulSet('db').replicas(2).claim('data').with({ persistentVolumeClaimRetentionPolicy: policy }).build())
    w.settle()
    expect(w.get<Pod>('pods', 'db-1').spec.volumes?.[0]).toEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'data-db-1' },
    })
    expect(owners(w, 'data-db-1')).toEqual([])
    edit(w, { replicas: 1 })
    w.run(100)
    expect(owners(w, 'data-db-1')).toEqual(['Pod'])
    expect(owners(w, 'data-db-0')).toEqual([])
    w.settle()
    edit(w, { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Retain', whenDeleted: 'Delete' } })
    w.settle()
    expect(owners(w, 'data-db-0')).toEqual(['StatefulSet'])
    expect(w.events('db')).toContain('SuccessfulUpdate update Pod db-0 in StatefulSet db successful')
  })

  it('waits for minReadySeconds before the next Pod', () => {
    const w = world()
    w.create(statefulSet('db').replicas(2).with({ minReadySeconds: 30 }).build())
    w.run(25_000)
    expect(pods(w)).toEqual(['db-0'])
    expect(get(w).status).toMatchObject({ readyReplicas: 1, availableReplicas: 0 })
    w.settle()
    expect(get(w).status.availableReplicas).toBe(2)
  })

  it('adopts an orphan of its name and labels, and no other', () => {
    const w = world()
    w.create(pod('db').podLabel('app', 'db').build())
    w.create({ ...pod('db-0').podLabel('app', 'db').build() })
    w.create(statefulSet('db').replicas(1).build())
    w.settle()
    const controllers = w.list<Pod>('pods').map(({ metadata }) => metadata.ownerReferences?.[0]?.name)
    expect(controllers).toEqual([undefined, 'db'])
  })

  it('says what the server refused, and tries again', () => {
    let refusing = true
    const w = new World({
      controllers: [statefulSetController],
      admission: [
        {
          name: 'Refusal',
          validate({ info, operation }) {
            if (refusing && info.resource === 'pods' && operation === 'CREATE') throw failure(403, 'Forbidden', 'no')
          },
        },
      ],
    })
    w.create(statefulSet('db').replicas(1).build())
    w.run(1000)
    expect(w.events('db')[0]).toBe('FailedCreate create Pod db-0 in StatefulSet db failed error: no')
    refusing = false
    w.settle()
    expect(pods(w)).toEqual(['db-0'])
  })
})
