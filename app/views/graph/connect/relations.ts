/** What a line drawn from one object to another can mean, and the edits of a manifest that make it so. Pure. */
import type { FieldEdit, FieldPath } from '../../../../engine/protocol/edit.ts'
import type { ObjectRef } from '../../../../engine/protocol/object.ts'
import { at, podSpecPath } from '../../shape/subject.ts'

type Json = Record<string, unknown>

/** One end of a line. */
export interface End {
  ref: ObjectRef
  /** Its manifest, or the object itself. */
  value: unknown
}

export interface Connection {
  id: string
  /** `Service web selects the Pods of Deployment web`. */
  title: string
  /** Whose manifest is edited. */
  edited: ObjectRef
  edits: FieldEdit[]
}

const WORKLOADS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'])
const SCALED: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet'])
const MOUNTED: ReadonlySet<string> = new Set(['ConfigMap', 'Secret', 'PersistentVolumeClaim'])
const SELECTING: Readonly<Record<string, FieldPath>> = {
  Service: ['spec', 'selector'],
  PodDisruptionBudget: ['spec', 'selector', 'matchLabels'],
  NetworkPolicy: ['spec', 'podSelector', 'matchLabels'],
}

const makesPods = (kind: string): boolean => kind === 'Pod' || WORKLOADS.has(kind)

/** Whether a line between two kinds means anything; for lighting the ends up before their manifests are read. */
export function canConnect(from: ObjectRef, to: ObjectRef): boolean {
  if (from.namespace !== to.namespace) return false
  return isWay(from.kind, to.kind) || isWay(to.kind, from.kind)
}

function isWay(from: string, to: string): boolean {
  if (SELECTING[from]) return makesPods(to)
  if (from === 'HorizontalPodAutoscaler') return SCALED.has(to)
  if (from === 'Ingress') return to === 'Service'
  return makesPods(from) && (MOUNTED.has(to) || (WORKLOADS.has(from) && WORKLOADS.has(to)))
}

/** Everything a line from one to the other can mean, the likeliest first. */
export function connections(from: End, to: End): Connection[] {
  const forth = oneWay(from, to)
  // A line may be drawn from either end; between two workloads the direction tells them apart.
  return forth.length > 0 ? forth : oneWay(to, from)
}

function oneWay(from: End, to: End): Connection[] {
  const { kind } = from.ref
  if (SELECTING[kind]) return makesPods(to.ref.kind) ? selects(from, to, SELECTING[kind]) : []
  if (kind === 'HorizontalPodAutoscaler') return SCALED.has(to.ref.kind) ? [scales(from, to)] : []
  if (kind === 'Ingress') return to.ref.kind === 'Service' ? routes(from, to) : []
  if (!makesPods(kind)) return []
  if (MOUNTED.has(to.ref.kind)) return uses(from, to)
  return WORKLOADS.has(kind) && WORKLOADS.has(to.ref.kind) ? placed(from, to) : []
}

const words = ({ ref }: End): string => `${ref.kind} ${ref.name}`
const podsOf = (end: End): string => (end.ref.kind === 'Pod' ? words(end) : `the Pods of ${words(end)}`)

/** Labels that controllers put on single Pods, or on those of one revision: no selector is to name them. */
const PASSING =
  /^(pod-template-hash|controller-revision-hash|pod-template-generation|statefulset\.kubernetes\.io\/.*|apps\.kubernetes\.io\/pod-index|batch\.kubernetes\.io\/.*|controller-uid|job-name)$/

function labelsOf({ ref, value }: End): Record<string, string> | undefined {
  const spec = podSpecPath(ref.kind)
  const own = at(
    value,
    ref.kind === 'Pod' ? ['metadata', 'labels'] : [...(spec?.slice(0, -1) ?? []), 'metadata', 'labels'],
  )
  const chosen =
    ref.kind === 'CronJob' || ref.kind === 'Job' ? undefined : at(value, ['spec', 'selector', 'matchLabels'])
  const labels = Object.entries((chosen ?? own ?? {}) as Json).filter(([key]) => !PASSING.test(key))
  return labels.length > 0 ? (Object.fromEntries(labels) as Record<string, string>) : undefined
}

function selects(from: End, to: End, path: FieldPath): Connection[] {
  const labels = labelsOf(to)
  if (!labels) return []
  return [
    {
      id: 'selects',
      title: `${words(from)} selects ${podsOf(to)}`,
      edited: from.ref,
      edits: [{ set: path, value: labels }],
    },
  ]
}

function scales(from: End, { ref }: End): Connection {
  const { apiVersion, kind, name } = ref
  const edits: FieldEdit[] = [{ set: ['spec', 'scaleTargetRef'], value: { apiVersion, kind, name } }]
  return { id: 'scales', title: `${words(from)} scales ${kind} ${name}`, edited: from.ref, edits }
}

function routes(from: End, to: End): Connection[] {
  const [port] = (at(to.value, ['spec', 'ports']) ?? []) as Json[]
  if (typeof port?.port !== 'number') return []
  const value = { service: { name: to.ref.name, port: { number: port.port } } }
  return [
    {
      id: 'routes',
      title: `${words(from)} sends what no rule takes to ${words(to)}`,
      edited: from.ref,
      edits: [{ set: ['spec', 'defaultBackend'], value }],
    },
  ]
}

