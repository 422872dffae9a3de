/**
 * API groups that a program in the cluster serves: what is asked of them is passed on, with who asks. Source:
 * kube-aggregator pkg/apiserver/handler_proxy.go.
 */
import { fromBytes, toBytes } from '../../core/bytes.ts'
import type { Entry, ForwardedVersion } from '../discovery.ts'
import { failure, StatusError } from '../errors.ts'
import type { KObject } from '../object.ts'
import type { ApiRequest, ApiResponse } from '../request.ts'
import type { ApiServer } from '../server.ts'
import type { User } from '../user.ts'
import type { DoorContext } from './context.ts'
import { parseResourcePath, type ResourcePath } from './path.ts'

const SERVICES = 'apiservices.apiregistration.k8s.io'
const TIMEOUT_MS = 60_000
const HTTPS = 443

interface ApiService extends KObject {
  spec: {
    service?: { namespace?: string; name?: string; port?: number } | null
    group?: string
    version?: string
    groupPriorityMinimum: number
    versionPriority: number
  }
}

/** The answer of whoever serves a path's group and version; undefined when that is this server. */
export function aggregated(
  { server }: DoorContext,
  request: ApiRequest,
  { group, version }: ResourcePath,
  user: User,
): ApiResponse | undefined {
  if (group === '') return undefined
  const service = serviceOf(server, group, version)
  if (service === undefined) return undefined
  const { namespace = '', name = '', port = HTTPS } = service
  const query = Object.entries(request.query ?? {}).map(
    ([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`,
  )
  const outcome = server.calls.service(namespace, name, port, {
    method: request.method,
    path: `${request.path}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    headers: { ...passed(request.headers ?? {}), 'x-remote-user': user.name, 'x-remote-group': user.groups.join(',') },
    body: toBytes(request.body ?? ''),
    scheme: 'https',
    timeoutMs: TIMEOUT_MS,
  })
  if ('response' in outcome) {
    const { status, headers, body } = outcome.response
    const { 'content-length': _, ...kept } = headers
    return { code: status, headers: kept, body: parsed(fromBytes(body), kept['content-type'] ?? ''), warnings: [] }
  }
  if (outcome.failure === 'refused' || outcome.failure === 'timeout' || outcome.failure === 'reset') {
    throw failure(503, 'ServiceUnavailable', `error trying to reach service: ${outcome.message}`)
  }
  return {
    code: 503,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: 'service unavailable\n',
    warnings: [],
  }
}

function serviceOf({ store }: ApiServer, group: string, version: string) {
  const found = store.table(SERVICES).find('', `${version}.${group}`) as ApiService | undefined
  return found?.spec.service || undefined
}

/** Whether a program in the cluster has to be asked, which leaves its traces there. */
export function asksOthers({ server }: DoorContext, { path }: ApiRequest): boolean {
  const table = server.store.table(SERVICES)
  if (table.isUnused || table.count() === 0 || !path.startsWith('/apis')) return false
  const parsed = parseResourcePath(path)
  if (parsed !== undefined) return serviceOf(server, parsed.group, parsed.version) !== undefined
  return forwardedServices(server).length > 0
}

const forwardedServices = ({ store }: ApiServer) =>
  (store.table(SERVICES).list() as ApiService[])
    .filter(({ spec }) => spec.service)
    .toSorted(
      (a, b) =>
        b.spec.groupPriorityMinimum - a.spec.groupPriorityMinimum || b.spec.versionPriority - a.spec.versionPriority,
    )

const AGGREGATOR: User = { name: 'system:kube-aggregator', groups: ['system:masters'] }

/** Group versions that programs in the cluster serve, each asked what it has. Source: kube-aggregator apiserver/handler_discovery.go. */
export function forwardedVersions(context: DoorContext): ForwardedVersion[] {
  return forwardedServices(context.server).map(({ spec: { group = '', version = '' } }) => {
    const path = `/apis/${group}/${version}`
    const request: ApiRequest = { method: 'GET', path, headers: { accept: 'application/json' } }
    const where = { group, version, namespace: '', resource: '', name: '', subresource: '' }
    try {
      const { code, body } = aggregated(context, request, where, AGGREGATOR) as ApiResponse
      const { resources } = (code === 200 ? body : {}) as { resources?: Entry[] }
      return { group, version, resources: Array.isArray(resources) ? resources.filter(isEntry) : undefined }
    } catch (error) {
      if (error instanceof StatusError) return { group, version, resources: undefined }
      throw error
    }
  })
}

/** What a stranger lists is a resource when it has what one has. */
const isEntry = ({ name, kind, verbs }: Partial<Entry>): boolean =>
  typeof name === 'string' && typeof kind === 'string' && Array.isArray(verbs)

/** Credentials are for this server alone. */
function passed(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'authorization' && !name.startsWith('impersonate-')),
  )
}

function parsed(text: string, type: string): unknown {
  if (!type.includes('json')) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
