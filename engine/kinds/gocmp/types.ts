/**
 * Go's types of the internal API, as far as differences are printed by them. Derived from the schema; where the internal
 * type has other fields, or the same in another order, the tables below say so (pkg/apis/core/types.go of v1.32).
 */
import type { Field, FieldType } from '../../api/schema/definition.ts'
import { builtinSchemas } from '../generated/schema.ts'

export type GoType =
  | { kind: 'struct'; name: string; fields(): readonly GoField[] }
  | { kind: 'pointer'; of: GoType }
  | { kind: 'slice' | 'map'; name: string; of: GoType }
  | { kind: 'string' | 'number' | 'boolean' | 'quantity' | 'intOrString' | 'time'; name: string }

export interface GoField {
  name: string
  /** Where the value stands in the JSON object; the empty text: the fields are the object's own (an embedded struct). */
  json: string
  type: GoType
}

const POD_SPEC =
  'volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName automountServiceAccountToken nodeName securityContext imagePullSecrets hostname subdomain setHostnameAsFQDN affinity schedulerName tolerations hostAliases priorityClassName priority preemptionPolicy dnsConfig readinessGates runtimeClassName overhead enableServiceLinks topologySpreadConstraints os schedulingGates resourceClaims resources'

const CONTAINER =
  'name image command args workingDir ports envFrom env resources resizePolicy restartPolicy volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty'

/** Fields in Go's order, where it is not the schema's. */
const ORDER: Readonly<Record<string, string>> = { PodSpec: POD_SPEC, Container: CONTAINER }

/** Embedded structs: fields that stand in a struct of their own, and whether that comes first or last. */
const EMBEDDED: Readonly<Record<string, { name: string; fields: readonly string[] | 'rest'; after?: string }>> = {
  Volume: { name: 'VolumeSource', fields: 'rest', after: 'name' },
  Probe: { name: 'ProbeHandler', fields: ['exec', 'httpGet', 'tcpSocket', 'grpc'] },
  ...Object.fromEntries(
    [
      'ConfigMapVolumeSource',
      'ConfigMapKeySelector',
      'SecretKeySelector',
      'ConfigMapEnvSource',
      'SecretEnvSource',
      'ConfigMapProjection',
      'SecretProjection',
    ].map((owner) => [owner, { name: 'LocalObjectReference', fields: ['name'] }]),
  ),
}

/** The internal Pod security context has what v1 has in the spec. */
export const FROM_SPEC = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'] as const
const POINTERS_FROM_SPEC: readonly string[] = ['shareProcessNamespace', 'hostUsers']

/** Pointers in v1 that are plain values inside. */
const PLAIN = ['ServiceAccountTokenProjection.expirationSeconds']

/** Words that Go writes in capitals, and names that follow no rule. */
const NAMES: Readonly<Record<string, string>> = {
  ip: 'IP',
  os: 'OS',
  uid: 'UID',
  metadata: 'ObjectMeta',
  tty: 'TTY',
  nfs: 'NFS',
  rbd: 'RBD',
  fc: 'FC',
  csi: 'CSI',
  iqn: 'IQN',
  grpc: 'GRPC',
  iscsi: 'ISCSI',
  wwids: 'WWIDs',
  cephfs: 'CephFS',
  storageos: 'StorageOS',
}
const PREFIXES: readonly (readonly [string, string])[] = [
  ['apiVersion', 'APIVersion'],
  ['apiGroup', 'APIGroup'],
  ['dns', 'DNS'],
  ['http', 'HTTP'],
  ['tcp', 'TCP'],
  ['aws', 'AWS'],
  ['gce', 'GCE'],
  ['pd', 'PD'],
  ['fs', 'FS'],
  ['seLinux', 'SELinux'],
]

/** `httpGet` → `HTTPGet`, `hostIP` → `HostIP`. */
export function goName(json: string): string {
  const known = NAMES[json]
  if (known !== undefined) return known
  for (const [prefix, go] of PREFIXES) {
    if (json === prefix) return go
    if (json.startsWith(prefix) && /^[A-Z]/.test(json.slice(prefix.length))) return go + json.slice(prefix.length)
  }
  return json.charAt(0).toUpperCase() + json.slice(1)
}

const structs = new Map<string, GoType>()

/** The struct of a definition, e.g. `io.k8s.api.core.v1.PodSpec` → core.PodSpec. */
export function structOf(definition: string): GoType {
  const known = structs.get(definition)
  if (known) return known
  const { goName: name } = builtinSchemas.get(definition)
  let fields: readonly GoField[] | undefined
  const type: GoType = {
    kind: 'struct',
    name: `${packageOf(definition)}.${name}`,
    fields: () => (fields ??= fieldsOf(definition, name)),
  }
  structs.set(definition, type)
  return type
}

const packageOf = (definition: string): string => (definition.includes('apimachinery') ? 'v1' : 'core')

function fieldsOf(definition: string, name: string): GoField[] {
  const { fields, byName } = builtinSchemas.get(definition)
  const ordered = ORDER[name]
    ?.split(' ')
    .map((field) => byName.get(field))
    .filter((field) => field !== undefined)
  const own = (ordered ?? fields).map((field) => goField(field, name))
  if (name === 'PodSecurityContext') return [...FROM_SPEC.map(securityField), ...own]
  const embedded = EMBEDDED[name]
  return embedded ? embed(own, embedded) : own
}

function securityField(json: string): GoField {
  const boolean: GoType = { kind: 'boolean', name: 'bool' }
  const type: GoType = POINTERS_FROM_SPEC.includes(json) ? { kind: 'pointer', of: boolean } : boolean
  return { name: goName(json), json, type }
}

function embed(own: GoField[], { name, fields, after }: NonNullable<(typeof EMBEDDED)[string]>): GoField[] {
  const inside = own.filter(({ json }) => (fields === 'rest' ? json !== after : fields.includes(json)))
  const outside = own.filter((field) => !inside.includes(field))
  const struct: GoField = { name, json: '', type: { kind: 'struct', name: `core.${name}`, fields: () => inside } }
  return after === undefined ? [struct, ...outside] : [...outside, struct]
}

function goField({ name: json, type, pointer }: Field, owner: string): GoField {
  const of = typeOf(type)
  const isPointer = pointer && !PLAIN.includes(`${owner}.${json}`)
  return { name: goName(json), json, type: isPointer ? { kind: 'pointer', of } : of }
}

function typeOf(type: FieldType): GoType {
  const { shape, ref, of, goType } = type
  if (shape === 'ref') return structOf(ref as string)
  if (shape === 'list') return { kind: 'slice', name: internal(goType, of), of: typeOf(of as FieldType) }
  if (shape === 'map') return { kind: 'map', name: internal(goType, of), of: typeOf(of as FieldType) }
  if (shape === 'boolean' || shape === 'quantity' || shape === 'intOrString') return { kind: shape, name: goType }
  if (shape === 'time' || shape === 'microTime') return { kind: 'time', name: goType }
  const isNumber = shape === 'int32' || shape === 'int64' || shape === 'number'
  return { kind: isNumber ? 'number' : 'string', name: internal(goType, undefined) }
}

/** `[]v1.EnvVar` → `[]core.EnvVar`; types of apimachinery keep their package. */
function internal(goType: string, of: FieldType | undefined): string {
  return of?.ref?.includes('apimachinery') ? goType : goType.replaceAll('v1.', 'core.')
}
