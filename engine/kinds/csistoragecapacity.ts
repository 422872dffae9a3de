/** CSIStorageCapacity: storage.k8s.io/v1. Source: pkg/registry/storage/csistoragecapacity, pkg/apis/storage/validation. */
import { type FieldError, invalid } from '../api/fielderror.ts'
import { nameIsDnsSubdomain } from '../api/names.ts'
import { validateImmutable } from '../api/objectmeta.ts'
import { formatQuantity } from '../api/quantity.ts'
import { quantitySign } from '../api/quantitymath.ts'
import { quantity } from '../api/quantityvalue.ts'
import { column, defineKind, NAME, resourceInfo } from './define.ts'
import type { CSIStorageCapacity } from './types.ts'
import { statusCauses } from './validation/causes.ts'
import { each, NOT_NEGATIVE } from './validation/checks.ts'
import { validateLabelSelector } from './validation/labelselectors.ts'

export const csiStorageCapacity = defineKind<CSIStorageCapacity>({
  info: resourceInfo('storage.k8s.io', 'CSIStorageCapacity', 'csistoragecapacities'),
  schema: 'io.k8s.api.storage.v1.CSIStorageCapacity',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  validate: (object) => statusCauses(validateCapacity(object)),
  validateUpdate: (next, old) =>
    statusCauses([
      ...validateCapacity(next),
      ...validateImmutable(next.nodeTopology, old.nodeTopology, 'nodeTopology'),
      ...validateImmutable(next.storageClassName, old.storageClassName, 'storageClassName'),
    ]),
  columns: [
    NAME,
    column('StorageClassName', 'string', 'Class of storage that has this much room.'),
    column('Capacity', 'string', 'Room there is.'),
  ],
  printRow: ({ metadata, storageClassName, capacity }) => [metadata.name, storageClassName, capacity ?? '<unset>'],
})

function validateCapacity(object: CSIStorageCapacity): FieldError[] {
  const { storageClassName = '', nodeTopology, capacity, maximumVolumeSize } = object
  return [
    ...validateLabelSelector(nodeTopology, 'nodeTopology'),
    ...each('storageClassName', storageClassName, nameIsDnsSubdomain(storageClassName, false)),
    ...notNegativeAmount(capacity, 'capacity'),
    ...notNegativeAmount(maximumVolumeSize, 'maximumVolumeSize'),
  ]
}

function notNegativeAmount(text: string | undefined, path: string): FieldError[] {
  if (text === undefined || quantitySign(quantity(text)) >= 0) return []
  return [invalid(path, formatQuantity(quantity(text)), NOT_NEGATIVE)]
}
