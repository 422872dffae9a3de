/** A claim may only grow where its class lets it. Source: plugin/pkg/admission/storage/persistentvolume/resize. */
import type { AdmissionPlugin } from '../api/admission.ts'
import { compareQuantities } from '../api/quantitymath.ts'
import { quantity } from '../api/quantityvalue.ts'
import type { ApiServer } from '../api/server.ts'
import type { PersistentVolumeClaim } from '../kinds/types.ts'
import { refuse } from './requests.ts'

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'
const CLASSES = 'storageclasses.storage.k8s.io'

export function claimResize({ store }: ApiServer): AdmissionPlugin {
  const mayGrow = (claim: PersistentVolumeClaim) => {
    const name = claim.metadata.annotations?.[CLASS_ANNOTATION] ?? claim.spec.storageClassName ?? ''
    const found = name !== '' && store.hasTable(CLASSES) ? store.table(CLASSES).find('', name) : undefined
    return (found as { allowVolumeExpansion?: boolean } | undefined)?.allowVolumeExpansion === true
  }
  return {
    name: 'PersistentVolumeClaimResize',
    validate(request) {
      const { info, operation, subresource } = request
      if (info.resource !== 'persistentvolumeclaims' || operation !== 'UPDATE' || subresource !== '') return
      const [next, old] = [request.object as PersistentVolumeClaim, request.old as PersistentVolumeClaim]
      if (compareQuantities(sizeOf(next), sizeOf(old)) <= 0) return
      if (old.status?.phase !== 'Bound') throw refuse(request, 'Only bound persistent volume claims can be expanded')
      if (mayGrow(old)) return
      const why =
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize'
      throw refuse(request, why)
    },
  }
}

const sizeOf = ({ spec }: PersistentVolumeClaim) =>
  quantity((spec.resources?.requests as Record<string, string> | undefined)?.storage ?? '0')
