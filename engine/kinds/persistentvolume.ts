/** PersistentVolume: core/v1. Source: pkg/registry/core/persistentvolume, pkg/apis/core/v1/defaults.go. */
import type { StrategyContext } from '../api/kind.ts'
import { AGE, column, defineKind, NAME, resourceInfo, wide } from './define.ts'
import { defaultPersistentVolume } from './persistentvolume/defaults.ts'
import { validateVolume, validateVolumeUpdate } from './persistentvolume/validation.ts'
import { volumeWarnings } from './persistentvolume/warnings.ts'
import { accessModesCell, STORAGE_CLASS_ANNOTATION } from './persistentvolumeclaim/printing.ts'
import { ageOf } from './printing/age.ts'
import type { PersistentVolume } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const persistentVolume = defineKind<PersistentVolume>({
  info: resourceInfo('', 'PersistentVolume', 'persistentvolumes', { shortNames: ['pv'], namespaced: false }),
  schema: 'io.k8s.api.core.v1.PersistentVolume',
  status: true,
  generation: false,
  nameRule: 'subdomain',
  defaults: defaultPersistentVolume,
  prepareForCreate(object, { now }) {
    object.status = { phase: 'Pending', lastPhaseTransitionTime: now }
  },
  prepareForStatusUpdate: stampPhase,
  validate: (object) => statusCauses(validateVolume(object)),
  validateUpdate: (next, old) => statusCauses(validateVolumeUpdate(next, old)),
  warnings: (object) => volumeWarnings(object),
  columns: [
    NAME,
    column('Capacity', 'string', 'Room on the volume.'),
    column('Access Modes', 'string', 'How it may be mounted.'),
    column('Reclaim Policy', 'string', 'What becomes of it when its claim is deleted.'),
    column('Status', 'string', 'Whether a claim has it.'),
    column('Claim', 'string', 'The claim it is bound to.'),
    column('StorageClass', 'string', 'Class of storage it belongs to.'),
    column('VolumeAttributesClass', 'string', 'Class of attributes it has.'),
    column('Reason', 'string', 'Why it is in this state.'),
    AGE,
    wide('VolumeMode', 'string', 'Whether it is a file system or a block device.'),
  ],
  printRow: ({ metadata, spec, status }, clock) => [
    metadata.name,
    (spec.capacity as Record<string, string> | undefined)?.storage ?? '0',
    accessModesCell(spec.accessModes ?? []),
    spec.persistentVolumeReclaimPolicy ?? '',
    metadata.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
    metadata.annotations?.[STORAGE_CLASS_ANNOTATION] ?? spec.storageClassName ?? '',
    (spec as { volumeAttributesClassName?: string }).volumeAttributesClassName ?? '<unset>',
    status?.reason ?? '',
    ageOf(metadata.creationTimestamp, clock),
    spec.volumeMode ?? '<unset>',
  ],
  fields: { name: ({ metadata }) => metadata.name },
})

/** The time of a change of phase is kept by the server. */
function stampPhase(next: PersistentVolume, old: PersistentVolume, { now }: StrategyContext): void {
  const before = old.status?.lastPhaseTransitionTime
  const given = next.status.lastPhaseTransitionTime
  if (next.status.phase === old.status?.phase) {
    if (given === undefined && before !== undefined) next.status.lastPhaseTransitionTime = before
  } else if (given === undefined || given === before) next.status.lastPhaseTransitionTime = now
}
