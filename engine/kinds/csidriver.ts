/** CSIDriver: storage.k8s.io/v1. Source: pkg/registry/storage/csidriver, pkg/apis/storage/v1/defaults.go. */
import { validateDriver, validateDriverUpdate } from './csidriver/validation.ts'
import { AGE, column, defineKind, NAME, resourceInfo } from './define.ts'
import { ageOf } from './printing/age.ts'
import type { CSIDriver } from './types.ts'
import { statusCauses } from './validation/causes.ts'

export const csiDriver = defineKind<CSIDriver>({
  info: resourceInfo('storage.k8s.io', 'CSIDriver', 'csidrivers', { namespaced: false }),
  schema: 'io.k8s.api.storage.v1.CSIDriver',
  status: false,
  generation: false,
  nameRule: 'subdomain',
  defaults: defaultDriver,
  validate: (object) => statusCauses(validateDriver(object)),
  validateUpdate: (next, old) => statusCauses(validateDriverUpdate(next, old)),
  columns: [
    NAME,
    column('AttachRequired', 'boolean', 'Whether volumes are attached to a node before they are mounted.'),
    column('PodInfoOnMount', 'boolean', 'Whether the driver is told of the Pod when it mounts.'),
    column('StorageCapacity', 'boolean', 'Whether the scheduler looks at the capacity the driver tells.'),
    column('TokenRequests', 'string', 'Audiences of the tokens the driver gets.'),
    column('RequiresRepublish', 'boolean', 'Whether it wants to be called again and again.'),
    column('Modes', 'string', 'Lives its volumes may have.'),
    AGE,
  ],
  printRow: ({ metadata, spec }, clock) => [
    metadata.name,
    spec.attachRequired ?? true,
    spec.podInfoOnMount ?? false,
    spec.storageCapacity ?? false,
    spec.tokenRequests?.map(({ audience }) => audience).join(',') ?? '<unset>',
    spec.requiresRepublish ?? false,
    spec.volumeLifecycleModes?.join(',') || '<none>',
    ageOf(metadata.creationTimestamp, clock),
  ],
})

function defaultDriver(object: CSIDriver): void {
  object.spec ??= {}
  const { spec } = object
  spec.attachRequired ??= true
  spec.podInfoOnMount ??= false
  spec.storageCapacity ??= false
  spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType'
  if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ['Persistent']
  spec.requiresRepublish ??= false
  spec.seLinuxMount ??= false
}
