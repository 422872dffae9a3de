/**
 * Classes that are everybody's who names none: the default storage class of claims, the default class of Ingresses.
 * Source: plugin/pkg/admission/storage/storageclass/setdefault, plugin/pkg/admission/network/defaultingressclass.
 */
import type { AdmissionPlugin } from '../api/admission.ts'
import type { KObject } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Ingress, PersistentVolumeClaim } from '../kinds/types.ts'

const CLAIM_CLASS = 'volume.beta.kubernetes.io/storage-class'
const STORAGE_DEFAULTS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]
const INGRESS_CLASS = 'kubernetes.io/ingress.class'
const INGRESS_DEFAULTS = ['ingressclass.kubernetes.io/is-default-class']

/** The newest class marked as default, of two of an age the first by name. */
function defaultOf({ store }: ApiServer, resource: string, annotations: readonly string[]): KObject | undefined {
  if (!store.hasTable(resource)) return undefined
  let newest: KObject | undefined
  for (const each of store.table(resource).list()) {
    if (!annotations.some((key) => each.metadata.annotations?.[key] === 'true')) continue
    const isNewer = newest === undefined || each.metadata.creationTimestamp > newest.metadata.creationTimestamp
    if (isNewer) newest = each
  }
  return newest
}

export function defaultStorageClass(server: ApiServer): AdmissionPlugin {
  return {
    name: 'DefaultStorageClass',
    mutate({ info, operation, subresource, object }) {
      if (info.resource !== 'persistentvolumeclaims' || operation !== 'CREATE' || subresource !== '') return object
      const claim = object as PersistentVolumeClaim
      const isSet = claim.spec.storageClassName !== undefined || claim.metadata.annotations?.[CLAIM_CLASS] !== undefined
      const found = isSet ? undefined : defaultOf(server, 'storageclasses.storage.k8s.io', STORAGE_DEFAULTS)
      if (found === undefined) return claim
      return { ...claim, spec: { ...claim.spec, storageClassName: found.metadata.name } } as PersistentVolumeClaim
    },
  }
}

export function defaultIngressClass(server: ApiServer): AdmissionPlugin {
  return {
    name: 'DefaultIngressClass',
    mutate({ info, operation, subresource, object }) {
      if (info.resource !== 'ingresses.networking.k8s.io' || operation !== 'CREATE' || subresource !== '') return object
      const ingress = object as Ingress
      const isSet =
        ingress.spec.ingressClassName !== undefined || ingress.metadata.annotations?.[INGRESS_CLASS] !== undefined
      const found = isSet ? undefined : defaultOf(server, 'ingressclasses.networking.k8s.io', INGRESS_DEFAULTS)
      if (found === undefined) return ingress
      return { ...ingress, spec: { ...ingress.spec, ingressClassName: found.metadata.name } } as Ingress
    },
  }
}
