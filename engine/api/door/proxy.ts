/**
 * `…/services/<name>/proxy/…` and `…/pods/<name>/proxy/…`: the API server asks what runs in the cluster and passes the
 * answer on. Source: registry/core/{service,pod} ProxyREST, apimachinery pkg/util/proxy upgradeaware.go.
 */
import { fromBytes, toBytes } from '../../core/bytes.ts'
import type { CallOutcome, CallRequest } from '../../core/calls.ts'
import { badRequest, failure } from '../errors.ts'
import type { KObject } from '../object.ts'
import type { ApiResponse } from '../request.ts'
import type { Call } from './context.ts'

/** How long the server waits for what it asks (its own request timeout). */
const TIMEOUT_MS = 60_000
/** What a client says to the API server and nobody else. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['authorization', 'upgrade', 'connection', 'host'])

interface PodLike extends KObject {
  spec: { containers: { ports?: { containerPort: number }[] }[] }
  status?: { podIP?: string }
}

export function proxy(call: Call): ApiResponse {
  const { path, request } = call
  const at = request.path.indexOf('/proxy')
  const rest = at < 0 ? '' : request.path.slice(at + '/proxy'.length)
  if (rest === '' && request.method === 'GET') {
    return { code: 301, headers: { location: `${request.path}/` }, body: '', warnings: [] }
  }
  const { scheme, name, port } = target(path.name)
  const asked: CallRequest = {
    method: request.method,
    path: `${rest === '' ? '/' : rest}${queryOf(call)}`,
    headers: Object.fromEntries(Object.entries(request.headers ?? {}).filter(([header]) => !OWN_HEADERS.has(header))),
    body: toBytes(request.body ?? ''),
    scheme,
    timeoutMs: TIMEOUT_MS,
  }
  return passedOn(
    call.definition.info.resource === 'services' ? toService(call, name, port, asked) : toPod(call, name, port, asked),
  )
}

/** `[scheme:]name[:port]`. @throws StatusError 400 for another scheme */
function target(id: string): { scheme: 'http' | 'https'; name: string; port: string } {
  const parts = id.split(':')
  const [scheme, name, port] = parts.length === 3 ? parts : ['', ...parts]
  if (parts.length > 3 || !['', 'http', 'https'].includes(scheme ?? ''))
    throw badRequest(`invalid service request "${id}"`)
  return { scheme: scheme === 'https' ? 'https' : 'http', name: name ?? '', port: port ?? '' }
}

function queryOf({ request }: Call): string {
  const pairs = Object.entries(request.query ?? {})
  if (pairs.length === 0) return ''
  return `?${pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')}`
}

function toService({ context, table, path }: Call, name: string, port: string, asked: CallRequest): CallOutcome {
  context.server.verbs.get(table, path.namespace, name)
  const outcome = context.server.calls.service(path.namespace, name, port, asked)
  if ('failure' in outcome && (outcome.failure === 'noPort' || outcome.failure === 'noEndpoints')) {
    throw failure(503, 'ServiceUnavailable', outcome.message)
  }
  return outcome
}

function toPod({ context, table, path }: Call, name: string, port: string, asked: CallRequest): CallOutcome {
  const { spec, status } = context.server.verbs.get<PodLike>(table, path.namespace, name)
  const first = spec.containers.flatMap(({ ports = [] }) => ports)[0]?.containerPort
  const ip = status?.podIP
  if (!ip) throw badRequest('address not allowed')
  return context.server.calls.address(ip, Number(port || (first ?? (asked.scheme === 'https' ? 443 : 80))), asked)
}

function passedOn(outcome: CallOutcome): ApiResponse {
  if ('failure' in outcome) {
    throw failure(503, 'ServiceUnavailable', `error trying to reach service: ${outcome.message}`)
  }
  const { status, headers, body } = outcome.response
  const { 'content-length': _, ...kept } = headers
  return { code: status, headers: { 'content-type': 'text/plain', ...kept }, body: fromBytes(body), warnings: [] }
}
