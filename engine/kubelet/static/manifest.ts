/**
 * A file of a machine's manifest directory as a Pod (pkg/kubelet/config: tryDecodeSinglePod, applyDefaults). Its name
 * ends in the node's; its uid is the hash of what the file says, so that another text is another Pod.
 */
import { toBytes } from '../../core/bytes.ts'
import { sha256 } from '../../core/sha256.ts'
import { parseBody } from '../../api/door/body.ts'
import { aggregateMessages } from '../../api/fielderror.ts'
import { decode } from '../../api/schema/decode.ts'
import { builtinSchemas } from '../../kinds/generated/schema.ts'
import { MIRROR } from '../../kinds/pod/mirror.ts'
import { pod as podKind } from '../../kinds/pod.ts'
import type { Pod, PodSpec, Toleration, Volume } from '../../kinds/types.ts'

export const CONFIG_HASH = 'kubernetes.io/config.hash'
const CONFIG_SEEN = 'kubernetes.io/config.seen'
export const CONFIG_SOURCE = 'kubernetes.io/config.source'

/** Whether a Pod of the API server shows this static Pod. */
export const isOf = (seen: Pod, { metadata }: Pod): boolean => {
  const hash = metadata.annotations?.[CONFIG_HASH]
  return hash !== undefined && seen.metadata.annotations?.[MIRROR] === hash
}

/** Its file is no Pod that a machine could run; the message is what the kubelet logs. */
export class ManifestTrouble extends Error {}

/** Reads one file. @param seen when it was first seen, RFC 3339 @throws ManifestTrouble */
export function readManifest(text: string, path: string, nodeName: string, seen: string): Pod {
  const pod = withDefaults(decoded(text, path), path, nodeName, seen)
  const errors = podKind.validate?.(pod) ?? []
  const texts = errors.map(({ field, message }) => `${field}: ${message}`)
  const foreign = referenceIn(pod.spec)
  if (foreign !== undefined) texts.push(`static pods may not reference ${foreign}`)
  if (texts.length > 0) throw new ManifestTrouble(`invalid pod: ${aggregateMessages(texts)}`)
  return pod
}

function decoded(text: string, path: string): Pod {
  const fail = (why: string) => new ManifestTrouble(`${path}: couldn't parse as pod(${why}), please check config file`)
  const parsed = parseBody(text, 'yaml')
  if ('error' in parsed) throw fail(parsed.error)
  const { kind, apiVersion } = (parsed.value ?? {}) as { kind?: unknown; apiVersion?: unknown }
  if (!kind) throw fail("Object 'Kind' is missing")
  if (kind !== 'Pod' || apiVersion !== 'v1') throw fail(`invalid pod: ${String(apiVersion)}, Kind=${String(kind)}`)
  const result = decode(builtinSchemas, builtinSchemas.get(podKind.schema), parsed.value, { fieldValidation: 'Ignore' })
  if (result.value === undefined) throw fail(result.message)
  return result.value as unknown as Pod
}

function withDefaults(pod: Pod, path: string, nodeName: string, seen: string): Pod {
  podKind.defaults?.(pod)
  const { name, namespace, labels, annotations } = pod.metadata
  const hash = hexOf(sha256(toBytes(`${sortedJson(pod)}host:${nodeName}file:${path}`)).slice(0, 16))
  const own = { [CONFIG_HASH]: hash, [CONFIG_SEEN]: seen, [CONFIG_SOURCE]: 'file' }
  return {
    ...pod,
    metadata: {
      name: `${name}-${nodeName.toLowerCase()}`,
      namespace: namespace ?? 'default',
      uid: pod.metadata.uid || hash,
      ...(labels && { labels }),
      annotations: { ...annotations, ...own },
      creationTimestamp: seen,
    } as unknown as Pod['metadata'],
    spec: { ...pod.spec, nodeName, tolerations: tolerating(pod.spec.tolerations) },
    status: { phase: 'Pending' },
  }
}

const hexOf = (bytes: string): string =>
  [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')

/** Whatever is wrong with its node, a static Pod stays. */
function tolerating(given: readonly Toleration[] = []): Toleration[] {
  const isIt = ({ key, operator, effect }: Toleration) => !key && operator === 'Exists' && effect === 'NoExecute'
  return given.some(isIt) ? [...given] : [...given, { operator: 'Exists', effect: 'NoExecute' }]
}

/** The maps of a manifest have no order; its structs come from the decoder in that of their type. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part !== 'object' || part === null || Array.isArray(part)
      ? part
      : Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))),
  )

/** A machine runs it without asking the API server, so it cannot name what only the server knows. */
function referenceIn({
  serviceAccountName,
  volumes = [],
  containers,
  initContainers = [],
}: PodSpec): string | undefined {
  if (serviceAccountName) return 'serviceaccounts'
  const all = [...initContainers, ...containers]
  const sources = [
    ...volumes.flatMap(sourcesOf),
    ...all.flatMap(({ env = [] }) => env.map(({ valueFrom }) => valueFrom ?? {})),
    ...all.flatMap(({ envFrom = [] }) => envFrom),
  ] as unknown as Record<string, unknown>[]
  for (const [fields, what] of REFERENCES)
    if (sources.some((source) => fields.some((field) => source[field]))) return what
  return undefined
}

const sourcesOf = (volume: Volume): object[] => [volume, ...(volume.projected?.sources ?? [])]

const REFERENCES: readonly (readonly [fields: readonly string[], what: string])[] = [
  [['configMap', 'configMapKeyRef', 'configMapRef'], 'configmaps'],
  [['secret', 'secretKeyRef', 'secretRef'], 'secrets'],
  [['persistentVolumeClaim', 'ephemeral'], 'persistentvolumeclaims'],
  [['serviceAccountToken'], 'serviceaccounts'],
]
