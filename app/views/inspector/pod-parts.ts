/** A Pod's environment and volumes as rows: each with where its value comes from. Pure. */

export interface EnvRow {
  container: string
  name: string
  value: string
  /** `ConfigMap web, key mode`; empty for a value written in the Pod. */
  source: string
}

export interface VolumeRow {
  name: string
  source: string
  /** `app: /data`. */
  mounts: string[]
}

type Json = Record<string, unknown>

interface Container {
  name: string
  env?: { name: string; value?: string; valueFrom?: Json }[]
  envFrom?: Json[]
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[]
}

interface PodLike {
  spec?: {
    containers?: Container[]
    initContainers?: Container[]
    volumes?: ({ name: string } & Json)[]
    template?: PodLike
  }
}

/** The Pod itself, or what a workload makes Pods of. */
function specOf(object: unknown): PodLike['spec'] {
  const { spec } = (object ?? {}) as PodLike
  return spec?.containers ? spec : spec?.template?.spec
}

const containersOf = (object: unknown): Container[] => {
  const spec = specOf(object)
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
}

export function envRows(object: unknown): EnvRow[] {
  return containersOf(object).flatMap(({ name: container, env = [], envFrom = [] }) => [
    ...envFrom.map((from) => ({
      container,
      name: `${text(from.prefix)}*`,
      value: '',
      source: `all of ${refWords(from)}`,
    })),
    ...env.map(({ name, value = '', valueFrom }) => ({
      container,
      name,
      value,
      source: valueFrom ? valueWords(valueFrom) : '',
    })),
  ])
}

export function volumeRows(object: unknown): VolumeRow[] {
  const containers = containersOf(object)
  return (specOf(object)?.volumes ?? []).map(({ name, ...source }) => ({
    name,
    source: sourceWords(source),
    mounts: containers.flatMap((container) =>
      (container.volumeMounts ?? [])
        .filter((mount) => mount.name === name)
        .map(({ mountPath, readOnly }) => `${container.name}: ${mountPath}${readOnly ? ' (read only)' : ''}`),
    ),
  }))
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const record = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})

function refWords(from: Json): string {
  if (from.configMapRef) return `ConfigMap ${text(record(from.configMapRef).name)}`
  return `Secret ${text(record(from.secretRef).name)}`
}

function valueWords(from: Json): string {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = from
  if (configMapKeyRef)
    return `ConfigMap ${text(record(configMapKeyRef).name)}, key ${text(record(configMapKeyRef).key)}`
  if (secretKeyRef) return `Secret ${text(record(secretKeyRef).name)}, key ${text(record(secretKeyRef).key)}`
  if (fieldRef) return `the Pod's ${text(record(fieldRef).fieldPath)}`
  if (resourceFieldRef) return `the container's ${text(record(resourceFieldRef).resource)}`
  return Object.keys(from).join(', ')
}

function sourceWords(source: Json): string {
  const [kind = ''] = Object.keys(source)
  const from = record(source[kind])
  const name = text(from.name) || text(from.secretName) || text(from.claimName) || text(from.path)
  if (kind === 'projected')
    return `projected: ${(Array.isArray(from.sources) ? from.sources : []).flatMap((each) => Object.keys(record(each))).join(', ')}`
  return name ? `${kind} ${name}` : kind
}
