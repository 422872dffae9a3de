/**
 * What a container's process is started with: image, command and environment with references resolved
 * (kubelet_pods.go makeEnvironmentVariables). Frozen at start, as upstream's.
 */
import type { ApiServer } from '../api/server.ts'
import type { ProcessSpec, ProcessTemplate } from '../core/runtime.ts'
import { milliValue, value } from '../api/quantityvalue.ts'
import type { ConfigMap, Container, Node, Pod, Secret } from '../kinds/types.ts'

interface Where {
  podIP: string
  hostIP: string
  node: Node
  restarts: number
}

type EnvVar = NonNullable<Container['env']>[number]

/** `configmap "x" not found` or the like when the container cannot be configured; undefined when it can. */
export function missingConfig(server: ApiServer, pod: Pod, spec: Container): string | undefined {
  for (const source of spec.envFrom ?? []) {
    const map = source.configMapRef
    if (map && !map.optional && !find(server, 'configmaps', pod, map.name)) return `configmap "${map.name}" not found`
    const secret = source.secretRef
    if (secret && !secret.optional && !find(server, 'secrets', pod, secret.name))
      return `secret "${secret.name}" not found`
  }
  for (const { valueFrom } of spec.env ?? []) {
    const trouble = valueFrom && missingKey(server, pod, valueFrom)
    if (trouble) return trouble
  }
  return undefined
}

function missingKey(server: ApiServer, pod: Pod, from: NonNullable<EnvVar['valueFrom']>): string | undefined {
  const map = from.configMapKeyRef
  if (map && !map.optional) {
    const found = find<ConfigMap>(server, 'configmaps', pod, map.name)
    if (!found) return `configmap "${map.name}" not found`
    if (found.data?.[map.key] === undefined)
      return `couldn't find key ${map.key} in ConfigMap ${pod.metadata.namespace}/${map.name}`
  }
  const secret = from.secretKeyRef
  if (secret && !secret.optional) {
    const found = find<Secret>(server, 'secrets', pod, secret.name)
    if (!found) return `secret "${secret.name}" not found`
    if (found.data?.[secret.key] === undefined)
      return `couldn't find key ${secret.key} in Secret ${pod.metadata.namespace}/${secret.name}`
  }
  return undefined
}

function find<T>(server: ApiServer, resource: string, pod: Pod, name: string | undefined): T | undefined {
  return server.store.table(resource).find(pod.metadata.namespace as string, name ?? '') as T | undefined
}

const templates = new WeakMap<Container, ProcessTemplate>()

/** The part of a process that is the same for every Pod of a template. */
function templateOf(spec: Container): ProcessTemplate {
  let template = templates.get(spec)
  if (template === undefined) {
    const limits = spec.resources?.limits
    template = {
      image: spec.image as string,
      command: spec.command,
      args: spec.args,
      workingDir: spec.workingDir,
      container: spec.name,
      memoryLimitBytes: limits?.memory ? value(limits.memory as string) : undefined,
      cpuLimitMilli: limits?.cpu ? milliValue(limits.cpu as string) : undefined,
      ports: (spec.ports ?? []) as ProcessTemplate['ports'],
    }
    templates.set(spec, template)
  }
  return template
}

/** Everything the runtime needs to start one container of a Pod. */
export function processSpec(server: ApiServer, pod: Pod, spec: Container, where: Where): ProcessSpec {
  return {
    template: templateOf(spec),
    env: spec.env || spec.envFrom ? environment(server, pod, spec, where) : NO_ENV,
    podNamespace: pod.metadata.namespace as string,
    podName: pod.metadata.name,
    podIP: where.podIP,
    podAnnotations: pod.metadata.annotations,
    nodeName: where.node.metadata.name,
    restartCount: where.restarts,
  }
}

const NO_ENV: ProcessSpec['env'] = []

function environment(server: ApiServer, pod: Pod, spec: Container, where: Where): ProcessSpec['env'] {
  const values = new Map<string, string>()
  for (const { prefix = '', configMapRef, secretRef } of spec.envFrom ?? []) {
    const data = configMapRef
      ? find<ConfigMap>(server, 'configmaps', pod, configMapRef.name)?.data
      : decoded(find<Secret>(server, 'secrets', pod, secretRef?.name)?.data)
    for (const [key, text] of Object.entries(data ?? {})) values.set(prefix + key, text)
  }
  for (const item of spec.env ?? []) {
    const text = item.valueFrom
      ? fromSource(server, pod, spec, item.valueFrom, where)
      : expand(item.value ?? '', values)
    if (text !== undefined) values.set(item.name, text)
  }
  return [...values].map(([name, text]) => ({ name, value: text }))
}

function fromSource(
  server: ApiServer,
  pod: Pod,
  spec: Container,
  from: NonNullable<EnvVar['valueFrom']>,
  where: Where,
): string | undefined {
  if (from.configMapKeyRef) {
    return find<ConfigMap>(server, 'configmaps', pod, from.configMapKeyRef.name)?.data?.[from.configMapKeyRef.key]
  }
  if (from.secretKeyRef) {
    return decoded(find<Secret>(server, 'secrets', pod, from.secretKeyRef.name)?.data)?.[from.secretKeyRef.key]
  }
  if (from.fieldRef) return fieldValue(pod, from.fieldRef.fieldPath, where)
  if (from.resourceFieldRef) return resourceValue(spec, from.resourceFieldRef.resource, where.node)
  return undefined
}

/** Downward API fields (ExtractFieldPathAsString). */
function fieldValue(pod: Pod, path: string, where: Where): string | undefined {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path)
  if (keyed) return pod.metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2] as string] ?? ''
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name
    case 'metadata.namespace':
      return pod.metadata.namespace
    case 'metadata.uid':
      return pod.metadata.uid
    case 'spec.nodeName':
      return pod.spec.nodeName
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName
    case 'status.hostIP':
    case 'status.hostIPs':
      return where.hostIP
    case 'status.podIP':
    case 'status.podIPs':
      return where.podIP
    default:
      return undefined
  }
}

/** Unset limits give the node's allocatable; CPU is rounded up to whole cores, memory is in bytes (divisor 1). */
function resourceValue(spec: Container, resource: string, node: Node): string {
  const [list, name] = resource.split('.') as ['limits' | 'requests', string]
  const set = spec.resources?.[list]?.[name] ?? (list === 'limits' ? node.status.allocatable?.[name] : undefined)
  return String(value(String(set ?? '0')))
}

/** `$(NAME)` of variables set before; `$$(NAME)` is literal (third_party/forked/golang/expansion). */
function expand(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (all, name: string | undefined) =>
    name === undefined ? '$' : (values.get(name) ?? all),
  )
}

function decoded(data: Record<string, string> | undefined): Record<string, string> | undefined {
  if (!data) return undefined
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, fromBase64(text)]))
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Bytes of base64 as UTF-8 text. */
function fromBase64(text: string): string {
  const bytes: number[] = []
  let buffer = 0
  let bits = 0
  for (const char of text.replace(/=+$/, '')) {
    buffer = (buffer << 6) | BASE64.indexOf(char)
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes.push((buffer >> bits) & 255)
  }
  return new TextDecoder().decode(new Uint8Array(bytes))
}
