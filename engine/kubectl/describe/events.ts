/** The events of an object. Source: describe.go DescribeEvents, pkg/util/event. */
import type { Call } from '../call.ts'
import { type Json, list, num, object, text } from '../base/json.ts'
import { ago } from './times.ts'
import type { Writer } from './writer.ts'

/** Reads and writes them, unless `--show-events=false`. @param uid by which some events name the object as well (Nodes) */
export function eventsBlock(call: Call, w: Writer, one: Json, kind: string, uid?: string): void {
  if (call.flags.knows('show-events') && !call.flags.bool('show-events')) return
  const namespace = text(one, 'metadata', 'namespace')
  const path = namespace === '' ? '/api/v1/events' : `/api/v1/namespaces/${namespace}/events`
  const events = [text(one, 'metadata', 'uid'), ...(uid === undefined ? [] : [uid])].flatMap((each) => {
    const fields = [
      `involvedObject.name=${text(one, 'metadata', 'name')}`,
      `involvedObject.namespace=${namespace}`,
      `involvedObject.kind=${kind}`,
      `involvedObject.uid=${each}`,
    ]
    return list(call.client.get(path, { fieldSelector: fields.join(','), limit: '500' }), 'items')
  })
  writeEvents(w, events, call.nowMs)
}

export function writeEvents(w: Writer, events: readonly Json[], nowMs: number): void {
  if (events.length === 0) return w.write(0, 'Events:\t<none>\n')
  w.flush()
  const last = (event: Json) => text(event, 'lastTimestamp')
  const sorted = [...events].sort((a, b) => (last(a) < last(b) ? -1 : last(a) > last(b) ? 1 : 0))
  w.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n')
  w.write(1, '----\t------\t----\t----\t-------\n')
  for (const event of sorted) {
    const source = text(event, 'source', 'component') || text(event, 'reportingComponent')
    const cells = [
      text(event, 'type'),
      text(event, 'reason'),
      interval(event, nowMs),
      source,
      text(event, 'message').trim(),
    ]
    w.write(1, `${cells.join('\t')}\n`)
  }
}

function interval(event: Json, nowMs: number): string {
  const first = ago(text(event, 'eventTime') || text(event, 'firstTimestamp'), nowMs)
  const series = object(event, 'series')
  if (event.series) return `${ago(text(series, 'lastObservedTime'), nowMs)} (x${num(series, 'count')} over ${first})`
  const count = num(event, 'count')
  return count > 1 ? `${ago(text(event, 'lastTimestamp'), nowMs)} (x${count} over ${first})` : first
}
