/** Writes to claims and volumes that the binder makes, each only when it changes something. */
import { equal } from '../../api/equal.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Table } from '../../api/table.ts'
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/types.ts'
import { CLAIMS, CLASSES, VOLUMES } from './indexes.ts'

type Phase = NonNullable<PersistentVolume['status']['phase']>

const COMPONENT = 'persistentvolume-controller'

export class StorageObjects {
  readonly claims: Table
  readonly volumes: Table
  readonly classes: Table

  constructor(readonly server: ApiServer) {
    const { store } = server
    this.claims = store.table(CLAIMS)
    this.volumes = store.table(VOLUMES)
    this.classes = store.table(CLASSES)
  }

  claim(namespace: string | undefined, name: string | undefined): PersistentVolumeClaim | undefined {
    return this.claims.find(namespace ?? '', name ?? '') as PersistentVolumeClaim | undefined
  }

  volume(name: string): PersistentVolume | undefined {
    return this.volumes.find('', name) as PersistentVolume | undefined
  }

  /** Replaces spec and metadata of a volume; the stored object. */
  writeVolume(next: PersistentVolume): PersistentVolume {
    return this.server.verbs.update(this.volumes, next, { trusted: true })
  }

  writeClaim(next: PersistentVolumeClaim): PersistentVolumeClaim {
    return this.server.verbs.update(this.claims, next, { trusted: true })
  }

  setVolumePhase(volume: PersistentVolume, phase: Phase, message = ''): PersistentVolume {
    const { status } = volume
    if (status?.phase === phase && (status.message ?? '') === message) return volume
    const stamp = status?.phase === phase ? status.lastPhaseTransitionTime : this.now()
    const next = { phase, ...(message ? { message } : {}), ...(stamp ? { lastPhaseTransitionTime: stamp } : {}) }
    return this.server.verbs.replaceStatus<PersistentVolume>(this.volumes, this.rowOf(volume), next)
  }

  /** Pending or Lost claims have nothing; a claim keeps the capacity it was bound with. */
  setClaimPhase(claim: PersistentVolumeClaim, phase: string, volume?: PersistentVolume): PersistentVolumeClaim {
    const { accessModes: _modes, capacity, ...rest } = claim.status ?? {}
    const bound = volume && {
      accessModes: [...(volume.spec.accessModes ?? [])],
      capacity: claim.status?.phase === 'Bound' && capacity ? capacity : { ...volume.spec.capacity },
    }
    const status = { ...rest, phase, ...bound } as PersistentVolumeClaim['status']
    if (equal(claim.status, status)) return claim
    const row = this.claims.row(claim.metadata.namespace as string, claim.metadata.name)
    return this.server.verbs.replaceStatus<PersistentVolumeClaim>(this.claims, row, status)
  }

  rowOf({ metadata }: PersistentVolume): number {
    return this.volumes.row('', metadata.name)
  }

  say(about: PersistentVolume | PersistentVolumeClaim, type: 'Normal' | 'Warning', reason: string, text: string): void {
    this.server.events.record(about, type, reason, text, { component: COMPONENT })
  }

  now(): string {
    return this.server.calendar.seconds(this.server.clock.nowMs)
  }
}
