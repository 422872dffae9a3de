/** A larger disk for a claim, while it is in use. Source: kubernetes-csi external-resizer pkg/controller. */
import type { PersistentVolume, PersistentVolumeClaim } from '../../kinds/types.ts'
import { DISK_DRIVER } from '../../rules/storage/disk.ts'
import type { StorageObjects } from '../persistentvolume/store.ts'

type Status = PersistentVolumeClaim['status']

const COMPONENT = `external-resizer ${DISK_DRIVER}`
const RESIZING = 'Resizing'

const requested = ({ spec }: PersistentVolumeClaim): Record<string, string> => {
  const { storage = '0' } = (spec.resources?.requests ?? {}) as Record<string, string>
  return { storage }
}

function writeStatus(objects: StorageObjects, claim: PersistentVolumeClaim, status: Status): void {
  const row = objects.claims.row(claim.metadata.namespace as string, claim.metadata.name)
  objects.server.verbs.replaceStatus<PersistentVolumeClaim>(objects.claims, row, status)
}

export function startResize(objects: StorageObjects, claim: PersistentVolumeClaim, volume: PersistentVolume): void {
  const said = `External resizer is resizing volume ${volume.metadata.name}`
  objects.server.events.record(claim, 'Normal', RESIZING, said, { component: COMPONENT })
  const others = (claim.status.conditions ?? []).filter(({ type }) => type !== RESIZING)
  const resizing = { type: RESIZING, status: 'True', lastTransitionTime: objects.now() }
  const allocatedResources = { ...claim.status.allocatedResources, ...requested(claim) }
  const progress = { allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' } }
  writeStatus(objects, claim, { ...claim.status, allocatedResources, ...progress, conditions: [...others, resizing] })
}

export function finishResize(objects: StorageObjects, claim: PersistentVolumeClaim, volume: PersistentVolume): void {
  objects.writeVolume({ ...volume, spec: { ...volume.spec, capacity: requested(claim) } })
  const { conditions = [], ...rest } = claim.status
  const { allocatedResourceStatuses: _, ...status } = rest as typeof rest & { allocatedResourceStatuses?: unknown }
  const others = conditions.filter(({ type }) => type !== RESIZING)
  const capacity = requested(claim)
  writeStatus(objects, claim, { ...status, capacity, ...(others.length > 0 ? { conditions: others } : {}) })
  objects.server.events.record(claim, 'Normal', 'VolumeResizeSuccessful', 'Resize volume succeeded', {
    component: COMPONENT,
  })
}
