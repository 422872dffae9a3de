/** `kubectl events`. Source: kubectl pkg/cmd/events. */
import type { PendingExchange } from '../../api/door/exchange.ts'
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { type Json, list, num, object, text } from '../base/json.ts'
import { GET_STYLE, tabbed } from '../base/tabwriter.ts'
import { ago } from '../describe/times.ts'
import { ALL_NAMESPACES, PRINT_FLAGS } from '../globalflags.ts'
import { printerOf } from '../print/printer.ts'
import type { Verb } from '../verb.ts'

interface Session {
  exchange: PendingExchange
  widths: number[]
}

export const events: Verb = {
  name: 'events',
  flags: [
    ...PRINT_FLAGS,
    ALL_NAMESPACES,
    'for:string',
    'types:list',
    'watch,w:bool',
    'no-headers:bool',
    'chunk-size:int=500',
  ],
  completes: 'none',
  run,
  advance: (call, session) => look(call, session as Session),
}

const pathFor = (call: Call) => (call.allNamespaces ? '/api/v1/events' : `/api/v1/namespaces/${call.namespace}/events`)

function run(call: Call): Session | undefined {
  checkTypes(call)
  const found = call.client.get(pathFor(call), { limit: '500', ...selected(call) })
  const shown = list(found, 'items')
    .filter((event) => isWanted(call, event))
    .sort(byTime)
  const print = printerOf(call)
  if (print !== undefined) {
    call.out(
      print({
        apiVersion: 'v1',
        kind: 'List',
        metadata: {},
        items: shown.map((event) => ({ apiVersion: 'v1', kind: 'Event', ...event })),
      }),
    )
    return undefined
  }
  const watching = call.flags.bool('watch')
  if (shown.length === 0 && !watching) {
    call.err(call.allNamespaces ? 'No events found.\n' : `No events found in ${call.namespace} namespace.\n`)
    return undefined
  }
  const widths: number[] = []
  const head = call.flags.bool('no-headers')
    ? ''
    : `${call.allNamespaces ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`
  call.out(tabbed(head + shown.map((event) => row(call, event)).join(''), GET_STYLE, widths))
  if (!watching) return undefined
  const query = { watch: 'true', resourceVersion: text(found, 'metadata', 'resourceVersion'), ...selected(call) }
  return { exchange: call.client.open(pathFor(call), query), widths }
}

function selected(call: Call): Record<string, string> {
  const said = call.flags.string('for')
  if (said === '') return {}
  const [type = '', name = ''] = said.split('/')
  if (name === '') throw fail('--for must be in resource/name form')
  const mapping = call.client.mapper.find(type)
  return { fieldSelector: `involvedObject.kind=${mapping.kind},involvedObject.name=${name}` }
}

/** @throws Failure when `--types` names another */
function checkTypes(call: Call): void {
  const known = call.flags.list('types').every((type) => /^(normal|warning)$/i.test(type))
  if (!known) throw fail('valid --types are Normal or Warning')
}

function isWanted(call: Call, event: Json): boolean {
  const types = call.flags.list('types').map((type) => type.toLowerCase())
  return types.length === 0 || types.includes(text(event, 'type').toLowerCase())
}

const lastSeen = (event: Json): string =>
  text(event, 'series', 'lastObservedTime') || text(event, 'lastTimestamp') || text(event, 'eventTime')

function byTime(a: Json, b: Json): number {
  const [x, y] = [lastSeen(a), lastSeen(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

function row(call: Call, event: Json): string {
  const about = object(event, 'involvedObject')
  const cells = [
    ...(call.allNamespaces ? [text(event, 'metadata', 'namespace')] : []),
    interval(event, call.nowMs),
    text(event, 'type'),
    text(event, 'reason'),
    `${text(about, 'kind')}/${text(about, 'name')}`,
    text(event, 'message').trim(),
  ]
  return `${cells.join('\t')}\n`
}

function interval(event: Json, nowMs: number): string {
  const first = ago(text(event, 'eventTime') || text(event, 'firstTimestamp'), nowMs)
  if (event.series)
    return `${ago(text(event, 'series', 'lastObservedTime'), nowMs)} (x${num(event, 'series', 'count')} over ${first})`
  const count = num(event, 'count')
  return count > 1 ? `${ago(text(event, 'lastTimestamp'), nowMs)} (x${count} over ${first})` : first
}

function look(call: Call, session: Session): Session | undefined {
  const { chunks, done } = call.host.progress(session.exchange)
  for (const { type, object: event } of chunks as { type: string; object: Json }[]) {
    if ((type !== 'ADDED' && type !== 'MODIFIED') || !isWanted(call, event)) continue
    call.out(tabbed(row(call, event), GET_STYLE, session.widths))
  }
  return done ? undefined : session
}
