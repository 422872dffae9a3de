/** `kubectl exec`. Source: kubectl pkg/cmd/exec/exec.go. */
import { fail } from '../base/failure.ts'
import { type Json, text } from '../base/json.ts'
import type { Call } from '../call.ts'
import { containerOf, firstPod } from '../client/pods.ts'
import { endInput, leave, openRemote, pump, readsOf, type Remote, typeInto } from '../client/remote.ts'
import { fetch, targetsOf } from '../client/targets.ts'
import { FILE_FLAGS } from '../globalflags.ts'
import type { Verb } from '../verb.ts'

export const ENTER_FLAGS: readonly string[] = [
  'container,c:string',
  'pod-running-timeout:duration=1m',
  'quiet,q:bool',
  'stdin,i:bool',
  'tty,t:bool',
]

export const exec: Verb = {
  name: 'exec',
  flags: [...FILE_FLAGS, ...ENTER_FLAGS],
  completes: { names: 'pods' },
  run(call) {
    const { args, dashAt, flags } = call
    const [word = ''] = args
    const command = dashAt >= 0 ? args.slice(dashAt) : []
    if (dashAt < 0 && args.length > 1)
      throw call.usage('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead')
    if (dashAt === 0 || (word === '' && !flags.has('filename')))
      throw fail('pod, type/name or --filename must be specified')
    if (command.length === 0) throw fail('you must specify at least one command for the container')
    const pod = podNamed(call, word)
    refuseCompleted(pod, 'exec into')
    // A name that is given is the server's to judge.
    const container = flags.string('container') || containerOf(call, pod, '', flags.bool('quiet'))
    const stdin = flags.bool('stdin')
    return step(call, openRemote(call, `${podPath(pod)}/exec`, { container, stdin, tty: ttyOf(call, stdin), command }))
  },
  advance: (call, session) => step(call, session as Remote),
  receive: (call, session, data) => typeInto(call, session as Remote, data),
  endInput: (call, session) => endInput(call, session as Remote),
  reads: (session) => readsOf(session as Remote),
  interrupt: (call, session) => leave(call, session as Remote),
}

function step(call: Call, remote: Remote): Remote | undefined {
  return pump(call, remote) ? undefined : remote
}

/** The Pod a word means: its name, or something that has Pods. */
export function podNamed(call: Call, word: string): Json {
  const { targets } = targetsOf(call, [word], word.includes('/') ? {} : { type: 'pods' })
  const [info] = targets.flatMap((target) => fetch(call, target))
  if (info === undefined) throw fail('timed out waiting for the condition')
  return firstPod(Object.assign(Object.create(call), { err: () => undefined }) as Call, info)
}

export const podPath = (pod: Json): string =>
  `/api/v1/namespaces/${text(pod, 'metadata', 'namespace')}/pods/${text(pod, 'metadata', 'name')}`

export function refuseCompleted(pod: Json, doing: string): void {
  const phase = text(pod, 'status', 'phase')
  if (phase === 'Succeeded' || phase === 'Failed')
    throw fail(`cannot ${doing} a container in a completed pod; current phase is ${phase}`)
}

/** A terminal needs one to be typed at. */
export function ttyOf(call: Call, stdin: boolean): boolean {
  if (!call.flags.bool('tty')) return false
  if (stdin && call.stdin === undefined) return true
  if (stdin) call.err('Unable to use a TTY - input is not a terminal or the right kind of file\n')
  return !stdin
}
