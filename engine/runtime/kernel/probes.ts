/** Probes as the runtime answers them. */
import type { Kernel } from './contract.ts'
import type { HttpRequest, HttpResponse } from '../../core/network.ts'
import type { ProbeOutcome, ProbeRequest } from '../../core/runtime.ts'
import { fromBytes } from '../../core/bytes.ts'
import type { Container } from './container.ts'
import { credentialsOf } from './main.ts'
import { openExec } from './sessionstart.ts'

export function refused(request: ProbeRequest): ProbeOutcome {
  const target = request.type === 'httpGet' || request.type === 'tcpSocket' ? `${request.host}:${request.port}` : ''
  const dial = `dial tcp ${target}: connect: connection refused`
  const output =
    request.type === 'httpGet' ? `Get "${request.scheme.toLowerCase()}://${target}${request.path}": ${dial}` : dial
  return { result: 'failure', output, durationMs: 1, stable: true }
}

/**
 * A probe of a port that a process has opened; whoever listens there is called for real, each time.
 * @param about the container whose probe it is, when its kubelet waits for the answer
 */
export function probeProcess(
  k: Kernel,
  c: Container,
  request: Exclude<ProbeRequest, { type: 'exec' }>,
  about: number | undefined,
): ProbeOutcome {
  if (request.type !== 'httpGet') {
    const durationMs = k.connections.knock(c, request.port) === undefined ? ENDLESS_MS : 1
    return { result: 'success', output: '', durationMs, stable: false }
  }
  const { scheme, host, port, path, headers } = request
  const url = `${scheme.toLowerCase()}://${host}:${port}${path}`
  if (scheme.toLowerCase() === 'https') return failure(`Get "${url}": http: server gave HTTP response to HTTPS client`)
  const named = Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]))
  const all = { host: `${host}:${port}`, 'user-agent': 'kube-probe/1.32', accept: '*/*', ...named }
  const asked: HttpRequest = { method: 'GET', path, headers: all, body: '', scheme: 'http', sourceIP: '' }
  if (about === undefined) return outcomeOf(url, k.connections.ask(c, port, asked))
  const pending = k.connections.probe(c, port, asked, { container: about, url })
  return pending < 0 ? refused(request) : { ...outcomeOf(url, undefined), pending }
}

const failure = (output: string, durationMs = 1): ProbeOutcome => ({
  result: 'failure',
  output,
  durationMs,
  stable: false,
})

/** What a process' answer makes of a probe. */
export function outcomeOf(url: string, answer: HttpResponse | undefined): ProbeOutcome {
  if (answer === undefined || answer.reset) return failure(`Get "${url}": EOF`)
  const { status, latencyMs } = answer
  if (status >= 200 && status < 400) return { result: 'success', output: '', durationMs: latencyMs, stable: false }
  return failure(`HTTP probe failed with statuscode: ${status}`, latencyMs)
}

/** Longer than any timeout or grace. */
const ENDLESS_MS = 2 ** 31

/**
 * Runs a command to its end at once, for callers that want the answer now: what it would sleep is added up. What takes
 * part in the world while it waits is an exec session (core/exec).
 */
export function probeExec(k: Kernel, c: Container, command: readonly string[]): ProbeOutcome {
  const session = openExec(k, c, { command }, credentialsOf(c))
  const durationMs = k.hurry(c, session)
  const { chunks, end } = k.sessions.get(session) ?? { chunks: [], end: undefined }
  const output = fromBytes(chunks.map(({ data }) => data).join(''))
  k.sessions.remove(session)
  if (end === undefined) {
    k.endSession(c, session)
    return { result: 'failure', output, durationMs: ENDLESS_MS, stable: false }
  }
  const result = end.exitCode === 0 ? 'success' : 'failure'
  return { result, output: end.startError ?? output, durationMs: Math.max(1, durationMs), stable: false }
}
