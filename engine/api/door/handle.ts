/**
 * The one door: every request to the API server, whoever makes it, comes through `handle`.
 *
 * It never throws for what a request says: what goes wrong is an answer with a Status. Reads change nothing.
 */
import type { AuditAnnotations } from '../audit/log.ts'
import type { Attributes } from '../authorization.ts'
import type { ApiRequest } from '../request.ts'
import { methodNotAllowed, UnknownPage, unknownPath } from '../errors.ts'
import { watchProgress } from '../watch.ts'
import { aggregated } from './aggregated.ts'
import { authorizeOrRefuse } from './authorize.ts'
import { credentialed, requester } from './authenticate.ts'
import { checkSize } from './body.ts'
import { type Call, type DoorContext, resolve } from './context.ts'
import { evictPod } from './evict.ts'
import type { Answer, FollowState, PendingExchange, Progress } from './exchange.ts'
import { finalizeNamespace } from './finalize.ts'
import { negotiate } from './media.ts'
import { patchObject } from './patchcall.ts'
import { parseResourcePath, type ResourcePath } from './path.ts'
import { bindPod, logText, podLog } from './podcalls.ts'
import { proxy } from './proxy.ts'
import { listObjects, readObject } from './read.ts'
import { deleteCollection, deleteObject } from './remove.ts'
import { requestInfo } from './requestinfo.ts'
import { respondError } from './respond.ts'
import { handleScale } from './scale.ts'
import { openSession, sessionProgress } from './sessions.ts'
import { createToken } from './token.ts'
import { virtualOf } from './metricsapi/served.ts'
import type { VirtualResource } from './virtual.ts'
import type { VirtualCall } from './virtualcall.ts'
import { wellKnown } from './wellknown.ts'
import { createObject, replaceObject } from './write.ts'

/** Requests that may change something; all others may be served without leaving a trace. */
export function isWrite({ method, path }: ApiRequest): boolean {
  return method !== 'GET' || ENTERS.has(parseResourcePath(path)?.subresource.split('/')[0] ?? '')
}

/** Subresources whose very reading does something in a container. */
const ENTERS: ReadonlySet<string> = new Set(['exec', 'attach', 'proxy'])

/** What is found out about a request while it is served. */
interface Heard {
  warnings: string[]
  audit: AuditAnnotations
  attributes: Attributes | undefined
}

/** Serves one request at the present instant; what may have changed something goes into the audit log. */
export function handle(context: DoorContext, request: ApiRequest): Answer {
  const heard: Heard = { warnings: [], audit: {}, attributes: undefined }
  const answer = serve(context, request, heard)
  if (request.method !== 'GET') note(context, request, heard, answer)
  return answer
}

function note(context: DoorContext, request: ApiRequest, { audit, attributes }: Heard, answer: Answer): void {
  if (attributes === undefined) return
  const { path, query, headers = {} } = request
  const { reason = '' } = answer.code >= 400 && 'body' in answer ? ((answer.body ?? {}) as { reason?: string }) : {}
  context.audit.record({
    atMs: context.server.clock.nowMs,
    request: { path, ...(query ? { query } : {}), userAgent: headers['user-agent'] ?? '' },
    attributes,
    actor: 'impersonate-user' in headers ? credentialed(context, request) : attributes.user,
    code: answer.code,
    reason,
    annotations: audit,
  })
}

function serve(context: DoorContext, request: ApiRequest, heard: Heard): Answer {
  const { warnings, audit } = heard
  try {
    checkSize(request.body ?? '')
    const user = requester(context, request)
    const attributes = { ...requestInfo(request), user }
    heard.attributes = attributes
    authorizeOrRefuse(context, attributes, audit)
    const path = parseResourcePath(request.path)
    const elsewhere = path && aggregated(context, request, path, user)
    const found = elsewhere ?? wellKnown(context, request)
    if (found !== undefined) return found
    if (path === undefined || path.resource === '') throw new UnknownPage()
    const virtual = virtualAt(context, path)
    if (virtual !== undefined) return handleVirtual(virtual, { context, request, path, user, warnings })
    const call = resolve(context, request, path, user)
    call.warnings = warnings
    call.audit = audit
    return path.subresource === '' ? handleObject(call) : handleSubresource(call)
  } catch (error) {
    return respondError(error, warnings)
  }
}

