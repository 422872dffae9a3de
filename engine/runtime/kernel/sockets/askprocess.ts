/**
 * An HTTP request to a process that listens (`nc -l`, a script, a file server), for callers that need the answer at this
 * instant: kubelets' probes and load sources. The server's processes run as they would; CPU time they have to wait for passes
 * at once and is added up. Who sleeps before it answers has not answered.
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

export function askProcess(
  k: Kernel,
  connections: Wiring,
  c: Container,
  listening: Socket,
  { method, path, headers, body }: HttpRequest,
): HttpResponse {
  const near = connections.stranger()
  const far = connections.farEnd(c.number, near)
  const all = { host: 'localhost', ...headers, connection: 'close' }
  const sized = body === '' ? all : { ...all, 'content-length': String(body.length) }
  far.input = `${method} ${path} HTTP/1.1\r\n${headerLines(sized)}\r\n${body}`
  connections.enqueue(c, listening, far)
  let latencyMs = 0
  let answer: HttpResponse | undefined
  for (let turn = 0; turn < MAX_TURNS && answer === undefined; turn++) {
    const end = connections.own(near.number) as Socket
    answer = answerIn(end, method)
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
    : { ...answer, latencyMs: answer.reset ? 0 : latencyMs + 1 }
}

const SILENCE: HttpResponse = { status: 0, headers: {}, body: '', latencyMs: 0 }

/** What the server has sent so far, as an answer; undefined while it is not all there. */
function answerIn(end: Socket, method: string): HttpResponse | undefined {
  const sent = end.arrivals.filter(({ kind }) => kind === 'data').map(({ data }) => data)
  const text = end.input + sent.join('')
  const isOver = end.inputEnded || end.arrivals.some(({ kind }) => kind === 'end' || kind === 'reset')
  const parsed = parseResponseHead(text)
  if (parsed === undefined || parsed === 'bad')
    return isOver || parsed === 'bad' ? { ...SILENCE, reset: true } : undefined
  const { head, rest } = parsed
  const reader = new BodyReader(framingOf(head, method))
  const body = reader.take(rest)
  if (!reader.state.done && !isOver) return undefined
  return { status: head.status, headers: head.headers, body, latencyMs: 0 }
}
