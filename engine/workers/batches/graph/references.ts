/** What an object points at by name or by labels, beside its owners. Field names are those of the API reference. */
import type { KObject } from '../../../api/object.ts'
import type { LabelSelector } from '../../../kinds/types.ts'
import type { Relation } from '../../../protocol/graph.ts'

/** By name, within the object's namespace unless the kind has none. */
export interface Reference {
  relation: Relation
  kind: string
  name: string
}

interface PodSpecLike {
  serviceAccountName?: string
  imagePullSecrets?: { name?: string }[]
  volumes?: {
    configMap?: { name?: string }
    secret?: { secretName?: string }
    persistentVolumeClaim?: { claimName: string }
    projected?: { sources?: { configMap?: { name?: string }; secret?: { name?: string } }[] }
  }[]
  containers?: ContainerLike[]
  initContainers?: ContainerLike[]
}
interface ContainerLike {
  env?: { valueFrom?: { configMapKeyRef?: { name?: string }; secretKeyRef?: { name?: string } } }[]
  envFrom?: { configMapRef?: { name?: string }; secretRef?: { name?: string } }[]
}
interface SpecLike {
  template?: { spec?: PodSpecLike }
  jobTemplate?: { spec?: { template?: { spec?: PodSpecLike } } }
  selector?: Record<string, string> | LabelSelector
  podSelector?: LabelSelector
  scaleTargetRef?: { kind: string; name: string }
  rules?: { http?: { paths?: { backend?: Backend }[] } }[]
  defaultBackend?: Backend
  tls?: { secretName?: string }[]
  volumeName?: string
  storageClassName?: string
}
interface Backend {
  service?: { name?: string }
}

/** Every namespace has these, and every Pod them: they tell nothing. */
export const EVERYWHERE = new Set(['ConfigMap kube-root-ca.crt', 'ServiceAccount default'])

export function referencesOf(object: KObject): Reference[] {
  const spec = ((object as { spec?: unknown }).spec ?? {}) as SpecLike & PodSpecLike
  const found = ofKind(object.kind, spec)
  const seen = new Set<string>()
  return found.filter(({ relation, kind, name }) => {
    const key = `${relation} ${kind} ${name}`
    if (name === '' || EVERYWHERE.has(`${kind} ${name}`) || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function ofKind(kind: string, spec: SpecLike & PodSpecLike): Reference[] {
  switch (kind) {
    case 'Pod':
      return ofPod(spec)
    case 'Ingress':
      return ofIngress(spec)
    case 'HorizontalPodAutoscaler':
      return spec.scaleTargetRef
        ? [{ relation: 'scales', ...named(spec.scaleTargetRef.kind, spec.scaleTargetRef.name) }]
        : []
    case 'PersistentVolumeClaim':
      return [
        { relation: 'claims', ...named('PersistentVolume', spec.volumeName) },
        { relation: 'is of class', ...named('StorageClass', spec.storageClassName) },
      ]
    default:
      return ofPod(spec.jobTemplate?.spec?.template?.spec ?? spec.template?.spec ?? {})
  }
}

const named = (kind: string, name: string | undefined) => ({ kind, name: name ?? '' })

function ofPod(spec: PodSpecLike): Reference[] {
  const volumes = (spec.volumes ?? []).flatMap((volume): Reference[] => [
    { relation: 'mounts', ...named('ConfigMap', volume.configMap?.name) },
    { relation: 'mounts', ...named('Secret', volume.secret?.secretName) },
    { relation: 'mounts', ...named('PersistentVolumeClaim', volume.persistentVolumeClaim?.claimName) },
    ...(volume.projected?.sources ?? []).flatMap((source): Reference[] => [
      { relation: 'mounts', ...named('ConfigMap', source.configMap?.name) },
      { relation: 'mounts', ...named('Secret', source.secret?.name) },
    ]),
  ])
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])]
  const env = containers.flatMap(({ env: own = [], envFrom = [] }): Reference[] => [
    ...own.flatMap(({ valueFrom }): Reference[] => [
      { relation: 'reads', ...named('ConfigMap', valueFrom?.configMapKeyRef?.name) },
      { relation: 'reads', ...named('Secret', valueFrom?.secretKeyRef?.name) },
    ]),
    ...envFrom.flatMap((from): Reference[] => [
      { relation: 'reads', ...named('ConfigMap', from.configMapRef?.name) },
      { relation: 'reads', ...named('Secret', from.secretRef?.name) },
    ]),
  ])
  const pulls = (spec.imagePullSecrets ?? []).map(
    ({ name }): Reference => ({ relation: 'pulls with', ...named('Secret', name) }),
  )
  return [...volumes, ...env, ...pulls, { relation: 'runs as', ...named('ServiceAccount', spec.serviceAccountName) }]
}

function ofIngress({ rules = [], defaultBackend, tls = [] }: SpecLike): Reference[] {
  const backends = [defaultBackend, ...rules.flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend))]
  return [
    ...backends.map((backend): Reference => ({ relation: 'routes to', ...named('Service', backend?.service?.name) })),
    ...tls.map(({ secretName }): Reference => ({ relation: 'reads', ...named('Secret', secretName) })),
  ]
}

/** The Pods an object chooses by labels without owning them; undefined for one that chooses none. */
export function selectorOf(object: KObject): LabelSelector | undefined {
  const spec = ((object as { spec?: unknown }).spec ?? {}) as SpecLike
  if (object.kind === 'Service') {
    const selector = spec.selector as Record<string, string> | undefined
    return selector && Object.keys(selector).length > 0 ? { matchLabels: selector } : undefined
  }
  if (object.kind === 'NetworkPolicy') return spec.podSelector
  return object.kind === 'PodDisruptionBudget' ? (spec.selector as LabelSelector | undefined) : undefined
}
