/** What is done to a Pod beside reading and writing it: binding, logs. Source: registry/core/pod/storage. */
import type { ApiResponse } from '../request.ts'
import { badRequest, conflict, failure } from '../errors.ts'
import type { KObject } from '../object.ts'
import { FROM_BODY, readSubresource } from './bodies.ts'
import { type Call, requireMethod } from './context.ts'
import type { Answer } from './exchange.ts'
import { flag, integer, writeQuery } from './options.ts'
import { respond, respondText, success } from './respond.ts'

export interface PodLike extends KObject {
  spec: {
    nodeName?: string
    containers: { name: string }[]
    initContainers?: { name: string }[]
    ephemeralContainers?: { name: string }[]
  }
  status?: { conditions?: { type: string; status: string; lastTransitionTime?: string }[] }
}

interface Binding extends KObject {
  target: { kind?: string; name: string }
}

/** POST …/pods/<name>/binding: gives an unbound Pod its node (BindingREST). */
export function bindPod(call: Call): ApiResponse {
  requireMethod(call, 'POST')
  const binding = readSubresource<Binding>(call, FROM_BODY.binding)
  const { server } = call.context
  const { namespace, name } = call.path
  const pod = server.verbs.get<PodLike>(call.table, namespace, name)
  const info = { ...call.definition.info, resource: 'pods/binding', plural: 'pods/binding' }
  if (pod.metadata.deletionTimestamp)
    throw conflict(info, name, `pod ${name} is being deleted, cannot be assigned to a host`)
  if (pod.spec.nodeName) throw conflict(info, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`)
  if (binding.target.kind && binding.target.kind !== 'Node')
    throw badRequest(`invalid target kind: ${binding.target.kind}`)
  const { dryRun } = writeQuery(call.query, 'CreateOptions')
  const now = server.calendar.seconds(server.clock.nowMs)
  const bound = (old: PodLike): PodLike => ({
    ...old,
    spec: { ...old.spec, nodeName: binding.target.name },
    status: { ...old.status, conditions: scheduled(old.status?.conditions ?? [], now) },
  })
  server.verbs.modify<PodLike>(call.table, namespace, name, bound, { trusted: true, dryRun, user: call.user })
  return respond(201, success(undefined, 201), call.warnings)
}

function scheduled(conditions: { type: string; status: string }[], now: string) {
  const rest = conditions.filter(({ type }) => type !== 'PodScheduled')
  return [...rest, { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now }]
}

/** GET …/pods/<name>/log. Source: registry/core/pod/strategy.go LogLocation, core/validation ValidatePodLogOptions. */
export function podLog(call: Call): Answer {
  requireMethod(call, 'GET')
  const { server, logs } = call.context
  const { namespace, name } = call.path
  const pod = server.verbs.get<PodLike>(call.table, namespace, name)
  const container = chosenContainer(call, pod)
  const previous = flag(call.query, 'previous')
  if (!pod.spec.nodeName) return respondText(200, '')
  const lines = logs.lines(namespace, name, container, previous)
  if (lines === undefined) throw notStarted(pod, container, previous)
  const timestamps = flag(call.query, 'timestamps')
  const sinceMs = since(call)
  const recent = lines.filter(({ atMs }) => atMs >= sinceMs)
  const tail = integer(call.query, 'tailLines')
  const shown = tail === undefined ? recent : tail === 0 ? [] : recent.slice(-tail)
  if (!flag(call.query, 'follow') || previous) {
    return respondText(
      200,
      limited(shown.map((line) => logText(call, line, timestamps)).join(''), integer(call.query, 'limitBytes')),
    )
  }
  // A follower begins with the lines shown: it goes on after the one before them.
  const last = lines[lines.length - shown.length - 1]
  return {
    code: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    warnings: call.warnings,
    follow: { namespace, pod: name, container, timestamps, last, sinceMs, done: false },
  }
}

const limited = (text: string, bytes: number | undefined) => (bytes === undefined ? text : text.slice(0, bytes))

function since(call: Call): number {
  const { clock, calendar } = call.context.server
  const seconds = integer(call.query, 'sinceSeconds')
  if (seconds !== undefined) return clock.nowMs - seconds * 1000
  return calendar.virtualMs(call.query.sinceTime) ?? Number.NEGATIVE_INFINITY
}

/** One log line as it is sent. */
export function logText(
  { context }: Pick<Call, 'context'>,
  line: { atMs: number; text: string },
  timestamps: boolean,
): string {
  const stamp = timestamps ? `${context.server.calendar.micros(line.atMs).replace('Z', '000Z')} ` : ''
  return `${stamp}${line.text}\n`
}

/** The container a call means. @throws StatusError 400 */
export function chosenContainer(call: Call, pod: PodLike): string {
  const names = pod.spec.containers.map(({ name }) => name)
  const inits = (pod.spec.initContainers ?? []).map(({ name }) => name)
  const { name } = pod.metadata
  const asked = call.query.container ?? ''
  if (asked !== '') {
    if (![...names, ...inits, ...(pod.spec.ephemeralContainers ?? []).map(({ name: own }) => own)].includes(asked))
      throw badRequest(`container ${asked} is not valid for pod ${name}`)
    return asked
  }
  if (names.length === 1) return names[0] as string
  const text = `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`
  throw badRequest(inits.length > 0 ? `${text} or one of the init containers: [${inits.join(' ')}]` : text)
}

interface Waiting {
  containerStatuses?: { name: string; state?: { waiting?: { reason?: string; message?: string } } }[]
}

/** The kubelet's refusal while there is nothing to read. */
function notStarted(pod: PodLike, container: string, previous: boolean) {
  const { name } = pod.metadata
  if (previous) return badRequest(`previous terminated container "${container}" in pod "${name}" not found`)
  const statuses = (pod.status as Waiting | undefined)?.containerStatuses ?? []
  const waiting = statuses.find((status) => status.name === container)?.state?.waiting
  const reason = waiting?.reason ?? 'ContainerCreating'
  const text =
    reason === 'ErrImagePull' || reason === 'ImagePullBackOff'
      ? `container "${container}" in pod "${name}" is waiting to start: trying and failing to pull image`
      : `container "${container}" in pod "${name}" is waiting to start: ${reason}`
  return failure(400, 'BadRequest', text)
}
