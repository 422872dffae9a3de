import { describe, expect, it } from 'vitest'
import type { Pod } from '../../kinds/types.ts'
import { deployment, pod } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { deploymentController } from '../deployment/controller.ts'
import { replicaSetController } from '../replicaset/controller.ts'
import { garbageCollector } from './controller.ts'

const RESOURCES = ['deployments.apps', 'replicasets.apps', 'pods']

function world(): World {
  return new World({ controllers: [deploymentController, replicaSetController, garbageCollector] })
}

function withDeployment(): World {
  const w = world()
  w.create(deployment('web').replicas(3).build())
  w.settle()
  return w
}

const counts = (w: World) => RESOURCES.map((resource) => w.table(resource).count())

describe('garbage collection', () => {
  it('background: the owner goes at once, what it owned follows level by level', () => {
    const w = withDeployment()
    w.delete('deployments.apps', 'web', { propagationPolicy: 'Background' })
    expect(counts(w)).toEqual([0, 1, 3])
    w.settle()
    expect(counts(w)).toEqual([0, 0, 0])
  })

  it('foreground: the owner stays until all that block it are gone', () => {
    const w = withDeployment()
    w.delete('deployments.apps', 'web', { propagationPolicy: 'Foreground' })
    let order = ''
    for (const resource of RESOURCES) {
      w.server.store.watch(resource, (_row, _before, after) => {
        if (after === undefined) order += resource[0]
      })
    }
    w.run(100)
    expect(w.get('deployments.apps', 'web').metadata.finalizers).toEqual(['foregroundDeletion'])
    w.settle()
    expect(order).toBe('ppprd')
    expect(counts(w)).toEqual([0, 0, 0])
  })

  it('orphan: what was owned stays, without that owner', () => {
    const w = withDeployment()
    w.delete('deployments.apps', 'web', { propagationPolicy: 'Orphan' })
    w.settle()
    expect(counts(w)).toEqual([0, 1, 3])
    expect(w.list('replicasets.apps')[0]?.metadata.ownerReferences).toBeUndefined()
    expect(w.list('pods')[0]?.metadata.ownerReferences?.[0]?.kind).toBe('ReplicaSet')
  })

  it('collects an object whose owner never was, or is another one of the same name', () => {
    const w = world()
    const owner = w.create(pod('owner').build())
    const stranger = { ...owner, metadata: { ...owner.metadata, uid: 'another' } }
    w.create(pod('impostor').ownedBy(stranger).build())
    w.create(pod('child').ownedBy(owner).build())
    w.settle()
    expect(w.list('pods').map(({ metadata }) => metadata.name)).toEqual(['child', 'owner'])
  })

  it('strikes a gone owner off while another remains', () => {
    const w = world()
    const first = w.create(pod('first').build())
    const second = w.create(pod('second').build())
    w.create(pod('child').ownedBy(first, {}).ownedBy(second, {}).build())
    w.settle()
    w.delete('pods', 'first')
    w.settle()
    expect(w.get('pods', 'child').metadata.ownerReferences?.map(({ name }) => name)).toEqual(['second'])
    w.delete('pods', 'second')
    w.settle()
    expect(w.find('pods', 'child')).toBeUndefined()
  })

  it('leaves alone what is owned by a kind that is not served', () => {
    const w = world()
    const foreign = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'x', uid: 'u' } }
    w.create(
      pod('child')
        .ownedBy(foreign as never)
        .build(),
    )
    w.settle()
    expect(w.find<Pod>('pods', 'child')?.metadata.deletionTimestamp).toBeUndefined()
  })

  it('cuts a ring of owners that wait for each other', () => {
    const w = world()
    const fields = { blockOwnerDeletion: true }
    const a = w.create(pod('a').build())
    const b = w.create(pod('b').ownedBy(a, fields).build())
    const { apiVersion, kind } = b
    const reference = { apiVersion, kind, name: 'b', uid: b.metadata.uid, ...fields }
    w.change('pods', 'a', (object) => ({ ...object, metadata: { ...object.metadata, ownerReferences: [reference] } }))
    w.settle()
    w.delete('pods', 'a', { propagationPolicy: 'Foreground' })
    w.settle()
    expect(w.table('pods').count()).toBe(0)
  })
})
