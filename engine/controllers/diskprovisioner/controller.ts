/**
 * Makes disks for claims whose class asks for them, and makes them larger: what a vendor's provisioner and resizer do
 * beside the control plane. Source of the words: kubernetes-csi external-provisioner and external-resizer.
 */
import type { ApiServer } from '../../api/server.ts'
import { PagedFloats } from '../../core/paged.ts'
import type { Result } from '../../core/workqueue.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/types.ts'
import { PROVISIONED_BY, PROVISIONERS } from '../../rules/storage/annotations.ts'
import { classOf, isNodeSelected, waitsForConsumer } from '../../rules/storage/classes.ts'
import { DISK_DRIVER } from '../../rules/storage/disk.ts'
import { claimBytes, volumeBytes } from '../../rules/storage/match.ts'
import { CLAIMS, indexStorage } from '../persistentvolume/indexes.ts'
import { volumeDraft, volumeNameFor } from '../persistentvolume/provision.ts'
import { StorageObjects } from '../persistentvolume/store.ts'
import { type Controller, ownRows } from '../runtime.ts'
import { finishResize, startResize } from './resize.ts'

const NAME = 'disk-provisioner'
/** How long the storage takes to make a disk, or to make it larger. */
const WORK_MS = 1000
const WORKERS = 10

/** Builds the controller over a server. */
export function diskProvisioner(server: ApiServer): Controller {
  indexStorage(server)
  const disks = new Disks(server)
  return {
    name: NAME,
    title: 'Disk provisioner',
    resource: CLAIMS,
    workers: WORKERS,
    watches: [ownRows(CLAIMS)],
    reconcile: (row) => disks.reconcile(row),
  }
}

class Disks {
  private readonly objects: StorageObjects
  /** When the work on a claim is done; 0 = none is under way. */
  private readonly due: PagedFloats

  constructor(private readonly server: ApiServer) {
    this.objects = new StorageObjects(server)
    this.due = server.checkpoints.register(new PagedFloats(server.checkpoints.epoch))
  }

  reconcile(row: number): Result {
    const claim = this.objects.claims.get(row) as PersistentVolumeClaim | undefined
    if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return this.stop(row)
    if (this.isToBeMade(claim)) {
      return this.work(
        row,
        () => this.sayProvisioning(claim),
        () => this.make(claim),
      )
    }
    const volume = this.toBeResized(claim)
    if (volume === undefined) return this.stop(row)
    const { objects } = this
    return this.work(
      row,
      () => startResize(objects, claim, volume),
      () => finishResize(objects, claim, volume),
    )
  }

  private stop(row: number): undefined {
    if (this.due.get(row) !== 0) this.due.set(row, 0)
    return undefined
  }

  /** Begins, waits until the storage has done it, and ends. */
  private work(row: number, begin: () => void, end: () => void): Result {
    const { nowMs } = this.server.clock
    const due = this.due.get(row)
    if (due === 0) {
      begin()
      this.due.set(row, nowMs + WORK_MS)
      return { afterMs: WORK_MS }
    }
    if (due > nowMs) return { afterMs: due - nowMs }
    this.due.set(row, 0)
    end()
    return undefined
  }

  private isToBeMade(claim: PersistentVolumeClaim): boolean {
    const asked = PROVISIONERS.some((name) => claim.metadata.annotations?.[name] === DISK_DRIVER)
    if (!asked || claim.spec.volumeName || this.objects.volume(volumeNameFor(claim)) !== undefined) return false
    const storageClass = classOf(this.objects.classes, claim)
    if (storageClass?.provisioner !== DISK_DRIVER) return false
    return !waitsForConsumer(storageClass) || isNodeSelected(claim)
  }

  private say(claim: PersistentVolumeClaim, reason: string, text: string): void {
    this.server.events.record(claim, 'Normal', reason, text, { component: DISK_DRIVER })
  }

  private sayProvisioning(claim: PersistentVolumeClaim): void {
    const { namespace, name } = claim.metadata
    this.say(claim, 'Provisioning', `External provisioner is provisioning volume for claim "${namespace}/${name}"`)
  }

  private make(claim: PersistentVolumeClaim): void {
    const { objects, server } = this
    const storageClass = classOf(objects.classes, claim)
    if (storageClass === undefined) return
    const name = volumeNameFor(claim)
    const isBlock = claim.spec.volumeMode === 'Block'
    const csi = { driver: DISK_DRIVER, volumeHandle: name, ...(isBlock ? {} : { fsType: 'ext4' }) }
    server.verbs.create(objects.volumes, volumeDraft(claim, storageClass, { csi }, { [PROVISIONED_BY]: DISK_DRIVER }))
    this.say(claim, 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`)
  }

  /** The claim's disk, when the claim asks for more than it has and its class allows that. */
  private toBeResized(claim: PersistentVolumeClaim): PersistentVolume | undefined {
    if (claim.status?.phase !== 'Bound' || !classOf(this.objects.classes, claim)?.allowVolumeExpansion) return undefined
    const volume = this.objects.volume(claim.spec.volumeName ?? '')
    const isOurs = volume?.spec.csi?.driver === DISK_DRIVER
    return isOurs && volumeBytes(volume) < claimBytes(claim) ? volume : undefined
  }
}
