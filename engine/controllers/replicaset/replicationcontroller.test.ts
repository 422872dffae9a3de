import { describe, expect, it } from 'vitest'
import type { Pod, ReplicationController } from '../../kinds/types.ts'
import { pod } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { replicaSetController, replicationController } from './controller.ts'

const RESOURCE = 'replicationcontrollers'
const world = () => new World({ controllers: [replicaSetController, replicationController] })

function create(w: World, replicas: number): void {
  w.create<ReplicationController>({
    apiVersion: 'v1',
    kind: 'ReplicationController',
    metadata: { name: 'web' },
    spec: {
      replicas,
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx' }] } },
    },
  } as never)
}

const names = (w: World) => w.list<Pod>('pods').map(({ metadata }) => metadata.name)
const get = (w: World) => w.get<ReplicationController>(RESOURCE, 'web')

describe('ReplicationController', () => {
  it('makes its Pods and says how many are ready', () => {
    const w = world()
    create(w, 3)
    w.settle()
    expect(names(w)).toHaveLength(3)
    expect(w.list<Pod>('pods')[0]?.metadata.ownerReferences).toEqual([
      expect.objectContaining({ apiVersion: 'v1', kind: 'ReplicationController', name: 'web', controller: true }),
    ])
    expect(get(w).status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    })
    expect(w.events('web')).toContainEqual(`SuccessfulCreate Created pod: ${names(w)[0]}`)
  })

  it('replaces what is gone, and gives up what is too much', () => {
    const w = world()
    create(w, 3)
    w.settle()
    w.delete('pods', names(w)[0] as string, { gracePeriodSeconds: 0 })
    w.settle()
    expect(names(w)).toHaveLength(3)
    w.change<ReplicationController>(RESOURCE, 'web', (stored) => ({ ...stored, spec: { ...stored.spec, replicas: 1 } }))
    w.settle()
    expect(names(w)).toHaveLength(1)
    expect(get(w).status).toMatchObject({ replicas: 1, observedGeneration: 2 })
  })

  it('adopts what matches and lets go what matches no longer', () => {
    const w = world()
    w.create(pod('own').podLabel('app', 'web').build())
    w.settle()
    create(w, 1)
    w.settle()
    expect(names(w)).toEqual(['own'])
    w.change<Pod>('pods', 'own', (stored) => ({
      ...stored,
      metadata: { ...stored.metadata, labels: { app: 'other' } },
    }))
    w.settle()
    expect(names(w)).toHaveLength(2)
    expect(w.get<Pod>('pods', 'own').metadata.ownerReferences).toBeUndefined()
  })
})
