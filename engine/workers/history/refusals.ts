/** Why something is not there: the decisions against an object and against what it owns. */
import { apiVersionOf } from '../../api/discovery.ts'
import { type EventTable, EVENTS } from '../../api/eventtable.ts'
import type { KObject } from '../../api/object.ts'
import type { Table } from '../../api/table.ts'
import type { ApiRequest, ApiResponse } from '../../protocol/api.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import type { UserAction } from '../../protocol/run.ts'
import type { RefusalRow } from '../../protocol/time.ts'
import { tableOf } from '../batches/tables.ts'
import type { TimeTravel } from './timetravel.ts'

/** Owners and owned that are looked at, and rows that are told. */
const MOST_OBJECTS = 500
const MOST_ROWS = 200
/** Actions that are carried out again to hear what the API server said. */
const MOST_REPLAYED = 24

/** Oldest first. */
export function refusalsOf(travel: TimeTravel, ref: ObjectRef): RefusalRow[] {
  const { store } = travel.cluster.server
  const table = tableOf(store, ref)
  if (!table) return serverRefusals(travel, ref)
  const members = family(travel, table, table.row(ref.namespace, ref.name))
  const rows = [
    ...verdicts(travel, members),
    ...members.flatMap(([each, row]) => warnings(travel, each, row)),
    ...serverRefusals(travel, ref),
  ]
  return rows.sort((a, b) => a.atMs - b.atMs).slice(-MOST_ROWS)
}

/** The object and, level by level, what names it as an owner. */
function family(travel: TimeTravel, table: Table, row: number): [Table, number][] {
  const { store } = travel.cluster.server
  const found: [Table, number][] = [[table, row]]
  for (let at = 0; at < found.length && found.length < MOST_OBJECTS; at++) {
    const [owner, ownerRow] = found[at] as [Table, number]
    const uid = owner.get(ownerRow)?.metadata.uid
    if (uid === undefined) continue
    for (const child of store.allTables()) {
      if (child.info.resource === EVENTS) continue
      child.each(undefined, (object, childRow) => {
        if (isOwnedBy(object, uid) && found.length < MOST_OBJECTS) found.push([child, childRow])
      })
    }
  }
  return found
}

const isOwnedBy = ({ metadata }: KObject, uid: string): boolean =>
  metadata.ownerReferences?.some((owner) => owner.uid === uid) ?? false

function verdicts(travel: TimeTravel, members: readonly [Table, number][]): RefusalRow[] {
  const named = new Map<string, string>()
  for (const [table, row] of members) {
    const [namespace, name] = table.keyOfRow(row)
    named.set(`${table.info.resource}/${namespace}/${name}`, objectText(table, name))
  }
  const found = travel.cluster.server.trace.verdictsOn(new Set(named.keys()))
  return found.map(({ atMs, actor, subject, reason, detail }) => ({
    atMs,
    actor,
    object: named.get(subject) ?? subject,
    reason,
    message: (detail as { message?: string } | undefined)?.message ?? '',
    detail,
  }))
}

/** What controllers and kubelets told of failures. */
function warnings(travel: TimeTravel, table: Table, row: number): RefusalRow[] {
  const { store } = travel.cluster.server
  const rows: RefusalRow[] = []
  ;(store.table(EVENTS) as EventTable).eachAbout(table.number, row, (event) => {
    // The scheduler's own words are among the verdicts, with their reasons.
    if (event.type === 'Warning' && event.reason !== 'FailedScheduling')
      rows.push({
        atMs: event.lastMs,
        actor: event.source.component,
        object: objectText(table, table.keyOfRow(row)[1]),
        reason: event.reason,
        message: event.message,
      })
    return rows.length >= MOST_ROWS
  })
  return rows
}

/** What the API server answered to the person's own requests about the object: carried out again, elsewhere. */
function serverRefusals(travel: TimeTravel, ref: ObjectRef): RefusalRow[] {
  const { actions } = travel
  const done = travel.cluster.actionCount
  const about = actions
    .map(({ action }, index) => ({ action, index }))
    .filter(({ action, index }) => index < done && isAbout(action, ref))
  return about.slice(-MOST_REPLAYED).flatMap(({ index }) => {
    let rows: RefusalRow[] = []
    travel.visit(
      (line) => {
        const place = actions[index] as (typeof actions)[number]
        const from = line.moments.lastWhere(
          ({ actions: count, nextSeq, nowMs }) => count <= index && nextSeq <= place.seq && nowMs <= place.atMs,
        )
        travel.replayFrom(from, () => travel.cluster.actionCount >= index)
        rows = refusalIn(travel.cluster.again(place) as ApiResponse, place.atMs, ref)
      },
      () => undefined,
    )
    return rows
  })
}

function refusalIn(answer: ApiResponse | undefined, atMs: number, ref: ObjectRef): RefusalRow[] {
  if (!answer || typeof answer.code !== 'number' || answer.code < 400) return []
  const { reason = 'Unknown', message = '' } = (answer.body ?? {}) as { reason?: string; message?: string }
  const object = `${ref.kind.toLowerCase()}/${ref.name}`
  return [{ atMs, actor: 'API server', object, reason, message }]
}

function isAbout(action: UserAction, ref: ObjectRef): boolean {
  if (action.verb !== 'request') return false
  const { path, body, method } = action.request
  if (path.endsWith(`/${ref.name}`) || path.includes(`/${ref.name}/`)) return inNamespace(action.request, ref)
  return method === 'POST' && inNamespace(action.request, ref) && nameIn(body) === ref.name
}

const inNamespace = ({ path }: ApiRequest, { namespace }: ObjectRef): boolean =>
  namespace === '' || path.includes(`/namespaces/${namespace}/`)

/** The name a JSON body gives its object; YAML bodies are not looked into. */
function nameIn(body: string | undefined): string | undefined {
  try {
    return (JSON.parse(body ?? 'null') as { metadata?: { name?: string } } | null)?.metadata?.name
  } catch {
    return undefined
  }
}

const objectText = ({ info }: Table, name: string): string => {
  const version = apiVersionOf(info)
  return `${info.kind.toLowerCase()}${version.includes('/') ? `.${info.group}` : ''}/${name}`
}
