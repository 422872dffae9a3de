/**
 * Claims find their volumes. Source: pkg/controller/volume/persistentvolume/pv_controller.go syncClaim.
 *
 * Upstream looks at every claim again every fifteen seconds; here what could help a waiting claim (a volume that becomes
 * free, a class) wakes it, at the time of upstream's next round.
 */
import type { ApiServer } from '../../api/server.ts'
import type { KObject } from '../../api/object.ts'
import type { Result } from '../../core/workqueue.ts'
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../../kinds/types.ts'
import { BIND_COMPLETED, BOUND_BY_CONTROLLER } from '../../rules/storage/annotations.ts'
import {
  claimClass,
  classOf,
  defaultClass,
  hasNoClass,
  isNodeSelected,
  waitsForConsumer,
} from '../../rules/storage/classes.ts'
import { findVolume, isBoundTo, mismatch } from '../../rules/storage/match.ts'
import { type Controller, type Enqueue, ownRowsButStatus } from '../runtime.ts'
import { bind } from './binding.ts'
import {
  BY_CLAIM,
  BY_CLASS,
  CLAIMS,
  CLASSES,
  claimKey,
  claimsUsed,
  indexStorage,
  indexUsers,
  UNBOUND,
  USING,
  VOLUMES,
} from './indexes.ts'
import { provision } from './provision.ts'
import { StorageObjects } from './store.ts'

const NAME = 'persistentvolumeclaim-binder'
/** --pvclaimbinder-sync-period. */
const ROUND_MS = 15_000

/** Builds the controller over a server. */
export function claimBinder(server: ApiServer): Controller {
  indexStorage(server)
  indexUsers(server)
  const binder = new ClaimBinder(server)
  return {
    name: NAME,
    title: 'PersistentVolumeClaim',
    resource: CLAIMS,
    workers: 1,
    watches: [
      ownRowsButStatus(server, CLAIMS, NAME),
      {
        resource: VOLUMES,
        rows: (before, after, enqueue) =>
          binder.volumeChanged(before as PersistentVolume | undefined, after as PersistentVolume | undefined, enqueue),
      },
      { resource: CLASSES, rows: (_, after, enqueue) => binder.classChanged(after as StorageClass, enqueue) },
      { resource: 'pods', rows: (before, after, enqueue) => binder.podChanged(before, after, enqueue) },
    ],
    reconcile: (row) => binder.reconcile(row),
  }
}

class ClaimBinder {
  private readonly objects: StorageObjects

  constructor(private readonly server: ApiServer) {
    this.objects = new StorageObjects(server)
  }

  /** Until upstream's next round. */
  private untilRoundMs(): number {
    return ROUND_MS - (this.server.clock.nowMs % ROUND_MS)
  }

  volumeChanged(before: PersistentVolume | undefined, after: PersistentVolume | undefined, enqueue: Enqueue): void {
    const { claims } = this.objects
    for (const { claimRef } of [before?.spec ?? {}, after?.spec ?? {}]) {
      if (claimRef) enqueue(claims.row(claimRef.namespace as string, claimRef.name as string))
    }
    const isFreed = after?.status?.phase === 'Available' && before?.status?.phase !== 'Available'
    if (!isFreed || after.spec.claimRef) return
    const wait = this.untilRoundMs()
    claims.eachIn(UNBOUND, classNameOf(after), (_, row) => enqueue(row, wait))
  }

  classChanged(after: StorageClass | undefined, enqueue: Enqueue): void {
    if (after === undefined) return
    const wait = this.untilRoundMs()
    for (const name of [after.metadata.name, '']) {
      this.objects.claims.eachIn(UNBOUND, name, (_, row) => enqueue(row, wait))
    }
  }

  /** A Pod that waits for its claims is named in what they say. */
  podChanged(before: KObject | undefined, after: KObject | undefined, enqueue: Enqueue): void {
    if (before !== undefined || after === undefined) return
    for (const key of claimsUsed(after)) {
      const slash = key.indexOf('/')
      const claim = this.objects.claim(key.slice(0, slash), key.slice(slash + 1))
      if (claim === undefined || claim.spec.volumeName) continue
      enqueue(this.objects.claims.row(key.slice(0, slash), key.slice(slash + 1)), this.untilRoundMs())
    }
  }

  reconcile(row: number): Result {
    const claim = this.objects.claims.get(row) as PersistentVolumeClaim | undefined
    if (claim === undefined) return undefined
    if (claim.metadata.annotations?.[BIND_COMPLETED] !== undefined) this.keepBound(claim)
    else if (claim.spec.volumeName) this.bindNamed(claim, claim.spec.volumeName)
    else this.bindFree(claim)
    return undefined
  }

