/** `kubectl logs`. Source: kubectl pkg/cmd/logs/logs.go, polymorphichelpers logsforobject.go. */
import type { PendingExchange } from '../../api/door/exchange.ts'
import { parseInstant } from '../../core/calendar.ts'
import type { Call } from '../call.ts'
import { fail, Failure, Refused } from '../base/failure.ts'
import { type Json, text } from '../base/json.ts'
import type { Query } from '../client/client.ts'
import { byLogging, containerNames, containerOf, firstPod, podSelectorOf, podsWith } from '../client/pods.ts'
import { fetch, type Info, type Target, targetsOf } from '../client/targets.ts'
import { SELECTOR } from '../globalflags.ts'
import type { Verb } from '../verb.ts'

interface Source {
  pod: Json
  container: string
}

interface Session {
  followed: { exchange: PendingExchange; prefix: string; done: boolean }[]
}

const EXPECTED =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command"
const SELECTED_TAIL = 10

export const logs: Verb = {
  name: 'logs',
  aliases: ['log'],
  flags: [
    SELECTOR,
    'all-containers:bool',
    'all-pods:bool',
    'container,c:string',
    'follow,f:bool',
    'ignore-errors:bool',
    'limit-bytes:int',
    'max-log-requests:int=5',
    'pod-running-timeout:duration=20s',
    'prefix:bool',
    'previous,p:bool',
    'since:duration',
    'since-time:string',
    'tail:int=-1',
    'timestamps:bool',
  ],
  completes: { names: 'pods' },
  run,
  advance: (call, session) => follow(call, session as Session),
}

function run(call: Call): Session | undefined {
  check(call)
  const sources = sourcesOf(call)
  if (sources === undefined) return undefined
  if (!call.flags.bool('follow')) {
    for (const source of sources) printOne(call, source)
    return undefined
  }
  const most = call.flags.int('max-log-requests')
  if (sources.length > most) {
    throw fail(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
    )
  }
  const followed = sources.map((source) => ({
    exchange: call.client.open(pathOf(source), { ...queryOf(call, source), follow: 'true' }, '*/*'),
    prefix: prefixOf(call, source),
    done: false,
  }))
  return follow(call, { followed })
}

function check(call: Call): void {
  const { flags, args } = call
  if (args.length === 0 && call.selector === '') throw call.usage(EXPECTED)
  if (args.length > 2) throw call.usage(EXPECTED)
  if (args.length > 0 && call.selector !== '') throw call.usage('only a selector (-l) or a POD name is allowed')
  if (flags.bool('all-containers') && (flags.has('container') || args.length === 2)) {
    throw fail(
      '--all-containers=true should not be specified with container name ' + (flags.string('container') || args[1]),
    )
  }
  const time = flags.string('since-time')
  if (time !== '' && parseInstant(time) === undefined) {
    throw fail(`parsing time "${time}" as "2006-01-02T15:04:05Z07:00": cannot parse "${time}" as "2006"`)
  }
  if (flags.has('since') && flags.has('since-time'))
    throw call.usage('at most one of `sinceTime` or `sinceSeconds` may be specified')
}

/** Undefined: nothing is selected. */
function sourcesOf(call: Call): Source[] | undefined {
  if (call.selector !== '') {
    const pods = podsWith(call, call.namespace, call.selector)
    if (pods.length === 0) {
      call.err(`No resources found in ${call.namespace} namespace.\n`)
      return undefined
    }
    return pods.flatMap((pod) => containersOf(call, pod))
  }
  const [word = ''] = call.args
  const { targets } = targetsOf(call, [word], word.includes('/') ? {} : { type: 'pods' })
  return targets.flatMap((target) => found(call, target)).flatMap((info) => logSources(call, info))
}

function found(call: Call, target: Target): Info[] {
  try {
    return fetch(call, target)
  } catch (error) {
    if (!(error instanceof Refused) || !error.isNotFound) throw error
    throw fail(`error from server (NotFound): ${error.message} in namespace ${JSON.stringify(call.namespace)}`)
  }
}

/** The containers of an object whose logs a line means. */
export function logSources(call: Call, info: Info): Source[] {
  if (info.mapping.kind !== 'Pod' && call.flags.bool('all-pods')) {
    const pods = byLogging(podsWith(call, info.namespace, podSelectorOf(info) ?? ''))
    return pods.flatMap((pod) => containersOf(call, pod))
  }
  return containersOf(call, firstPod(call, info))
}

function containersOf(call: Call, pod: Json): Source[] {
  if (call.flags.bool('all-containers')) {
    const fields = ['initContainers', 'containers', 'ephemeralContainers']
    return fields.flatMap((field) => containerNames(pod, field)).map((container) => ({ pod, container }))
  }
  const said = call.flags.string('container') || (call.args[1] ?? '')
  if (said === '') return [{ pod, container: containerOf(call, pod, '') }]
  const known = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((field) => containerNames(pod, field))
  if (!known.includes(said)) throw fail(`container ${said} is not valid for pod ${text(pod, 'metadata', 'name')}`)
  return [{ pod, container: said }]
}

const pathOf = ({ pod }: Source): string =>
  `/api/v1/namespaces/${text(pod, 'metadata', 'namespace')}/pods/${text(pod, 'metadata', 'name')}/log`

function queryOf({ flags, selector }: Call, { container }: Source): Query {
  const tail = flags.has('tail') ? flags.int('tail') : selector === '' ? -1 : SELECTED_TAIL
  return {
    container,
    ...(flags.bool('previous') ? { previous: 'true' } : {}),
    ...(flags.bool('timestamps') ? { timestamps: 'true' } : {}),
    ...(flags.has('since') ? { sinceSeconds: String(Math.ceil(flags.duration('since') / 1000)) } : {}),
    ...(flags.has('since-time') ? { sinceTime: flags.string('since-time') } : {}),
    ...(tail >= 0 ? { tailLines: String(tail) } : {}),
    ...(flags.int('limit-bytes') > 0 ? { limitBytes: flags.string('limit-bytes') } : {}),
  }
}

const prefixOf = (call: Call, { pod, container }: Source): string =>
  call.flags.bool('prefix') ? `[pod/${text(pod, 'metadata', 'name')}/${container}] ` : ''

function printOne(call: Call, source: Source): void {
  try {
    call.out(prefixed(call.client.getText(pathOf(source), queryOf(call, source)), prefixOf(call, source)))
  } catch (error) {
    if (!call.flags.bool('ignore-errors') || !(error instanceof Refused || error instanceof Failure)) throw error
    call.err(`error: ${error.message}\n`)
  }
}

const prefixed = (lines: string, prefix: string): string =>
  prefix === '' ? lines : lines.replace(/^(?=.)/gm, () => prefix)

function follow(call: Call, session: Session): Session | undefined {
  for (const one of session.followed) {
    if (one.done) continue
    const { chunks, done } = call.host.progress(one.exchange)
    for (const chunk of chunks) call.out(prefixed(String(chunk), one.prefix))
    one.done = done
  }
  return session.followed.every(({ done }) => done) ? undefined : session
}
