/** `kubectl rollout pause`, `resume`, `restart`, `status`. Source: kubectl pkg/cmd/rollout, pkg/polymorphichelpers. */
import type { PendingExchange } from '../../api/door/exchange.ts'
import { formatSeconds } from '../../core/calendar.ts'
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { type Json, object, text } from '../base/json.ts'
import { pathOf } from '../client/client.ts'
import { attempt, dryRunOf, liveObjectsOf, report, writeQuery } from '../client/objects.ts'
import { rolloutState } from '../client/rolloutstate.ts'
import type { Info, TargetOptions } from '../client/targets.ts'
import { DRY_RUN, FIELD_MANAGER, FILE_FLAGS, PRINT_FLAGS, SELECTOR } from '../globalflags.ts'
import type { Verb } from '../verb.ts'

export const ROLLOUT_FLAGS: readonly string[] = [...FILE_FLAGS, ...PRINT_FLAGS, FIELD_MANAGER, SELECTOR, DRY_RUN]
const MANAGER = 'kubectl-rollout'

/** The objects a rollout command is about. */
export function rolled(call: Call): Info[] {
  const options: TargetOptions = { everything: true, nothing: () => fail('required resource not specified') }
  return liveObjectsOf(call, call.args, options)
}

const resource = ({ mapping }: Info) => (mapping.group ? `${mapping.plural}.${mapping.group}` : mapping.plural)

/** Changes a part of the object by a patch and tells so. */
function change(call: Call, info: Info, patch: Json, done: string): void {
  const { mapping, namespace, name } = info
  if (dryRunOf(call) === 'client') return report(call, info, done, info.object)
  const path = pathOf(mapping, namespace, name)
  report(call, info, done, call.client.patch(path, 'strategic', patch, writeQuery(call, MANAGER)))
}

/** ObjectPauser: only a Deployment can be paused, and only once. */
export function pausePatch(info: Info): Json {
  const what = `${resource(info)} "${info.name}"`
  if (info.mapping.kind !== 'Deployment') throw fail(`${what} pausing is not supported`)
  if (object(info.object, 'spec').paused === true) throw fail(`${what} is already paused`)
  return { spec: { paused: true } }
}

/** ObjectResumer. */
export function resumePatch(info: Info): Json {
  const what = `${resource(info)} "${info.name}"`
  if (info.mapping.kind !== 'Deployment') throw fail(`${what} resuming is not supported`)
  if (object(info.object, 'spec').paused !== true) throw fail(`${what} is not paused`)
  return { spec: { paused: null } }
}

export const rolloutPause: Verb = {
  name: 'rollout pause',
  flags: ROLLOUT_FLAGS,
  completes: 'types',
  run(call) {
    for (const info of rolled(call)) {
      attempt(call, () => change(call, info, pausePatch(info), 'paused'))
    }
  },
}

export const rolloutResume: Verb = {
  name: 'rollout resume',
  flags: ROLLOUT_FLAGS,
  completes: 'types',
  run(call) {
    for (const info of rolled(call)) {
      attempt(call, () => change(call, info, resumePatch(info), 'resumed'))
    }
  },
}

export const rolloutRestart: Verb = {
  name: 'rollout restart',
  flags: ROLLOUT_FLAGS,
  completes: 'types',
  run(call) {
    const at = formatSeconds(call.nowMs)
    for (const info of rolled(call)) {
      attempt(call, () => {
        if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(info.mapping.kind))
          throw fail(`${resource(info)} "${info.name}" restarting is not supported`)
        if (object(info.object, 'spec').paused === true)
          throw fail(`${resource(info)} "${info.name}" can't restart paused deployment (run rollout resume first)`)
        const annotations = { 'kubectl.kubernetes.io/restartedAt': at }
        change(call, info, { spec: { template: { metadata: { annotations } } } }, 'restarted')
      })
    }
  },
}

// ------------------------------------------------------------------------------------------------- status

interface Session {
  /** Those whose turn has not come. */
  rest: Info[]
  current: Info
  exchange: PendingExchange
  untilMs: number
}

export const rolloutStatus: Verb = {
  name: 'rollout status',
  flags: [...FILE_FLAGS, SELECTOR, 'watch,w:bool=true', 'revision:int', 'timeout:duration=0s'],
  completes: 'types',
  run(call) {
    if (call.flags.int('revision') < 0)
      throw fail('revision must be a positive integer: ' + call.flags.string('revision'))
    const infos = rolled(call)
    const timeoutMs = call.flags.duration('timeout')
    return next(call, infos, timeoutMs === 0 ? Number.POSITIVE_INFINITY : call.nowMs + timeoutMs)
  },
  advance: (call, session) => look(call, session as Session),
}

function next(call: Call, infos: readonly Info[], untilMs: number): Session | undefined {
  for (const [at, info] of infos.entries()) {
    const { mapping, namespace, name } = info
    const live = call.client.get(pathOf(mapping, namespace, name))
    if (tell(call, info, live) || !call.flags.bool('watch')) continue
    const resourceVersion = text(live, 'metadata', 'resourceVersion')
    const query = { watch: 'true', fieldSelector: `metadata.name=${name}`, resourceVersion }
    const exchange = call.client.open(pathOf(mapping, namespace), query)
    return { rest: infos.slice(at + 1), current: info, exchange, untilMs }
  }
  return undefined
}

/** Prints how far it is; whether it is done. */
function tell(call: Call, info: Info, live: Json): boolean {
  const { message, done, error } = rolloutState(info.mapping.kind, live, call.flags.int('revision'))
  if (error !== undefined) throw fail(error)
  call.out(message)
  return done
}

function look(call: Call, session: Session): Session | undefined {
  const { chunks } = call.host.progress(session.exchange)
  for (const chunk of chunks as { type: string; object: Json }[]) {
    if (chunk.type === 'DELETED') throw fail('object has been deleted')
    if (chunk.type !== 'MODIFIED' && chunk.type !== 'ADDED') continue
    if (tell(call, session.current, chunk.object)) return next(call, session.rest, session.untilMs)
  }
  if (call.nowMs < session.untilMs) return session
  throw fail('timed out waiting for the condition')
}
