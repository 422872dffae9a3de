import { describe, expect, it } from 'vitest'
import { claimResize } from '../../admission/claimresize.ts'
import { defaultStorageClass } from '../../admission/defaultclass.ts'
import { storageObjectInUseProtection } from '../../admission/storageobjectinuseprotection.ts'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kinds/types.ts'
import { pod } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { diskProvisioner } from '../diskprovisioner/controller.ts'
import { diskDeleter } from '../diskprovisioner/deleter.ts'
import { claimProtection } from '../storageprotection/claims.ts'
import { volumeProtection } from '../storageprotection/volumes.ts'
import { claimBinder } from './claims.ts'
import { volumeBinder } from './volumes.ts'

const CLAIMS = 'persistentvolumeclaims'
const VOLUMES = 'persistentvolumes'

const world = () =>
  new World({
    controllers: [claimBinder, volumeBinder, claimProtection, volumeProtection, diskProvisioner, diskDeleter],
    admission: [defaultStorageClass, storageObjectInUseProtection, claimResize],
  })

interface Wish {
  className?: string
  modes?: string[]
  spec?: Partial<PersistentVolumeClaim['spec']>
}

function claim(w: World, name: string, storage: string, { className, modes = ['ReadWriteOnce'], spec }: Wish = {}) {
  const storageClassName = className === undefined ? {} : { storageClassName: className }
  w.create<PersistentVolumeClaim>({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: modes, resources: { requests: { storage } }, ...storageClassName, ...spec },
  } as never)
}

function volume(w: World, name: string, storage: string, spec: Partial<PersistentVolume['spec']> = {}, labels = {}) {
  w.create<PersistentVolume>({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, labels },
    spec: {
      capacity: { storage },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'manual',
      hostPath: { path: `/tmp/${name}` },
      ...spec,
    },
  } as never)
}

function storageClass(w: World, name: string, provisioner: string, fields: Partial<StorageClass> = {}) {
  w.create<StorageClass>({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner,
    ...fields,
  } as never)
}

const manual = { className: 'manual' }
const getClaim = (w: World, name: string) => w.get<PersistentVolumeClaim>(CLAIMS, name)
const getVolume = (w: World, name: string) => w.get<PersistentVolume>(VOLUMES, name)
const volumeOf = (w: World, name: string) => getClaim(w, name).spec.volumeName