const virtualAt = (context: DoorContext, { group, version, resource }: ResourcePath) =>
  virtualOf(context).find(({ info }) => info.plural === resource && info.group === group && info.version === version)

/** A resource that is not stored: the verbs it has, and nothing else. */
function handleVirtual(
  definition: VirtualResource,
  call: Pick<VirtualCall, 'context' | 'request' | 'path' | 'user' | 'warnings'>,
): Answer {
  const { path, request } = call
  const isWhole = definition.everywhere === true && path.name === ''
  const isMisplaced = definition.info.namespaced ? path.namespace === '' && !isWhole : path.namespace !== ''
  if (path.subresource !== '' || isMisplaced) throw unknownPath()
  const verb =
    request.method === 'GET' ? (path.name === '' ? 'list' : 'get') : request.method === 'POST' ? 'create' : ''
  if (!definition.verbs.includes(verb)) throw methodNotAllowed()
  const accepted = negotiate(request.headers?.accept)
  return definition.answer({ ...call, definition, accepted, query: request.query ?? {} })
}

function handleObject(call: Call): Answer {
  const named = call.path.name !== ''
  switch (call.request.method) {
    case 'GET':
      return named ? readObject(call) : listObjects(call)
    case 'POST':
      return createObject(call)
    case 'PUT':
      return replaceObject(call, '')
    case 'PATCH':
      return patchObject(call, '')
    case 'DELETE':
      return named ? deleteObject(call) : collection(call)
    default:
      throw methodNotAllowed()
  }
}

function collection(call: Call): Answer {
  if (call.definition.info.resource === 'namespaces') throw methodNotAllowed()
  return deleteCollection(call)
}

function handleSubresource(call: Call): Answer {
  const { definition, path } = call
  const { resource } = definition.info
  if (path.subresource === 'status' && definition.status) return handlePart(call, 'status')
  if (definition.parts?.[path.subresource]) return handlePart(call, path.subresource)
  if (path.subresource === 'scale' && definition.scale) return handleScale(call)
  if (resource === 'namespaces' && path.subresource === 'finalize') return finalizeNamespace(call)
  if (resource === 'serviceaccounts' && path.subresource === 'token') return createToken(call)
  if (resource === 'pods' && path.subresource === 'binding') return bindPod(call)
  if (resource === 'pods' && path.subresource === 'eviction') return evictPod(call)
  if ((resource === 'pods' || resource === 'services') && /^proxy(\/|$)/.test(path.subresource)) return proxy(call)
  if (resource === 'pods' && path.subresource === 'log') return podLog(call)
  if (resource === 'pods' && (path.subresource === 'exec' || path.subresource === 'attach')) return openSession(call)
  throw unknownPath()
}

function handlePart(call: Call, part: string): Answer {
  switch (call.request.method) {
    case 'GET':
      return readObject(call)
    case 'PUT':
      return replaceObject(call, part)
    case 'PATCH':
      return patchObject(call, part)
    default:
      throw methodNotAllowed()
  }
}

/** What a pending exchange has to send since it was last asked. */
export function progress(context: DoorContext, exchange: PendingExchange): Progress {
  const { watch, follow, session } = exchange
  if (watch !== undefined) return { chunks: watchProgress(context.server.store, watch), done: watch.done }
  if (follow !== undefined) return followProgress(context, follow)
  if (session !== undefined) return sessionProgress(context, session)
  return { chunks: [], done: true }
}

/** Further lines of a container; over when its Pod is gone or has finished. */
function followProgress(context: DoorContext, follow: FollowState): Progress {
  const { namespace, pod, container, timestamps, sinceMs } = follow
  const lines = context.logs.lines(namespace, pod, container, false) ?? []
  const { last } = follow
  // Not found: dropped from the log, or the log is of a container that started again.
  const at = last === undefined ? -1 : lines.findLastIndex(({ atMs, text }) => atMs === last.atMs && text === last.text)
  const fresh = lines.slice(at + 1).filter(({ atMs }) => atMs >= sinceMs)
  follow.last = lines.at(-1) ?? last
  const object = context.server.store.table('pods').find(namespace, pod) as { status?: { phase?: string } } | undefined
  const phase = object?.status?.phase
  follow.done = object === undefined || phase === 'Succeeded' || phase === 'Failed'
  return { chunks: fresh.map((line) => logText({ context }, line, timestamps)), done: follow.done }
}
