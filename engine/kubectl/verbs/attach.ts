/** `kubectl attach`: joins a container's main process. Source: kubectl pkg/cmd/attach/attach.go. */
import { fail, Failure } from '../base/failure.ts'
import { type Json, list, text } from '../base/json.ts'
import type { Call } from '../call.ts'
import { containerOf } from '../client/pods.ts'
import { endInput, leave, openRemote, pump, readsOf, type Remote, typeInto } from '../client/remote.ts'
import type { Verb } from '../verb.ts'
import { ENTER_FLAGS, podNamed, podPath, refuseCompleted, ttyOf } from './exec.ts'

interface Session {
  remote: Remote
  /** What is said when the session ends but the Pod does not; '' for nothing. */
  farewell: string
}

export const attach: Verb = {
  name: 'attach',
  flags: ENTER_FLAGS,
  completes: { names: 'pods' },
  run(call) {
    const { args } = call
    if (args.length === 0) throw fail('at least 1 argument is required for attach')
    if (args.length > 2)
      throw fail(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`)
    const pod = podNamed(call, args.join('/'))
    return step(call, join(call, pod, call.flags.string('container')))
  },
  advance: (call, session) => step(call, session as Session),
  receive: (call, session, data) => typeInto(call, (session as Session).remote, data),
  endInput: (call, session) => endInput(call, (session as Session).remote),
  reads: (session) => readsOf((session as Session).remote),
  interrupt: (call, session) => leave(call, (session as Session).remote),
}

function attachedTo(call: Call, pod: Json, said: string, quiet: boolean): string {
  try {
    return containerOf(call, pod, said, quiet)
  } catch (error) {
    throw error instanceof Failure
      ? fail(`cannot attach to the container: ${error.said.replace(/^error: /, '')}`)
      : error
  }
}

/** Joins the main process of a container. */
export function join(call: Call, pod: Json, said: string): Session {
  refuseCompleted(pod, 'attach')
  const quiet = call.flags.bool('quiet')
  const container = attachedTo(call, pod, said, quiet)
  const stdin = call.flags.bool('stdin')
  const tty = allocated(call, pod, container, ttyOf(call, stdin))
  if (!quiet) call.err("If you don't see a command prompt, try pressing enter.\n")
  const remote = openRemote(call, `${podPath(pod)}/attach`, { container, stdin, tty })
  const resumes = !quiet && stdin && tty && text(pod, 'spec', 'restartPolicy') === 'Always'
  const name = text(pod, 'metadata', 'name')
  const farewell = resumes
    ? `Session ended, resume using 'kubectl attach ${name} -c ${container} -i -t' command when the pod is running`
    : ''
  return { remote, farewell }
}

/** A terminal is one only if the container began with one. */
function allocated(call: Call, pod: Json, container: string, wanted: boolean): boolean {
  const all = ['containers', 'ephemeralContainers'].flatMap((field) => list(pod, 'spec', field))
  const spec = all.find((one) => one.name === container)
  const has = spec?.tty === true
  if (wanted && !has) call.err(`Unable to use a TTY - container ${container} did not allocate one\n`)
  return has && (wanted || call.flags.bool('stdin')) ? call.stdin === undefined : has && wanted
}

export function step(call: Call, session: Session): Session | undefined {
  if (!pump(call, session.remote)) return session
  if (session.farewell !== '') call.line(session.farewell)
  return undefined
}
