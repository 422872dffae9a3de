/**
 * An HTTP request to a process that listens (`nc -l`, a script, a file server) from somebody who is no process. A kubelet's probe
 * waits for the answer; hooks and load sources need it at this instant: then the server's processes run as they would, CPU time
 * they have to wait for passes at once and is added up, and who sleeps before it answers has not answered.
 */
import type { HttpRequest, HttpResponse } from '../../../core/network.ts'
import { BodyReader, framingOf, headerLines, parseResponseHead } from '../../httptext.ts'
import type { Container } from '../container.ts'
import type { Kernel } from '../contract.ts'
import { THROTTLED } from '../process.ts'
import type { Socket } from './socket.ts'
import type { Wiring } from './wiring.ts'

const MAX_TURNS = 200
/** Longer than any caller waits. */
const NEVER_MS = 2 ** 31

/** Puts a request before a process; the caller's end. */
export function sendTo(
  connections: Wiring,
  c: Container,
  listening: Socket,
  { method, path, headers, body }: HttpRequest,
): Socket {
  const near = connections.stranger()
  const far = connections.farEnd(c.number, near)
  const all = { host: 'localhost', ...headers, connection: 'close' }
  const sized = body === '' ? all : { ...all, 'content-length': String(body.length) }
  far.input = `${method} ${path} HTTP/1.1\r\n${headerLines(sized)}\r\n${body}`
  connections.enqueue(c, listening, far)
  return near
}

export function askProcess(
  k: Kernel,
  connections: Wiring,
  c: Container,
  listening: Socket,
  request: HttpRequest,
): HttpResponse {
  const near = sendTo(connections, c, listening, request)
  let latencyMs = 0
  let answer: HttpResponse | undefined
  for (let turn = 0; turn < MAX_TURNS && answer === undefined; turn++) {
    const end = connections.own(near.number) as Socket
    answer = comingAnswer(end, request.method)
    if (answer !== undefined || c.ending) break
    const waiting = c.processes.filter(({ wait }) => wait === THROTTLED).sort((a, b) => a.wakeMs - b.wakeMs)[0]
    if (waiting === undefined) break
    latencyMs += Math.max(0, waiting.wakeMs - k.nowMs - latencyMs)
    k.resume(waiting)
    k.pump(c)
  }
  connections.close(near.number)
  return answer === undefined
    ? { ...SILENCE, latencyMs: NEVER_MS }
    : { ...answer, latencyMs: answer.reset ? 0 : latencyMs + 1 + c.extraMs }
}

const SILENCE: HttpResponse = { status: 0, headers: {}, body: '', latencyMs: 0 }

/** The same with what is still on its way. */
function comingAnswer(end: Socket, method: string): HttpResponse | undefined {
  const sent = end.arrivals.filter(({ kind }) => kind === 'data').map(({ data }) => data)
  const isOver = end.inputEnded || end.arrivals.some(({ kind }) => kind === 'end' || kind === 'reset')
  return answerIn(end.input + sent.join(''), isOver, method)
}

/** What the server has sent so far, as an answer; undefined while it is not all there. */
export function answerIn(text: string, isOver: boolean, method: string): HttpResponse | undefined {
  const parsed = parseResponseHead(text)
  if (parsed === undefined || parsed === 'bad')
    return isOver || parsed === 'bad' ? { ...SILENCE, reset: true } : undefined
  const { head, rest } = parsed
  const reader = new BodyReader(framingOf(head, method))
  const body = reader.take(rest)
  if (!reader.state.done && !isOver) return undefined
  return { status: head.status, headers: head.headers, body, latencyMs: 0 }
}
