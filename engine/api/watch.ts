/**
 * Watches of a resource: a cursor over the history of writes, seen through selectors.
 *
 * A watch is plain data that asks for what happened since its cursor; nothing is buffered for it and nothing waits on
 * the clock, so any number of slow watchers costs the run nothing. One that falls behind compaction gets 410 Expired.
 * Source of the rules: apiserver storage/etcd3/watcher.go, storage/cacher (selector transitions, bookmarks).
 */
import type { Status } from './errors.ts'
import { expired } from './errors.ts'
import type { KObject } from './object.ts'
import type { Store } from './store.ts'

/** Whether a watch (or a list) wants an object. */
export type Matches = (object: KObject) => boolean

export interface WatchState {
  resource: string
  /** Empty: all namespaces. */
  namespace: string
  /** Changes up to this revision were told. */
  cursor: number
  /** Objects to tell as ADDED before anything else. */
  initial: readonly KObject[]
  /** A bookmark ends the initial events (sendInitialEvents). */
  markInitial: boolean
  /** The client asked for bookmarks. */
  bookmarks: boolean
  /** Revision of the last bookmark sent, and when. */
  bookmarkedMs: number
  /** Virtual time at which the server closes the watch. */
  untilMs: number
  matches: Matches
  /** The form of the objects: as they are, as rows of a table, as metadata. */
  present(object: KObject, first: boolean): unknown
  /** An object of the kind with nothing but a version, for bookmarks. */
  bookmark(resourceVersion: string, initialEnd: boolean): unknown
  started: boolean
  done: boolean
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  object: unknown
}

/** How often an idle watch that asked for bookmarks gets one, in virtual milliseconds. */
const BOOKMARK_MS = 60_000

/** The events since the last call; closes the watch when its time is over or its history gone. */
export function watchProgress(store: Store, watch: WatchState): WatchEvent[] {
  if (watch.done) return []
  const events: WatchEvent[] = []
  start(watch, events)
  if (watch.cursor + 1 < store.history.oldest && watch.cursor < store.revision) {
    watch.done = true
    return [...events, { type: 'ERROR', object: tooOld(watch.cursor, store.history.oldest) }]
  }
  const number = store.tableNumber(store.table(watch.resource))
  for (let revision = watch.cursor + 1; revision <= store.revision; revision++) {
    const change = store.history.change(revision)
    if (change === undefined || change.table !== number) continue
    const event = eventOf(watch, change.before, change.after, revision, events.length === 0)
    if (event) events.push(event)
  }
  watch.cursor = store.revision
  const { nowMs } = store.clock
  if (watch.bookmarks && nowMs - watch.bookmarkedMs >= BOOKMARK_MS) mark(watch, events, nowMs, false)
  if (nowMs >= watch.untilMs) {
    if (watch.bookmarks) mark(watch, events, nowMs, false)
    watch.done = true
  }
  return events
}

function start(watch: WatchState, events: WatchEvent[]): void {
  if (watch.started) return
  watch.started = true
  for (const object of watch.initial) {
    events.push({ type: 'ADDED', object: watch.present(object, events.length === 0) })
  }
  watch.initial = []
  if (watch.markInitial) events.push({ type: 'BOOKMARK', object: watch.bookmark(String(watch.cursor), true) })
}

function mark(watch: WatchState, events: WatchEvent[], nowMs: number, initialEnd: boolean): void {
  watch.bookmarkedMs = nowMs
  events.push({ type: 'BOOKMARK', object: watch.bookmark(String(watch.cursor), initialEnd) })
}

/** What a write is to this watch: an object may come into or leave the selection without being created or deleted. */
function eventOf(
  watch: WatchState,
  before: KObject | undefined,
  after: KObject | undefined,
  revision: number,
  first: boolean,
): WatchEvent | undefined {
  const { namespace } = (after ?? before)?.metadata ?? {}
  if (watch.namespace !== '' && namespace !== watch.namespace) return undefined
  const was = before !== undefined && watch.matches(before)
  const is = after !== undefined && watch.matches(after)
  if (!was && !is) return undefined
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object: watch.present(after as KObject, first) }
  // The last state that was selected, with the version at which it was not any more.
  const last = before as KObject
  const gone = { ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } }
  return { type: 'DELETED', object: watch.present(gone, first) }
}

/** The Status of a watch or list from a version that is not held any more. */
export function tooOld(asked: number, oldest: number): Status {
  return expired(`too old resource version: ${asked} (${oldest - 1})`).status
}
