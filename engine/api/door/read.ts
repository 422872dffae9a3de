/** GET: one object, a list or a page of one, a watch. Source: apiserver pkg/endpoints/handlers/get.go. */
import { badRequest } from '../errors.ts'
import { forbidden as forbiddenField } from '../fielderror.ts'
import type { KObject } from '../object.ts'
import { tableOf } from '../tables.ts'
import type { WatchState } from '../watch.ts'
import type { Call } from './context.ts'
import type { Answer } from './exchange.ts'
import { flag, integer, invalidOptions } from './options.ts'
import { answerObject, presentList, presentObject, respondAs, tableContext } from './respond.ts'
import { type Selection, selectionOf } from './selection.ts'
import {
  checkNotFuture,
  decodeContinue,
  encodeContinue,
  expiredPage,
  keyed,
  listAt,
  parseVersion,
  startAfter,
} from './versions.ts'

/** Longest a watch stays open when the client says nothing (minRequestTimeout 1800 s and up), in virtual seconds. */
const WATCH_SECONDS = 3600

export function readObject(call: Call): Answer {
  const { server } = call.context
  if (flag(call.query, 'watch')) return watchObjects(call)
  checkNotFuture(server.store, parseVersion(call.query.resourceVersion))
  const { namespace, name } = call.path
  return answerObject(call, 200, server.verbs.get(call.table, namespace, name))
}

export function listObjects(call: Call): Answer {
  if (flag(call.query, 'watch')) return watchObjects(call)
  const { store } = call.context.server
  const version = parseVersion(call.query.resourceVersion)
  checkMatch(call)
  checkNotFuture(store, version)
  const selection = selectionOf(call)
  const exact = call.query.resourceVersionMatch === 'Exact' ? version : undefined
  const { objects, metadata } = page(call, selection, exact)
  return respondAs(call.accepted, 200, presentList(call, objects, metadata), call.warnings)
}

const MATCHES: ReadonlySet<string> = new Set(['', 'Exact', 'NotOlderThan'])

function checkMatch({ query }: Call): void {
  const match = query.resourceVersionMatch ?? ''
  const field = 'resourceVersionMatch'
  if (!MATCHES.has(match)) {
    throw invalidOptions('ListOptions', [
      { type: 'FieldValueNotSupported', field, badValue: match, detail: 'supported values: "Exact", "NotOlderThan"' },
    ])
  }
  if (match !== '' && !query.resourceVersion) {
    throw invalidOptions('ListOptions', [
      forbiddenField(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
    ])
  }
}

interface Page {
  objects: KObject[]
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number }
}

function page(call: Call, { matches, everything }: Selection, exact: number | undefined): Page {
  const { store } = call.context.server
  const { query, path, table } = call
  const from = query.continue ? decodeContinue(query.continue) : undefined
  if (from && query.resourceVersion && query.resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  if (from && from.revision >= 0 && from.revision + 1 < store.history.oldest && from.revision < store.revision) {
    throw expiredPage(from.after)
  }
  const revision = from && from.revision >= 0 ? from.revision : (exact ?? store.revision)
  const all = listAt(store, table, path.namespace, revision)
  const start = from ? startAfter(all, from.after) : 0
  const limit = integer(query, 'limit') ?? 0
  const resourceVersion = String(revision)
  const objects = chosen(all, start, matches, limit > 0 ? limit + 1 : all.length)
  if (limit <= 0 || objects.length <= limit) return { objects, metadata: { resourceVersion } }
  objects.pop()
  const next = encodeContinue({ revision, after: keyed(objects[limit - 1] as KObject) })
  const remaining = everything ? { remainingItemCount: all.length - start - limit } : {}
  return { objects, metadata: { resourceVersion, continue: next, ...remaining } }
}

/** The first that match, from a place on: a page looks no further than it goes. */
function chosen(all: readonly KObject[], start: number, matches: Selection['matches'], most: number): KObject[] {
  const out: KObject[] = []
  for (let at = start; at < all.length && out.length < most; at++) {
    const object = all[at] as KObject
    if (matches(object)) out.push(object)
  }
  return out
}

function watchObjects(call: Call): Answer {
  const { store, clock } = call.context.server
  const { query, path, table } = call
  const version = parseVersion(query.resourceVersion)
  const { matches } = selectionOf(call)
  const initialEvents = query.sendInitialEvents === undefined ? undefined : flag(query, 'sendInitialEvents')
  checkInitialEvents(call, initialEvents)
  // Without a version a watch begins with what there is, unless told not to.
  const fromNow = version === undefined || version === 0
  const withInitial = initialEvents ?? fromNow
  const cursor = withInitial || fromNow ? store.revision : version
  const watch: WatchState = {
    resource: table.info.resource,
    namespace: path.namespace,
    cursor,
    initial: withInitial ? listAt(store, table, path.namespace, store.revision).filter(matches) : [],
    markInitial: initialEvents === true && flag(query, 'allowWatchBookmarks'),
    bookmarks: flag(query, 'allowWatchBookmarks'),
    bookmarkedMs: clock.nowMs,
    untilMs: clock.nowMs + (integer(query, 'timeoutSeconds') || WATCH_SECONDS) * 1000,
    matches,
    present: presenter(call),
    bookmark: (resourceVersion, end) => bookmarkOf(call, resourceVersion, end),
    started: false,
    done: false,
  }
  return { code: 200, headers: { 'content-type': 'application/json' }, warnings: call.warnings, watch }
}

function checkInitialEvents({ query }: Call, asked: boolean | undefined): void {
  const match = query.resourceVersionMatch ?? ''
  if (asked !== undefined && match !== 'NotOlderThan') {
    throw invalidOptions('ListOptions', [
      forbiddenField('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    ])
  }
  if (asked === undefined && match !== '') {
    throw invalidOptions('ListOptions', [
      forbiddenField(
        'resourceVersionMatch',
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    ])
  }
}

/** The form of a watch's objects; a table's columns go out with the first event only. */
function presenter(call: Call): WatchState['present'] {
  if (call.accepted.as !== 'Table') return (object) => presentObject(call, object)
  let first = true
  return (object) => {
    const table = tableOf(tableContext(call), [object], { resourceVersion: object.metadata.resourceVersion }, !first)
    first = false
    return table
  }
}

function bookmarkOf(call: Call, resourceVersion: string, initialEnd: boolean): unknown {
  const { group, version, kind } = call.definition.info
  const annotations = initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}
  const object = {
    kind,
    apiVersion: group ? `${group}/${version}` : version,
    metadata: { resourceVersion, creationTimestamp: null, ...annotations },
  }
  if (call.accepted.as !== 'Table') return object
  const table = tableOf(tableContext(call), [], { resourceVersion }, true) as Record<string, unknown>
  return { ...table, rows: [{ cells: call.definition.columns.map(() => ''), object }] }
}