  private keepBound(claim: PersistentVolumeClaim): void {
    const { objects } = this
    const { volumeName } = claim.spec
    const lose = (reason: string, text: string) => {
      if (claim.status?.phase === 'Lost') return
      objects.say(objects.setClaimPhase(claim, 'Lost'), 'Warning', reason, text)
    }
    const gone = 'Data on the volume is lost!'
    if (!volumeName) return lose('ClaimLost', `Bound claim has lost reference to PersistentVolume. ${gone}`)
    const volume = objects.volume(volumeName)
    if (volume === undefined) return lose('ClaimLost', `Bound claim has lost its PersistentVolume. ${gone}`)
    const { claimRef } = volume.spec
    if (claimRef === undefined || claimRef.uid === claim.metadata.uid) return bind(objects, volume, claim)
    const misbound = 'Two claims are bound to the same volume, this one is bound incorrectly'
    return lose('ClaimMisbound', misbound)
  }

  /** The claim names its volume. */
  private bindNamed(claim: PersistentVolumeClaim, name: string): void {
    const { objects } = this
    const volume = objects.volume(name)
    const problem = volume && !volume.spec.claimRef ? mismatch(volume, claim) : undefined
    if (volume && problem !== undefined) {
      objects.say(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${name}": ${problem}`)
    } else if (volume && (!volume.spec.claimRef || isBoundTo(volume, claim))) return bind(objects, volume, claim)
    else if (volume && claim.metadata.annotations?.[BOUND_BY_CONTROLLER] === undefined) {
      objects.say(claim, 'Warning', 'FailedBinding', `volume "${name}" already bound to a different claim.`)
    }
    objects.setClaimPhase(claim, 'Pending')
  }

  private bindFree(claim: PersistentVolumeClaim): void {
    const { objects } = this
    const storageClass = classOf(objects.classes, claim)
    const delayed = waitsForConsumer(storageClass)
    const volume = findVolume(this.candidates(claim), claim, { delayed })
    if (volume) return bind(objects, volume, claim)
    if (delayed && !isNodeSelected(claim)) this.sayWaiting(claim)
    else if (claimClass(claim) !== '') provision(objects, claim, storageClass)
    else if (this.giveDefaultClass(claim)) return
    else {
      const why = 'no persistent volumes available for this claim and no storage class is set'
      objects.say(claim, 'Normal', 'FailedBinding', why)
    }
    objects.setClaimPhase(this.objects.claim(claim.metadata.namespace, claim.metadata.name) ?? claim, 'Pending')
  }

  /** Volumes of the claim's class, and those that name the claim whatever their class is. */
  private candidates(claim: PersistentVolumeClaim): PersistentVolume[] {
    const found = new Set<PersistentVolume>()
    const add = (volume: KObject) => found.add(volume as PersistentVolume)
    const { namespace, name } = claim.metadata
    this.objects.volumes.eachIn(BY_CLAIM, claimKey(namespace, name), add)
    this.objects.volumes.eachIn(BY_CLASS, claimClass(claim), add)
    return [...found]
  }

  /** A default class that came later than the claim. */
  private giveDefaultClass(claim: PersistentVolumeClaim): boolean {
    const storageClass = hasNoClass(claim) ? defaultClass(this.objects.classes) : undefined
    if (storageClass === undefined) return false
    this.objects.writeClaim({ ...claim, spec: { ...claim.spec, storageClassName: storageClass.metadata.name } })
    return true
  }

  private sayWaiting(claim: PersistentVolumeClaim): void {
    const { namespace, name } = claim.metadata
    const waiting: string[] = []
    this.server.store.table('pods').eachIn(USING, claimKey(namespace, name), (object) => {
      const pod = object as Pod
      // What came along with the claim is not seen yet at the first look.
      const isSeen = (pod.metadata.creationTimestamp ?? '') < this.objects.now()
      if (!pod.spec.nodeName && isSeen) waiting.push(pod.metadata.name)
    })
    if (waiting.length === 0) {
      const text = 'waiting for first consumer to be created before binding'
      return this.objects.say(claim, 'Normal', 'WaitForFirstConsumer', text)
    }
    const who = waiting.length === 1 ? `pod ${waiting[0]}` : `pods ${waiting.sort().join(',')}`
    return this.objects.say(claim, 'Normal', 'WaitForPodScheduled', `waiting for ${who} to be scheduled`)
  }
}

const classNameOf = ({ spec }: PersistentVolume): string => spec.storageClassName ?? ''
