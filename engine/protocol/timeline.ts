/** What the page is told for the Timeline: objects as tracks over time, in a tree of owners. Types only. */
import type { ObjectRef } from './object.ts'
import type { PodState } from './pods.ts'

/** Whose life is shown: a root with all it owns, or everything of a namespace (of all, when it is empty). */
export interface TimelineScope {
  root?: ObjectRef
  namespace: string
}

/** How a track stood for a while. */
export type SpanState =
  /** Pods, and containers in the same words: `running` is one that may or may not be ready. */
  | PodState
  /** Owners: as they should be, on the way there, told to be empty, stopped by a person. */
  | 'settled'
  | 'progressing'
  | 'empty'
  | 'paused'
  /** Nodes. */
  | 'nodeReady'
  | 'nodeCordoned'
  | 'nodePressure'
  | 'nodeLost'
  /** Anything else that is there. */
  | 'there'

export interface TimelineSpan {
  fromMs: number
  /** NaN while it lasts. */
  toMs: number
  state: SpanState
  /** In words: `2 of 4 ready`, `CrashLoopBackOff`. */
  text: string
  /** When the countdown (pull, back-off, grace) ends if nothing comes between; NaN without one. */
  untilMs: number
  /** Containers: which start this is, and the exit code once it is over. */
  restart?: number
  exitCode?: number
  /** Containers that are being stopped: when this start began. */
  begunMs?: number
}

/** A probe's answers. */
export interface ProbeTicks {
  /** When it passed and when it missed, each in order. */
  passedMs: number[]
  missedMs: number[]
  /** From … until: it passed at every tick of its period (NaN while that holds). */
  held: [fromMs: number, toMs: number][]
  periodMs: number
  /** What the latest miss said. */
  said: string
}

export type TrackKind = 'owner' | 'pod' | 'container' | 'probe' | 'slice' | 'node'

export interface TimelineTrack {
  /** Never used again. */
  id: number
  /** Id of the owner's track; -1 at the top. */
  parent: number
  what: TrackKind
  /** The object; of a container or probe, its Pod. */
  ref: ObjectRef
  /** Container's name, or `liveness`, `readiness`, `startup`; else the object's name. */
  title: string
  /** `Pod on b-1`, `every 5 s, 3 misses`. */
  note: string
  fromMs: number
  /** When it was gone; NaN while it is there. */
  toMs: number
  spans: TimelineSpan[]
  ticks?: ProbeTicks
}

export interface TimelineNews {
  /** Tracks of before are void. */
  reset: boolean
  /** Those that changed, whole. */
  tracks: TimelineTrack[]
  /** Ids of those that are no longer told of. */
  removed: number[]
  /** Pods that found no room. */
  left: number
}
