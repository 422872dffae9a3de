/** Probes as the runtime answers them. */
import type { Kernel } from './contract.ts'
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