describe('binding', () => {
  it('takes the smallest volume that fits', () => {
    const w = world()
    volume(w, 'large', '10Gi')
    volume(w, 'fits', '3Gi')
    volume(w, 'small', '1Gi')
    w.settle()
    claim(w, 'data', '2Gi', manual)
    w.settle()
    expect(volumeOf(w, 'data')).toBe('fits')
    expect(getClaim(w, 'data').status).toEqual({
      phase: 'Bound',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '3Gi' },
    })
    expect(getClaim(w, 'data').metadata.annotations).toEqual({
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
    })
    expect(getVolume(w, 'fits').status.phase).toBe('Bound')
    expect(getVolume(w, 'large').status.phase).toBe('Available')
  })

  it('looks at access modes, mode, class and selector', () => {
    const w = world()
    volume(w, 'a', '1Gi', { accessModes: ['ReadOnlyMany'] }, { tier: 'gold' })
    volume(w, 'b', '1Gi', { volumeMode: 'Block' }, { tier: 'gold' })
    volume(w, 'c', '1Gi', { storageClassName: 'other' }, { tier: 'gold' })
    volume(w, 'd', '1Gi', {}, { tier: 'lead' })
    volume(w, 'e', '5Gi', {}, { tier: 'gold' })
    w.settle()
    claim(w, 'data', '1Gi', { ...manual, spec: { selector: { matchLabels: { tier: 'gold' } } } })
    w.settle()
    expect(volumeOf(w, 'data')).toBe('e')
  })

  it('keeps a volume for the claim that a person meant it for', () => {
    const w = world()
    volume(w, 'kept', '1Gi', { claimRef: { namespace: 'default', name: 'later' } })
    w.settle()
    expect(getVolume(w, 'kept').status.phase).toBe('Available')
    claim(w, 'data', '1Gi', manual)
    w.settle()
    expect(volumeOf(w, 'data')).toBeUndefined()
    claim(w, 'later', '1Gi', manual)
    w.settle()
    expect(volumeOf(w, 'later')).toBe('kept')
    expect(getVolume(w, 'kept').metadata.annotations ?? {}).not.toHaveProperty('pv.kubernetes.io/bound-by-controller')
  })

  it('binds a claim to the volume it names, or says why not', () => {
    const w = world()
    volume(w, 'one', '1Gi')
    w.settle()
    claim(w, 'greedy', '2Gi', { ...manual, spec: { volumeName: 'one' } })
    w.settle()
    expect(w.events('greedy')).toEqual([
      'VolumeMismatch Cannot bind to requested volume "one": requested PV is too small',
    ])
    claim(w, 'modest', '1Gi', { ...manual, spec: { volumeName: 'one' } })
    w.settle()
    expect(getClaim(w, 'modest').status.phase).toBe('Bound')
    claim(w, 'late', '1Gi', { ...manual, spec: { volumeName: 'one' } })
    w.settle()
    expect(w.events('late')).toEqual(['FailedBinding volume "one" already bound to a different claim.'])
  })

  it('waits for a volume to come, until the next round', () => {
    const w = world()
    claim(w, 'data', '1Gi')
    w.settle()
    const why = 'FailedBinding no persistent volumes available for this claim and no storage class is set'
    expect(w.events('data')).toEqual([why])
    volume(w, 'late', '1Gi', { storageClassName: '' })
    w.run(1000)
    expect(volumeOf(w, 'data')).toBeUndefined()
    w.run(16_000)
    expect(volumeOf(w, 'data')).toBe('late')
  })

  it('tells a claim that its volume is lost', () => {
    const w = world()
    volume(w, 'one', '1Gi')
    w.settle()
    claim(w, 'data', '1Gi', manual)
    w.settle()
    w.delete(VOLUMES, 'one')
    w.settle()
    expect(getVolume(w, 'one').metadata.deletionTimestamp).toBeDefined()
    w.change<PersistentVolume>(VOLUMES, 'one', (stored) => {
      const { finalizers: _, ...metadata } = stored.metadata
      return { ...stored, metadata }
    })
    w.settle()
    expect(getClaim(w, 'data').status.phase).toBe('Lost')
    expect(w.events('data')).toEqual([
      'ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    ])
  })
})

describe('what becomes of a volume', () => {
  const released = (policy: string, path = '/tmp/one') => {
    const w = world()
    volume(w, 'one', '1Gi', { persistentVolumeReclaimPolicy: policy, hostPath: { path } })
    w.settle()
    claim(w, 'data', '1Gi', manual)
    w.settle()
    w.delete(CLAIMS, 'data')
    w.settle()
    return w
  }

  it('stays, released, with its data', () => {
    const w = released('Retain')
    expect(getVolume(w, 'one').status.phase).toBe('Released')
    claim(w, 'data', '1Gi', manual)
    w.run(20_000)
    expect(volumeOf(w, 'data')).toBeUndefined()
  })

  it('goes with its claim', () => {
    expect(released('Delete').find(VOLUMES, 'one')).toBeUndefined()
  })

  it('says that it cannot be deleted', () => {
    const w = released('Delete', '/data')
    const why = 'host_path deleter only supports /tmp/.+ but received provided /data'
    expect(getVolume(w, 'one').status).toMatchObject({ phase: 'Failed', message: why })
    expect(w.events('one')).toEqual([`VolumeFailedDelete ${why}`])
  })

  it('is emptied and free again', () => {
    const w = released('Recycle')
    expect(getVolume(w, 'one').status.phase).toBe('Available')
    expect(getVolume(w, 'one').spec.claimRef).toBeUndefined()
  })
})

describe('protection', () => {
  it('keeps a claim while a Pod on a node uses it', () => {
    const w = world()
    volume(w, 'one', '1Gi')
    w.settle()
    claim(w, 'data', '1Gi', manual)
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }]
    const user = pod('user').build()
    w.create({ ...user, spec: { ...user.spec, volumes, nodeName: 'node-1' } } as never)
    w.settle()
    w.delete(CLAIMS, 'data')
    w.settle()
    expect(getClaim(w, 'data').metadata.finalizers).toEqual(['kubernetes.io/pvc-protection'])
    w.delete('pods', 'user', { gracePeriodSeconds: 0 })
    w.settle()
    expect(w.find(CLAIMS, 'data')).toBeUndefined()
  })
})

