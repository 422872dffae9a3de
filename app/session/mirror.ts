/** A read-only copy of the cluster for the views: one batch of the worker in, one new state out. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type {
  Batch,
  ClockState,
  ComponentRow,
  EventRow,
  FlagRow,
  LineRow,
  Message,
  NodeRow,
  SelectedObject,
  UnscheduledRow,
  Workload,
} from '../../engine/protocol/batch.ts'
import type { StepState } from '../../engine/protocol/lesson.ts'
import type { Rollout } from '../../engine/protocol/rollout.ts'
import type { Autoscale } from '../../engine/protocol/autoscale.ts'
import type { ObjectGraph } from '../../engine/protocol/graph.ts'
import type { NetworkMap } from '../../engine/protocol/network.ts'
import type { TimelineTrack } from '../../engine/protocol/timeline.ts'
import { unpackPodLabels } from '../../engine/protocol/podlabels.ts'
import { PodTable } from './pod-table.ts'
import { PodLabelValues } from './pod-values.ts'
import { mergeTraffic, NO_TRAFFIC, type Traffic } from './traffic.ts'

/** Words for the live region; `id` rises so that equal words are still news. */
export interface Announcement {
  id: number
  text: string
}

/** What the views may read. Everything but `pods` is replaced when it changes; `pods` changes in place and tells by `podsRev`. */
export interface Mirror {
  /** False until the first batch came. */
  booted: boolean
  /** Rises with every batch that replaced everything (boot, rewind). */
  generation: number
  clock: ClockState
  /** Real ms (performance.now) when `clock` was true, for the time between two batches. */
  clockAtReal: number
  pods: PodTable
  /** Each Pod's value of the label the stage groups by; another object for another label or a new run, else it changes in place. */
  podValues: PodLabelValues
  /** `pods.rev` at the last batch. */
  podsRev: number
  /** Rows that the last batch changed or removed; a drawing that paints differences reads this on every change of `batchId`. */
  changedPods: readonly Uint32Array[]
  batchId: number
  workloads: readonly Workload[]
  nodes: ReadonlyMap<number, NodeRow>
  components: readonly ComponentRow[]
  /** Messages still travelling, or arrived a moment ago. */
  messages: readonly Message[]
  /** Newest last, at most EVENTS_KEPT. */
  events: readonly EventRow[]
  unscheduled: readonly UnscheduledRow[]
  flags: readonly FlagRow[]
  /** Lines of time, and the id of the one that is shown. */
  lines: readonly LineRow[]
  line: number
  /** The selected object as the API server prints it. */
  selected: SelectedObject | undefined
  /** Rows of the Pods that belong to the selected object. */
  linked: ReadonlySet<number>
  /** The Deployment that the Rollout view shows. */
  rollout: Rollout | undefined
  /** The autoscaler that the Autoscale view shows. */
  autoscale: Autoscale | undefined
  /** Who can be asked, and who answers, while the Network view is open. */
  network: NetworkMap | undefined
  /** Objects and how they hang together, while the Graph is open. */
  graph: ObjectGraph | undefined
  /** Requests of the last minutes, while a view asks for them. */
  traffic: Traffic
  /** Objects over time, while the Timeline is open. */
  timeline: Timeline
  /** How the open step of a lesson stands. */
  step: StepState | undefined
  /** The latest, at most ANNOUNCEMENTS_KEPT. */
  announcements: readonly Announcement[]
  /** [bucket start ms, count, warnings], by bucket start. */
  density: readonly [number, number, number][]
}

/** What the Timeline draws. */
export interface Timeline {
  tracks: ReadonlyMap<number, TimelineTrack>
  /** Pods that found no room. */
  left: number
}

export type MirrorStore = StoreApi<Mirror>

export const EVENTS_KEPT = 2000
export const ANNOUNCEMENTS_KEPT = 50
export const MESSAGES_KEPT = 400
/** A message stays a little after it arrived, so that reduced motion can hold its label. */
const MESSAGE_LINGER_REAL_MS = 1000

const nothing = (): Mirror => ({
  booted: false,
  generation: 0,
  clock: { nowMs: 0, speed: 0, nextEventMs: Number.NaN, resourceVersion: 0 },
  clockAtReal: 0,
  pods: new PodTable(),
  podValues: new PodLabelValues(),
  podsRev: 0,
  changedPods: [],
  batchId: 0,
  workloads: [],
  nodes: new Map(),
  components: [],
  messages: [],
  events: [],
  unscheduled: [],
  flags: [],
  lines: [],
  line: 0,
  selected: undefined,
  linked: new Set(),
  rollout: undefined,
  autoscale: undefined,
  network: undefined,
  graph: undefined,
  traffic: NO_TRAFFIC,
  timeline: { tracks: new Map(), left: 0 },
  step: undefined,
  announcements: [],
  density: [],
})

/** An empty mirror; feed it with `applyBatch`. */
export function createMirror(): MirrorStore {
  return createStore<Mirror>(nothing)
}

