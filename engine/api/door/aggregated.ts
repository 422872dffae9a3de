/**
 * API groups that a program in the cluster serves: what is asked of them is passed on, with who asks. Source:
 * kube-aggregator pkg/apiserver/handler_proxy.go.
 */
import { fromBytes, toBytes } from '../../core/bytes.ts'
import { failure } from '../errors.ts'
import type { KObject } from '../object.ts'
import type { ApiRequest, ApiResponse } from '../request.ts'
import type { User } from '../user.ts'
import type { DoorContext } from './context.ts'
import type { ResourcePath } from './path.ts'

const SERVICES = 'apiservices.apiregistration.k8s.io'
const TIMEOUT_MS = 60_000
const HTTPS = 443

interface ApiService extends KObject {
  spec: { service?: { namespace?: string; name?: string; port?: number } | null }
}

/** The answer of whoever serves a path's group and version; undefined when that is this server. */
export function aggregated(
  { server }: DoorContext,
  request: ApiRequest,
  { group, version }: ResourcePath,
  user: User,
): ApiResponse | undefined {
  if (group === '') return undefined
  const found = server.store.table(SERVICES).find('', `${version}.${group}`) as ApiService | undefined
  const service = found?.spec.service
  if (!service) return undefined
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
