/** Claims and volumes get the finalizer that keeps them while they are used. Source: plugin/pkg/admission/storage/storageobjectinuseprotection. */
import type { AdmissionPlugin } from '../api/admission.ts'
import { PV_PROTECTION, PVC_PROTECTION } from '../rules/storage/annotations.ts'

const FINALIZERS: Readonly<Record<string, string>> = {
  persistentvolumes: PV_PROTECTION,
  persistentvolumeclaims: PVC_PROTECTION,
}

export function storageObjectInUseProtection(): AdmissionPlugin {
  return {
    name: 'StorageObjectInUseProtection',
    mutate({ object, operation, subresource, info }) {
      if (operation !== 'CREATE' || subresource !== '' || object === undefined) return object
      const finalizer = FINALIZERS[info.resource]
      const { finalizers = [] } = object.metadata
      if (finalizer === undefined || finalizers.includes(finalizer)) return object
      return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } }
    },
  }
}