/** Takes over one batch. `nowReal` is performance.now() at its arrival. Lists of rows replace, rows with ids merge. */
export function applyBatch(store: MirrorStore, batch: Batch, nowReal: number): void {
  const before = store.getState()
  const base = batch.reset
    ? {
        ...nothing(),
        generation: before.generation + 1,
        announcements: before.announcements,
        lines: before.lines,
        line: before.line,
      }
    : before
  applyPods(base.pods, batch)
  store.setState(
    {
      ...base,
      booted: true,
      batchId: batch.id,
      clock: batch.clock,
      clockAtReal: nowReal,
      podsRev: base.pods.rev,
      podValues: batch.podValues ? base.podValues.with(batch.podValues) : base.podValues,
      changedPods: changedRows(batch),
      workloads: batch.workloads ?? base.workloads,
      nodes: mergeNodes(base.nodes, batch),
      components: batch.components ?? base.components,
      messages: travelling(base.messages, batch),
      events: mergeBy(base.events, batch.events, (row) => row.id).slice(-EVENTS_KEPT),
      unscheduled: batch.unscheduled ?? base.unscheduled,
      flags: mergeBy(base.flags, batch.flags, (flag) => flag.number),
      lines: batch.lines ?? base.lines,
      line: batch.line ?? base.line,
      selected: 'selected' in batch ? batch.selected : base.selected,
      linked: batch.linked ? new Set(batch.linked) : base.linked,
      rollout: batch.rollout ?? base.rollout,
      network: batch.network ?? base.network,
      graph: batch.graph ?? base.graph,
      autoscale: batch.autoscale ?? base.autoscale,
      traffic: mergeTraffic(base.traffic, batch.traffic),
      timeline: mergeTimeline(base.timeline, batch),
      step: batch.step ?? base.step,
      announcements: announce(base.announcements, batch.announcements),
      density: mergeBy(base.density, batch.density, (bucket) => bucket[0]),
    },
    true,
  )
}

function applyPods(pods: PodTable, batch: Batch): void {
  if (batch.podsRemoved) pods.remove(batch.podsRemoved)
  if (batch.pods) pods.apply(batch.pods)
  if (batch.podLabels) pods.applyLabels(unpackPodLabels(batch.podLabels))
}

function changedRows(batch: Batch): Uint32Array[] {
  return [batch.podsRemoved, batch.pods?.id, batch.podValues?.id].filter((rows) => rows !== undefined)
}

function mergeNodes(nodes: ReadonlyMap<number, NodeRow>, batch: Batch): ReadonlyMap<number, NodeRow> {
  if (!batch.nodes && !batch.nodesRemoved) return nodes
  const next = new Map(nodes)
  for (const id of batch.nodesRemoved ?? []) next.delete(id)
  for (const row of batch.nodes ?? []) next.set(row.id, row)
  return next
}

function mergeTimeline(timeline: Timeline, { timeline: news }: Batch): Timeline {
  if (!news) return timeline
  const tracks = new Map(news.reset ? [] : timeline.tracks)
  for (const id of news.removed) tracks.delete(id)
  for (const track of news.tracks) tracks.set(track.id, track)
  return { tracks, left: news.left }
}

/** Replaces rows with equal keys, appends the others. Rows come by rising keys. */
function mergeBy<T>(rows: readonly T[], changed: readonly T[] | undefined, key: (row: T) => number): readonly T[] {
  if (!changed || changed.length === 0) return rows
  const newest = rows.length > 0 ? key(rows.at(-1) as T) : Number.NEGATIVE_INFINITY
  // Mostly all of them are new, and keys rise.
  if (changed.every((row) => key(row) > newest)) return [...rows, ...changed]
  const news = new Map(changed.map((row) => [key(row), row]))
  const kept = rows.map((row) => {
    const replaced = news.get(key(row))
    news.delete(key(row))
    return replaced ?? row
  })
  return [...kept, ...news.values()]
}

/** Drops what arrived a while ago: a second of real time at the current speed, or half a second of virtual time while paused. */
function travelling(messages: readonly Message[], batch: Batch): readonly Message[] {
  const { nowMs, speed } = batch.clock
  const linger = speed > 0 && speed < Number.POSITIVE_INFINITY ? MESSAGE_LINGER_REAL_MS * speed : 0
  const kept = messages.filter((message) => message.arriveMs + linger >= nowMs)
  if (!batch.messages?.length) return kept.length === messages.length ? messages : kept
  return [...kept, ...batch.messages].slice(-MESSAGES_KEPT)
}

function announce(
  announcements: readonly Announcement[],
  texts: readonly string[] | undefined,
): readonly Announcement[] {
  if (!texts?.length) return announcements
  const last = announcements.at(-1)?.id ?? 0
  return [...announcements, ...texts.map((text, i) => ({ id: last + 1 + i, text }))].slice(-ANNOUNCEMENTS_KEPT)
}

/** A batch may come late; the shown clock never runs further ahead than this. */
const EXTRAPOLATE_REAL_MS = 100

/** Virtual now between two batches, never past the next event the worker has not run yet. */
export function virtualNow(mirror: Mirror, nowReal: number): number {
  const { nowMs, speed, nextEventMs } = mirror.clock
  if (speed === 0 || speed === Number.POSITIVE_INFINITY) return nowMs
  const ahead = nowMs + Math.min(EXTRAPOLATE_REAL_MS, Math.max(0, nowReal - mirror.clockAtReal)) * speed
  return nextEventMs > nowMs ? Math.min(ahead, nextEventMs) : ahead
}
