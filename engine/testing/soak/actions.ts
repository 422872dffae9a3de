/** What a person can do to a cluster, as requests at its door and faults: the words the soak's plans are made of. */
import type { ApiRequest } from '../../protocol/api.ts'
import type { FaultAction, UserAction } from '../../protocol/run.ts'

export const CORE = '/api/v1/namespaces/default'
export const APPS = '/apis/apps/v1/namespaces/default'
export const BATCH = '/apis/batch/v1/namespaces/default'
export const POLICY = '/apis/policy/v1/namespaces/default'
export const NODES = '/api/v1/nodes'

export function request(method: ApiRequest['method'], path: string, body?: unknown, type?: string): UserAction {
  const sent =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': type ?? 'application/json' } }
  return { verb: 'request', request: { method, path, ...sent } }
}

export const create = (folder: string, manifest: object) => request('POST', folder, manifest)
export const merge = (path: string, body: unknown) => request('PATCH', path, body, 'application/merge-patch+json')
export const strategic = (path: string, body: unknown) =>
  request('PATCH', path, body, 'application/strategic-merge-patch+json')
export const remove = (path: string, options?: object) => request('DELETE', path, options)
export const fault = (action: FaultAction): UserAction => ({ verb: 'fault', fault: action })

export const evict = (pod: string): UserAction =>
  request('POST', `${CORE}/pods/${pod}/eviction`, {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: pod, namespace: 'default' },
  })