// ---------------------------------------------------------------------------------------------------- what Pods use

const SOURCES: Readonly<Record<string, (name: string) => Json>> = {
  ConfigMap: (name) => ({ configMap: { name } }),
  Secret: (secretName) => ({ secret: { secretName } }),
  PersistentVolumeClaim: (claimName) => ({ persistentVolumeClaim: { claimName } }),
}

function uses(from: End, to: End): Connection[] {
  const { kind, name } = to.ref
  const spec = podSpecPath(from.ref.kind) as FieldPath
  const container = { path: [...spec, 'containers', 0], value: at(from.value, [...spec, 'containers', 0]) }
  if (container.value === undefined) return []
  const app = String((container.value as Json).name ?? 'the container')
  const mount: Connection = {
    id: 'mounts',
    title: `${words(from)} mounts ${words(to)} in ${app}`,
    edited: from.ref,
    edits: mountEdits(from.value, spec, container, to),
  }
  const ref = kind === 'ConfigMap' ? 'configMapRef' : kind === 'Secret' ? 'secretRef' : undefined
  if (!ref) return [mount]
  const edits = [appended(from.value, [...container.path, 'envFrom'], { [ref]: { name } })]
  return [
    mount,
    { id: 'reads', title: `${words(from)} has ${words(to)} as environment of ${app}`, edited: from.ref, edits },
  ]
}

function mountEdits(
  value: unknown,
  spec: FieldPath,
  container: { path: FieldPath; value: unknown },
  to: End,
): FieldEdit[] {
  const { kind, name } = to.ref
  const source = SOURCES[kind]?.(name) ?? {}
  const volumes = (at(value, [...spec, 'volumes']) ?? []) as Json[]
  const same = volumes.find((volume) => contains(volume, source))
  const volume = String(
    same?.name ??
      free(
        dnsName(name),
        volumes.map((each) => each.name),
      ),
  )
  const mounts = (at(container.value, ['volumeMounts']) ?? []) as Json[]
  const folder = kind === 'PersistentVolumeClaim' ? '/data' : `/etc/${name}`
  const mountPath = free(
    folder,
    mounts.map((each) => each.mountPath),
  )
  const readOnly = kind === 'PersistentVolumeClaim' ? {} : { readOnly: true }
  return [
    ...(same ? [] : [appended(value, [...spec, 'volumes'], { name: volume, ...source })]),
    appended(value, [...container.path, 'volumeMounts'], { name: volume, mountPath, ...readOnly }),
  ]
}

const contains = (volume: Json, source: Json): boolean =>
  Object.entries(source).every(([key, inner]) => {
    const own = volume[key] as Json | undefined
    return own !== undefined && Object.entries(inner as Json).every(([field, value]) => own[field] === value)
  })

const MOST_NAME = 50
const dnsName = (name: string): string => name.replace(/[^a-z0-9-]/g, '-').slice(0, MOST_NAME)

function free(wanted: string, taken: readonly unknown[]): string {
  let name = wanted
  for (let n = 2; taken.includes(name); n++) name = `${wanted}-${n}`
  return name
}

// ---------------------------------------------------------------------------------------------------- where Pods go

const HOST = 'kubernetes.io/hostname'
const ZONE = 'topology.kubernetes.io/zone'
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'

function placed(from: End, to: End): Connection[] {
  const labels = labelsOf(to)
  if (!labels) return []
  const spec = podSpecPath(from.ref.kind) as FieldPath
  const term = (topologyKey: string) => ({ labelSelector: { matchLabels: labels }, topologyKey })
  const affinity = (id: string, kind: string, key: string, title: string): Connection => ({
    id,
    title,
    edited: from.ref,
    edits: [appended(from.value, [...spec, 'affinity', kind, REQUIRED], term(key))],
  })
  const spread = {
    id: 'spread',
    title: `${words(from)} spreads over zones as evenly as may be`,
    edited: from.ref,
    edits: [
      appended(from.value, [...spec, 'topologySpreadConstraints'], {
        maxSkew: 1,
        topologyKey: ZONE,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: labels },
      }),
    ],
  }
  const isSelf = from.ref.kind === to.ref.kind && from.ref.name === to.ref.name
  const apart = affinity(
    'apart',
    'podAntiAffinity',
    HOST,
    isSelf ? `no two Pods of ${words(from)} on one node` : `${words(from)} keeps off the nodes of ${words(to)}`,
  )
  if (isSelf) return [apart, spread]
  return [
    affinity('together', 'podAffinity', HOST, `${words(from)} runs on the nodes of ${words(to)}`),
    apart,
    affinity('zone', 'podAffinity', ZONE, `${words(from)} runs in the zones of ${words(to)}`),
  ]
}

function appended(value: unknown, path: FieldPath, item: unknown): FieldEdit {
  const list = at(value, path)
  return { set: [...path, Array.isArray(list) ? list.length : 0], value: item }
}