describe('disks on demand', () => {
  const DISK = 'disk.drydock.dev'

  it('are made for claims of the default class, made larger, and deleted with them', () => {
    const w = world()
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' }
    storageClass(w, 'standard', DISK, {
      metadata: { name: 'standard', annotations } as never,
      allowVolumeExpansion: true,
    })
    claim(w, 'data', '1Gi')
    w.settle()
    const name = volumeOf(w, 'data') as string
    expect(name).toBe(`pvc-${getClaim(w, 'data').metadata.uid}`)
    expect(getVolume(w, name).spec).toMatchObject({ storageClassName: 'standard', csi: { driver: DISK } })
    expect(new Set(w.events('data').map((line) => line.split(' ')[0]))).toEqual(
      new Set(['ExternalProvisioning', 'Provisioning', 'ProvisioningSucceeded']),
    )
    w.change<PersistentVolumeClaim>(CLAIMS, 'data', (stored) => ({
      ...stored,
      spec: { ...stored.spec, resources: { requests: { storage: '5Gi' } } },
    }))
    w.settle()
    expect(getClaim(w, 'data').status).toMatchObject({ phase: 'Bound', capacity: { storage: '5Gi' } })
    expect(getClaim(w, 'data').status.conditions).toBeUndefined()
    expect(getVolume(w, name).spec.capacity).toEqual({ storage: '5Gi' })
    w.delete(CLAIMS, 'data')
    w.settle()
    expect(w.find(VOLUMES, name)).toBeUndefined()
  })

  it('wait for the node where the first Pod runs', () => {
    const w = world()
    storageClass(w, 'late', DISK, { volumeBindingMode: 'WaitForFirstConsumer' })
    claim(w, 'data', '1Gi', { className: 'late' })
    w.settle()
    expect(w.events('data')).toEqual(['WaitForFirstConsumer waiting for first consumer to be created before binding'])
    w.change<PersistentVolumeClaim>(CLAIMS, 'data', (stored) => ({
      ...stored,
      metadata: { ...stored.metadata, annotations: { 'volume.kubernetes.io/selected-node': 'node-1' } },
    }))
    w.settle()
    expect(getClaim(w, 'data').status.phase).toBe('Bound')
  })

  it('are refused where the class is not there, or cannot grow', () => {
    const w = world()
    claim(w, 'data', '1Gi', { className: 'none' })
    w.settle()
    expect(w.events('data')).toEqual(['ProvisioningFailed storageclass.storage.k8s.io "none" not found'])
    volume(w, 'one', '1Gi')
    w.settle()
    claim(w, 'fixed', '1Gi', manual)
    w.settle()
    const grow = () =>
      w.change<PersistentVolumeClaim>(CLAIMS, 'fixed', (stored) => ({
        ...stored,
        spec: { ...stored.spec, resources: { requests: { storage: '5Gi' } } },
      }))
    expect(grow).toThrow('only dynamically provisioned pvc can be resized')
  })

  it('come to claims that were there before the default class', () => {
    const w = world()
    claim(w, 'data', '1Gi')
    w.settle()
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' }
    storageClass(w, 'standard', DISK, { metadata: { name: 'standard', annotations } as never })
    w.run(20_000)
    expect(getClaim(w, 'data')).toMatchObject({ spec: { storageClassName: 'standard' }, status: { phase: 'Bound' } })
  })
})
