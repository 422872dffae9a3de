/** Pods and their claims: what they wait for, where they go, what volumes and claims are told. */
import { describe, expect, it } from 'vitest'
import { DEFAULT_PROFILE } from '../../core/latency.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/types.ts'
import { node, pod } from '../../testing/builders.ts'
import { SchedulerWorld } from '../../testing/schedulerworld.ts'
import type { SchedulerConfiguration } from '../config/types.ts'

const HOST = 'kubernetes.io/hostname'

function world(config: SchedulerConfiguration = {}): SchedulerWorld {
  const made = new SchedulerWorld({ latency: DEFAULT_PROFILE, config })
  for (const name of ['node-1', 'node-2']) {
    const allocatable = { cpu: '4', memory: '8Gi', pods: '110' }
    made.create('nodes', { ...node(name).label(HOST, name).build(), status: { allocatable } })
  }
  return made
}

function addPod(w: SchedulerWorld, name: string, claimName: string): void {
  const manifest = pod(name).image('nginx').build()
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName } }]
  const spec = { ...(manifest.spec as object), schedulerName: 'default-scheduler', volumes }
  w.create('pods', { ...manifest, spec, status: { phase: 'Pending' } })
}

function addClass(w: SchedulerWorld, provisioner: string, volumeBindingMode = 'WaitForFirstConsumer'): void {
  w.create('storageclasses.storage.k8s.io', { metadata: { name: 'c' }, provisioner, volumeBindingMode })
}

function addClaim(w: SchedulerWorld, name: string): void {
  const spec = { storageClassName: 'c', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }
  w.create('persistentvolumeclaims', { metadata: { name, namespace: 'default' }, spec, status: { phase: 'Pending' } })
}

function addVolume(w: SchedulerWorld, name: string, host: string, storage = '1Gi'): void {
  const term = { matchExpressions: [{ key: HOST, operator: 'In', values: [host] }] }
  const spec = {
    storageClassName: 'c',
    capacity: { storage },
    accessModes: ['ReadWriteOnce'],
    local: { path: '/x' },
    nodeAffinity: { required: { nodeSelectorTerms: [term] } },
  }
  w.create('persistentvolumes', { metadata: { name }, spec, status: { phase: 'Available' } })
}

/** What the binder does when a volume names its claim, or a provisioner has made one. */
function bindClaim(w: SchedulerWorld, name: string, volumeName: string): void {
  const { store, verbs } = w.server
  verbs.modify<PersistentVolumeClaim>(store.table('persistentvolumeclaims'), 'default', name, (claim) => ({
    ...claim,
    metadata: {
      ...claim.metadata,
      annotations: { ...claim.metadata.annotations, 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: { ...claim.spec, volumeName },
  }))
}

const message = (w: SchedulerWorld, name: string) => w.pod(name)?.status.conditions?.[0]?.message

const find = <T>(w: SchedulerWorld, resource: string, namespace: string, name: string) =>
  w.server.store.table(resource).find(namespace, name) as T

describe('claims that bind late', () => {
  it('get the smallest volume in reach of the chosen node, and the Pod waits until they are bound', () => {
    const w = world()
    addClass(w, 'kubernetes.io/no-provisioner')
    addVolume(w, 'large', 'node-2', '5Gi')
    addVolume(w, 'small', 'node-2')
    addClaim(w, 'a')
    addPod(w, 'p', 'a')
    w.run(100)
    const { claimRef } = find<PersistentVolume>(w, 'persistentvolumes', '', 'small').spec
    expect(claimRef).toMatchObject({ kind: 'PersistentVolumeClaim', namespace: 'default', name: 'a' })
    expect(w.pod('p')?.spec.nodeName).toBeUndefined()
    bindClaim(w, 'a', 'small')
    w.run(1000)
    expect(w.pod('p')?.spec.nodeName).toBe('node-2')
  })

  it('are promised different volumes, and without one the Pod waits for it', () => {
    const w = world()
    addClass(w, 'kubernetes.io/no-provisioner')
    addVolume(w, 'only', 'node-1')
    for (const name of ['a', 'b']) {
      addClaim(w, name)
      addPod(w, `p-${name}`, name)
    }
    w.run(100)
    expect(message(w, 'p-b')).toMatch(/^0\/2 nodes are available: 2 node\(s\) didn't find available persistent volumes/)
    addVolume(w, 'second', 'node-2')
    w.run(2000)
    expect(find<PersistentVolume>(w, 'persistentvolumes', '', 'second').spec.claimRef?.name).toBe('b')
  })

  it('tell their provisioner the node, and the Pod tries again when it cannot', () => {
    const w = world()
    addClass(w, 'example.com/disks')
    addClaim(w, 'a')
    addPod(w, 'p', 'a')
    w.run(100)
    const claims = w.server.store.table('persistentvolumeclaims')
    const selected = () =>
      find<PersistentVolumeClaim>(w, 'persistentvolumeclaims', 'default', 'a').metadata.annotations?.[
        'volume.kubernetes.io/selected-node'
      ]
    expect(selected()).toMatch(/^node-/)
    w.server.verbs.modify(claims, 'default', 'a', (claim) => ({
      ...claim,
      metadata: { ...claim.metadata, annotations: { other: 'x' } },
    }))
    w.run(1100)
    expect(message(w, 'p')).toBe(
      'running PreBind plugin "VolumeBinding": binding volumes: provisioning failed for PVC "a"',
    )
    w.run(3000)
    expect(selected()).toMatch(/^node-/)
  })
})

it('a binding may take as long as the profile says', () => {
  const args = { bindTimeoutSeconds: 5 }
  const w = world({ profiles: [{ pluginConfig: [{ name: 'VolumeBinding', args }] }] })
  addClass(w, 'example.com/disks')
  addClaim(w, 'a')
  addPod(w, 'p', 'a')
  w.run(4000)
  expect(message(w, 'p')).toBeUndefined()
  w.run(2200)
  expect(message(w, 'p')).toBe('running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded')
})

describe('claims', () => {
  it('keep a Pod waiting while they are missing or unbound, and wake it', () => {
    const w = world()
    addClass(w, 'example.com/disks', 'Immediate')
    addPod(w, 'p', 'a')
    w.run(100)
    expect(message(w, 'p')).toContain('0/2 nodes are available: persistentvolumeclaim "a" not found. preemption: 0/2')
    addClaim(w, 'a')
    w.run(2000)
    expect(message(w, 'p')).toContain('pod has unbound immediate PersistentVolumeClaims. preemption: 0/2')
    addVolume(w, 'v', 'node-1')
    bindClaim(w, 'a', 'v')
    w.run(5000)
    expect(w.pod('p')?.spec.nodeName).toBe('node-1')
  })

  it('of a local volume keep a Pod to its node', () => {
    const w = world()
    addClass(w, 'kubernetes.io/no-provisioner')
    addVolume(w, 'v', 'node-9')
    addClaim(w, 'a')
    bindClaim(w, 'a', 'v')
    addPod(w, 'p', 'a')
    w.run(100)
    expect(message(w, 'p')).toContain(
      '0/2 nodes are available: 2 node(s) had volume node affinity conflict. preemption: 0/2',
    )
  })
})
