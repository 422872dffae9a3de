/** Which objects concern a machine: what its Pods refer to, and what stands behind that. Source: plugin/pkg/auth/authorizer/node/graph.go. */
import type { KObject } from '../../api/object.ts'
import type { Store } from '../../api/store.ts'
import type { PersistentVolume, Pod } from '../../kinds/types.ts'
import { podRefersTo, type Referenced } from './references.ts'

/** Of a Pod that a machine reports, nothing else is let out. */
const MIRROR = 'kubernetes.io/config.mirror'

/** Objects by resource: whether one is a machine's concern. */
type Relation = (store: Store, node: string, namespace: string, name: string) => boolean

function someOnNode(store: Store, node: string, namespace: string, test: (pod: Pod) => boolean): boolean {
  return (store.table('pods').list(namespace) as Pod[]).some(
    (pod) => pod.spec.nodeName === node && pod.metadata.annotations?.[MIRROR] === undefined && test(pod),
  )
}

const referred =
  (kind: Referenced): Relation =>
  (store, node, namespace, name) =>
    someOnNode(store, node, namespace, (pod) => podRefersTo(pod, kind, name))

const claimed = referred('persistentvolumeclaims')

const concerns = (store: Store, node: string, { spec }: PersistentVolume): boolean => {
  const { namespace = '', name = '' } = spec.claimRef ?? {}
  return spec.claimRef !== undefined && claimed(store, node, namespace, name)
}

/** Secrets that a disk needs: of its driver, on the machine. */
const SECRET_REFS = ['nodePublishSecretRef', 'nodeStageSecretRef', 'nodeExpandSecretRef', 'secretRef']

function needs({ spec }: PersistentVolume, namespace: string, name: string): boolean {
  return Object.values(spec).some((source: unknown) =>
    SECRET_REFS.some((key) => {
      const ref = (Object(source) as Record<string, { namespace?: string; name?: string } | undefined>)[key]
      return ref?.name === name && (ref.namespace ?? spec.claimRef?.namespace) === namespace
    }),
  )
}

function secret(store: Store, node: string, namespace: string, name: string): boolean {
  if (referred('secrets')(store, node, namespace, name)) return true
  const volumes = store.table('persistentvolumes').list() as PersistentVolume[]
  return volumes.some((volume) => needs(volume, namespace, name) && concerns(store, node, volume))
}

/** Claims that a Pod names, and those made for it. */
interface DeviceClaims {
  resourceClaims?: readonly { resourceClaimName?: string }[]
  resourceClaimStatuses?: readonly { resourceClaimName?: string }[]
}

function claimOfDevices(store: Store, node: string, namespace: string, name: string): boolean {
  return someOnNode(store, node, namespace, ({ spec, status }) => {
    const { resourceClaims = [] } = spec as DeviceClaims
    const { resourceClaimStatuses = [] } = status as DeviceClaims
    return [...resourceClaims, ...resourceClaimStatuses].some((claim) => claim.resourceClaimName === name)
  })
}

const RELATIONS: Readonly<Record<string, Relation>> = {
  secrets: secret,
  configmaps: referred('configmaps'),
  persistentvolumeclaims: claimed,
  persistentvolumes: (store, node, _, name) => {
    const volume = store.table('persistentvolumes').find('', name) as PersistentVolume | undefined
    return volume !== undefined && concerns(store, node, volume)
  },
  pods: (store, node, namespace, name) =>
    (store.table('pods').find(namespace, name) as Pod | undefined)?.spec.nodeName === node,
  'resourceclaims.resource.k8s.io': claimOfDevices,
  serviceaccounts: (store, node, namespace, name) =>
    someOnNode(store, node, namespace, ({ spec }) => spec.serviceAccountName === name),
  'volumeattachments.storage.k8s.io': (store, node, _, name) => {
    const found = store.table('volumeattachments.storage.k8s.io').find('', name)
    return (found as (KObject & { spec: { nodeName?: string } }) | undefined)?.spec.nodeName === node
  },
}

/** Whether an object concerns a machine. */
export const isRelated = (store: Store, node: string, resource: string, namespace: string, name: string): boolean =>
  RELATIONS[resource]?.(store, node, namespace, name) ?? false
