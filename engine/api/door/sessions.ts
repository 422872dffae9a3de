/**
 * `exec` and `attach`: a session with a process of a container, and what it has to say. Source: registry/core/pod
 * strategy.go ExecLocation and AttachLocation, kubelet server.go, apiserver's stream translator.
 */
import { toBytes } from '../../core/bytes.ts'
import type { ExecSessions, SessionEnd } from '../../core/exec.ts'
import { TextHash } from '../../core/hash.ts'
import { badRequest, failure, methodNotAllowed } from '../errors.ts'
import type { Call, DoorContext } from './context.ts'
import type { PendingExchange, Progress, SessionFrame, SessionState } from './exchange.ts'
import { flag } from './options.ts'
import { chosenContainer, type PodLike } from './podcalls.ts'

/** GET or POST …/pods/<name>/exec and …/attach. @throws StatusError for what is refused before anything is opened */
export function openSession(call: Call): PendingExchange {
  const { method, headers = {} } = call.request
  if (method !== 'GET' && method !== 'POST') throw methodNotAllowed()
  const { server, sessions } = call.context
  const { namespace, name, subresource } = call.path
  const pod = server.verbs.get<PodLike>(call.table, namespace, name)
  const container = chosenContainer(call, pod)
  if (!pod.spec.nodeName) throw badRequest(`pod ${name} does not have a host assigned`)
  if (headers.upgrade === undefined) throw badRequest('Upgrade request required')
  if (headers.upgrade.toLowerCase() !== 'websocket') {
    throw failure(400, 'BadRequest', `unable to upgrade: ${headers.upgrade} is not spoken here, only WebSocket`)
  }
  if (subresource === 'exec' && (call.request.command ?? []).length === 0)
    throw badRequest('you must specify a command')
  const process = sessions.runningProcess(namespace, name, container)
  const opened = process === undefined ? -1 : begin(call, sessions.execSessions, process)
  const session: SessionState = {
    number: opened,
    refusal: opened < 0 ? `unable to upgrade connection: container not found ("${container}")` : '',
    taken: 0,
    attached: subresource === 'attach',
    tty: flag(call.query, 'tty'),
    done: false,
  }
  return { code: 200, headers: {}, warnings: call.warnings, session }
}

function begin({ path, query, request }: Call, sessions: ExecSessions | undefined, process: number): number {
  const options = { stdin: flag(query, 'stdin'), tty: flag(query, 'tty') }
  if (path.subresource === 'attach') return sessions?.attach(process, options) ?? -1
  return sessions?.exec(process, { ...options, command: request.command ?? [] }) ?? -1
}

/** What a session said since the last look, and at last how it ended. */
export function sessionProgress({ sessions: { execSessions } }: DoorContext, session: SessionState): Progress {
  if (session.done) return { chunks: [], done: true }
  if (execSessions === undefined || session.number < 0) return ended(session, [], { refused: session.refusal })
  const fresh = execSessions.sessionOutput(session.number, session.taken)
  session.taken += fresh.length
  const frames = fresh.map(({ stream, data }): SessionFrame => ({ channel: stream === 'stdout' ? 1 : 2, data }))
  const end = execSessions.sessionEnd(session.number)
  return end === undefined ? { chunks: frames, done: false } : ended(session, frames, end)
}

function ended(session: SessionState, frames: SessionFrame[], end: SessionEnd | { refused: string }): Progress {
  session.done = true
  const status = JSON.stringify(statusOf(session, end))
  return { chunks: [...frames, { channel: 3, data: toBytes(status) }], done: true }
}

function statusOf(session: SessionState, end: SessionEnd | { refused: string }): object {
  if ('refused' in end) return internal(end.refused)
  if (end.startError !== undefined) return internal(`Internal error occurred: ${notStarted(session, end.startError)}`)
  if (end.exitCode === 0 || session.attached) return { metadata: {}, status: 'Success' }
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${end.exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(end.exitCode) }] },
  }
}

/** The kubelet's words around the runtime's, which names its try by a random number. */
function notStarted({ number }: SessionState, why: string): string {
  const id = ['a', 'b', 'c', 'd'].map((part) => new TextHash().add(`exec ${part} ${number}`).digest()).join('')
  return `error executing command in container: failed to exec in container: failed to start exec "${id}": ${why}`
}

const internal = (message: string) => ({
  metadata: {},
  status: 'Failure',
  message: `Internal error occurred: ${message}`,
  reason: 'InternalError',
  details: { causes: [{ message }] },
  code: 500,
})
