/** `kubectl run` with `--attach`, `-i`, `--rm`: joins the Pod it made and ends with it. Source: kubectl pkg/cmd/run/run.go. */
import { Failure, fail, Refused } from '../base/failure.ts'
import { type Json, list, num, text } from '../base/json.ts'
import type { Call } from '../call.ts'
import { endInput, leave, readsOf, typeInto } from '../client/remote.ts'
import { join, step as joined } from './attach.ts'

type Attached = ReturnType<typeof join>

export interface RunSession {
  path: string
  name: string
  untilMs: number
  /** Undefined while the Pod has not started. */
  attached: Attached | undefined
  /** The session is over; only how the Pod ended is awaited. */
  left: boolean
}

/** Begins to wait for a Pod that was just made. */
export function beginAttached(call: Call, path: string, name: string): RunSession | undefined {
  const untilMs = call.nowMs + call.flags.duration('pod-running-timeout')
  return advanceAttached(call, { path, name, untilMs, attached: undefined, left: false })
}

export function advanceAttached(call: Call, session: RunSession): RunSession | undefined {
  const pod = call.client.get(session.path)
  if (session.attached === undefined && !session.left) {
    const phase = text(pod, 'status', 'phase')
    if (phase === 'Pending' || phase === '') {
      if (call.nowMs < session.untilMs) return session
      throw fail('timed out waiting for the condition')
    }
    enter(call, session, pod, phase)
  }
  if (session.attached !== undefined && !session.left) {
    session.left = joined(call, session.attached) === undefined
    if (!session.left) return session
  }
  return finish(call, session, call.client.get(session.path))
}

/** Joins the Pod, or tells what one that is over already said. */
function enter(call: Call, session: RunSession, pod: Json, phase: string): void {
  if (phase === 'Running') session.attached = join(call, pod, '')
  else {
    call.out(call.client.getText(`${session.path}/log`))
    session.left = true
  }
}

/** The Pod's own end counts, unless it is started again and again. */
function finish(call: Call, session: RunSession, pod: Json): RunSession | undefined {
  const waits = !call.flags.bool('leave-stdin-open') && text(pod, 'spec', 'restartPolicy') !== 'Always'
  const phase = text(pod, 'status', 'phase')
  if (waits && phase !== 'Succeeded' && phase !== 'Failed') return session
  cleanUp(call, session)
  if (waits && phase === 'Failed') throw ended(pod)
  return undefined
}

export function abandonAttached(call: Call, session: RunSession): void {
  if (session.attached !== undefined) leave(call, session.attached.remote)
  cleanUp(call, session)
}

function cleanUp(call: Call, { path, name }: RunSession): void {
  if (!call.flags.bool('rm')) return
  try {
    call.client.remove(path, { propagationPolicy: 'Background' })
    call.line(`pod "${name}" deleted`)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
}

function ended(pod: Json): Failure {
  const name = `${text(pod, 'metadata', 'namespace')}/${text(pod, 'metadata', 'name')}`
  const [status] = list(pod, 'status', 'containerStatuses')
  const code = num(status, 'state', 'terminated', 'exitCode')
  if (code === 0) return fail(`pod ${name} failed with unknown exit code`)
  const reason = text(status, 'state', 'terminated', 'reason')
  const message = text(status, 'state', 'terminated', 'message')
  return new Failure(`pod ${name} terminated (${reason})\n${message}`.trimEnd(), code)
}

export function endAttached(call: Call, { attached }: RunSession): void {
  if (attached !== undefined) endInput(call, attached.remote)
}

export const readsAttached = ({ attached, left }: RunSession): 'keys' | 'lines' | undefined =>
  attached === undefined || left ? undefined : readsOf(attached.remote)

export const typeAttached = (call: Call, { attached }: RunSession, data: string): void => {
  if (attached !== undefined) typeInto(call, attached.remote, data)
}
