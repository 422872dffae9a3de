/** StorageClass: storage.k8s.io/v1. Source: pkg/registry/storage/storageclass, pkg/apis/storage/v1/defaults.go. */
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import { validateStorageClass, validateStorageClassUpdate } from './storageclass/validation.ts'
import type { StorageClass } from './types.ts'
import { statusCauses } from './validation/causes.ts'

const DEFAULT_ANNOTATIONS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]

export const storageClass = defineKind<StorageClass>({
  info: resourceInfo('storage.k8s.io', 'StorageClass', 'storageclasses', { shortNames: ['sc'], namespaced: false }),
  schema: 'io.k8s.api.storage.v1.StorageClass',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  defaults(object) {
    object.reclaimPolicy ??= 'Delete'
    object.volumeBindingMode ??= 'Immediate'
  },
  validate: (object) => statusCauses(validateStorageClass(object)),
  validateUpdate: (next, old) => statusCauses(validateStorageClassUpdate(next, old)),
  columns: [
    NAME,
    column('Provisioner', 'string', 'Who makes the volumes.'),
    column('ReclaimPolicy', 'string', 'What becomes of its volumes when their claims are deleted.'),
    column('VolumeBindingMode', 'string', 'When a claim gets its volume.'),
    column('AllowVolumeExpansion', 'string', 'Whether claims may ask for more room later.'),
    AGE,
  ],
  printRow: (object, clock) => [
    isDefaultClass(object) ? `${object.metadata.name} (default)` : object.metadata.name,
    object.provisioner,
    object.reclaimPolicy ?? 'Delete',
    object.volumeBindingMode ?? 'Immediate',
    object.allowVolumeExpansion ?? false,
    ageOf(object.metadata.creationTimestamp, clock),
  ],
})

/** Claims that name no class get the class that says so of itself. Source: pkg/apis/storage/util IsDefaultAnnotation. */
export function isDefaultClass({ metadata }: StorageClass): boolean {
  return DEFAULT_ANNOTATIONS.some((name) => metadata.annotations?.[name] === 'true')
}
