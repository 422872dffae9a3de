/** The API requests behind the page's actions: what kubectl would send. Pure. */
import type { ApiRequest } from '../../engine/protocol/api.ts'
import { type ObjectRef, pluralOf } from '../../engine/protocol/object.ts'
import type { NewNode } from '../draw/node-pool.ts'
import { boundsPatch } from './kubectl-line.ts'

const AGENT = 'kubectl/v1.32.0'
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'

/** `/apis/apps/v1/namespaces/default/deployments/web`. */
export function objectPath({ apiVersion, kind, namespace, name }: ObjectRef): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const within = namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${root}${within}/${pluralOf(kind)}/${encodeURIComponent(name)}`
}

const patch = (path: string, body: unknown, type: 'merge' | 'strategic-merge'): ApiRequest => ({
  method: 'PATCH',
  path,
  query: { fieldManager: `kubectl-${type === 'merge' ? 'scale' : 'patch'}` },
  headers: { 'content-type': `application/${type}-patch+json`, 'user-agent': AGENT },
  body: JSON.stringify(body),
})

export const scaleRequest = (ref: ObjectRef, replicas: number): ApiRequest =>
  patch(`${objectPath(ref)}/scale`, { spec: { replicas } }, 'merge')

/** @param at RFC 3339 instant of the restart, in virtual time */
export const restartRequest = (ref: ObjectRef, at: string): ApiRequest => ({
  ...patch(
    objectPath(ref),
    { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: at } } } } },
    'strategic-merge',
  ),
  query: { fieldManager: 'kubectl-rollout' },
})

export const pauseRequest = (ref: ObjectRef, paused: boolean): ApiRequest => ({
  ...patch(objectPath(ref), { spec: { paused: paused ? true : null } }, 'strategic-merge'),
  query: { fieldManager: 'kubectl-rollout' },
})

export const boundsRequest = (ref: ObjectRef, surge: number, unavailable: number): ApiRequest =>
  patch(objectPath(ref), boundsPatch(surge, unavailable), 'strategic-merge')

export const cordonRequest = (node: string, on: boolean): ApiRequest =>
  patch(objectPath(nodeRef(node)), { spec: { unschedulable: on ? true : null } }, 'strategic-merge')

export const deleteRequest = (ref: ObjectRef): ApiRequest => ({
  method: 'DELETE',
  path: objectPath(ref),
  headers: { 'content-type': 'application/json', 'user-agent': AGENT },
  body: JSON.stringify({ propagationPolicy: 'Background' }),
})

/** A Node as its kubelet would register it. */
export function createNodeRequest({ name, zone, cpuMilli, memoryBytes, pods }: NewNode): ApiRequest {
  const labels = {
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    ...(zone ? { 'topology.kubernetes.io/zone': zone } : {}),
  }
  const capacity = {
    cpu: `${cpuMilli}m`,
    memory: `${Math.round(memoryBytes / 1024)}Ki`,
    pods: String(pods),
    'ephemeral-storage': '100Gi',
  }
  return {
    method: 'POST',
    path: '/api/v1/nodes',
    query: { fieldManager: 'kubectl-create' },
    headers: { 'content-type': 'application/json', 'user-agent': AGENT },
    body: JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status: { capacity } }),
  }
}

/** Pods on a node; a read. */
export const podsOnRequest = (node: string): ApiRequest => ({
  method: 'GET',
  path: '/api/v1/pods',
  query: { fieldSelector: `spec.nodeName=${node}` },
})

export const evictRequest = (namespace: string, name: string): ApiRequest => ({
  method: 'POST',
  path: `${objectPath({ apiVersion: 'v1', kind: 'Pod', namespace, name })}/eviction`,
  headers: { 'content-type': 'application/json', 'user-agent': AGENT },
  body: JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } }),
})

export const nodeRef = (name: string): ObjectRef => ({ apiVersion: 'v1', kind: 'Node', namespace: '', name })

/** `deployment.apps/web`, as kubectl names what it did something to. */
export function resourceName({ apiVersion, kind, name }: ObjectRef, between = '/'): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : ''
  return `${kind.toLowerCase()}${group}${between}${name}`
}
