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

  it("looks for an owner in the dependent's own namespace only, and says so", () => {
    const w = world()
    for (const name of ['default', 'other'])
      w.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } } as never)
    const owner = w.create(pod('owner').build())
    const far = pod('far').ownedBy(owner).build()
    w.create({ ...far, metadata: { ...far.metadata, namespace: 'other' } })
    w.settle()
    expect(w.list('pods').map(({ metadata }) => metadata.name)).toEqual(['owner'])
    const said = `ownerRef [v1/Pod, namespace: other, name: owner, uid: ${owner.metadata.uid}] does not exist in namespace "other"`
    expect(w.events('far')).toEqual([`OwnerRefInvalidNamespace ${said}`])
  })

  it('keeps what is in no namespace though its owner is in one', () => {
    const w = world()
    w.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } } as never)
    const owner = w.create(pod('owner').build())
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name: 'owner', uid: owner.metadata.uid }]
    w.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'child', ownerReferences } } as never)
    w.settle()
    w.delete('pods', 'owner')
    w.settle()
    expect(w.table('namespaces').find('', 'child')).toBeDefined()
    expect(w.events('child').filter((line) => line.startsWith('OwnerRefInvalidNamespace'))).toHaveLength(1)
  })

  it('lets an owner go as soon as its last dependent no longer blocks it', () => {
    const w = world()
    const owner = w.create(pod('owner').build())
    const child = pod('child').ownedBy(owner).build()
    const [reference] = child.metadata.ownerReferences ?? []
    const held = { ...child.metadata, finalizers: ['example.com/hold'] }
    w.create({
      ...child,
      metadata: { ...held, ownerReferences: [{ ...reference, blockOwnerDeletion: true }] },
    } as never)
    w.settle()
    w.delete('pods', 'owner', { propagationPolicy: 'Foreground' })
    w.settle()
    expect(w.find('pods', 'owner')).toBeDefined()
    w.server.verbs.modify(w.table('pods'), 'default', 'child', (pod) => ({
      ...pod,
      metadata: { ...pod.metadata, ownerReferences: [{ ...reference, blockOwnerDeletion: false }] as never },
    }))
    w.settle()
    expect(w.find('pods', 'owner')).toBeUndefined()
  })
})
