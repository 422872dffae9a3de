/** PersistentVolumeClaim: core/v1. Source: pkg/registry/core/persistentvolumeclaim, pkg/apis/core/v1/defaults.go. */
import { AGE, column, defineKind, NAME, resourceInfo, wide } from './define.ts'
import { defaultPersistentVolumeClaim } from './persistentvolumeclaim/defaults.ts'
import { claimCells } from './persistentvolumeclaim/printing.ts'
import { validateClaim, validateClaimStatus, validateClaimUpdate } from './persistentvolumeclaim/validation.ts'
import { ageOf } from './printing/age.ts'
import type { PersistentVolumeClaim } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const persistentVolumeClaim = defineKind<PersistentVolumeClaim>({
  info: resourceInfo('', 'PersistentVolumeClaim', 'persistentvolumeclaims', { shortNames: ['pvc'] }),
  schema: 'io.k8s.api.core.v1.PersistentVolumeClaim',
  status: true,
  generation: false,
  nameRule: 'subdomain',
  defaults: defaultPersistentVolumeClaim,
  prepareForCreate(object) {
    object.status = { phase: 'Pending' }
  },
  validate: (object) => statusCauses(validateClaim(object)),
  validateUpdate: (next, old) => statusCauses(validateClaimUpdate(next, old)),
  validateStatusUpdate: (next) => statusCauses(validateClaimStatus(next)),
  columns: [
    NAME,
    column('Status', 'string', 'Whether it has found a volume.'),
    column('Volume', 'string', 'The volume it is bound to.'),
    column('Capacity', 'string', 'Size of that volume.'),
    column('Access Modes', 'string', 'How that volume may be mounted.'),
    column('StorageClass', 'string', 'Class of storage it asks for.'),
    column('VolumeAttributesClass', 'string', 'Class of attributes it asks for.'),
    AGE,
    wide('VolumeMode', 'string', 'Whether it is a file system or a block device.'),
  ],
  printRow: (object, clock) => {
    const { name, creationTimestamp } = object.metadata
    const { status, volume, capacity, accessModes, storageClass, attributesClass, mode } = claimCells(object)
    const age = ageOf(creationTimestamp, clock)
    return [name, status, volume, capacity, accessModes, storageClass, attributesClass, age, mode]
  },
})
