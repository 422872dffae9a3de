/**
 * The wire between the page and the cluster worker, where it is about time: places to go, lines and branches, versions,
 * why, what would happen, and the runs that links and files carry. Types only.
 */
import type { RunState } from './api.ts'
import type { AppliedDocument, ApplyError } from './apply.ts'
import type { EventRow, LineRow, Workload } from './batch.ts'
import type { Followed, FollowAsk } from './network.ts'
import type { ObjectRef } from './object.ts'
import type { PodState } from './pods.ts'
import type { ActionLog, LoggedAction, NodeGroup } from './run.ts'

/** A place on the shown line. A flag's place is right after its action; `before` it, nothing of it was done. */
export type Place =
  | { atMs: number }
  | { flag: number; before?: boolean }
  /** The last event before this instant, the own action before or after it. */
  | { go: 'eventBack' | 'flagBack' | 'flagForward' }
  | { go: 'now' }

/** The line that is shown after a change of lines, with all that was done on it: the page's copy. */
export interface LineState extends RunState {
  row: LineRow
  actions: LoggedAction[]
}

/** A line the page knows of by its log: after a crash, from a file. */
export interface ToldLine extends LineRow {
  actions: LoggedAction[]
}

/** One field that differs; paths as `spec.template.spec.containers[app].image`. */
export interface FieldChange {
  path: string
  before?: unknown
  after?: unknown
}

/** What woke an actor. */
export type Trigger = 'boot' | 'watch' | 'timer' | 'action' | 'probe' | 'process'

/** One write of an object. */
export interface VersionRow {
  revision: number
  atMs: number
  verb: 'created' | 'changed' | 'deleted'
  /** `user`, `scheduler`, `deployment-controller`, `kubelet/node-1` … */
  actor: string
  via: Trigger
  /** The first MOST_CHANGES of them. */
  changes: FieldChange[]
  changeCount: number
}

/** An object between two of its versions; a text is empty where there was no object. */
export interface VersionDiff {
  before: { revision: number; yaml: string }
  after: { revision: number; yaml: string }
  changes: FieldChange[]
}

/** Which version of an object: a revision, or the one at an instant. */
export type VersionAt = { revision: number } | { atMs: number }

/** A step of an explanation. The first is what began it: an action of the person, or the cluster's boot. */
export interface CauseLink {
  /** Revision of the write; 0 for the person's action itself. */
  revision: number
  atMs: number
  actor: string
  via: Trigger
  verb: VersionRow['verb'] | 'did' | 'began'
  object?: ObjectRef
  changes: FieldChange[]
  /** What was said about the object between the link before and this one: missed probes, back-offs, pulls. */
  events: EventRow[]
  /** The person's action: its flag and its words. */
  flag?: number
  text?: string
}

export interface WhyQuestion {
  ref: ObjectRef
  /** The last change under this path (`status.phase`); absent: the last change at all. */
  path?: string
  /** The write asked about; absent: the newest one. */
  revision?: number
}

export interface WhyAnswer {
  question: WhyQuestion
  /** From the beginning to the write asked about; empty when the object was never there (see `refusals`). */
  links: CauseLink[]
  /** True when older writes could not be found again. */
  cut: boolean
}

/** All an action led to, in order. */
export interface EffectsAnswer {
  flag: number
  links: CauseLink[]
  /** Writes found; `links` has the first of them. */
  total: number
}

/** A decision against something: why it is *not* there. */
export interface RefusalRow {
  atMs: number
  actor: string
  /** What was judged. */
  object: string
  /** A reason constant of the judging component, or of the Event or Status that told. */
  reason: string
  message: string
  /** Plain data of the judge; the scheduler's has `refused`, a list of nodes and plugins. */
  detail?: unknown
}

/** What stands between an object and the state it should have: why it is not Ready, not scheduled, not scaled. */
export interface Obstacle {
  ref: ObjectRef
  /** Steps from the object asked about; 0 for what was said of itself. */
  depth: number
  actor: string
  /** A reason constant of the judge. */
  reason: string
  message: string
  /** When it was said last, and how often. */
  atMs: number
  times: number
  /** Others of its kind of which the same was said. */
  others: number
  /** The field that shows it, and the write that made it so: for `why`. */
  path?: string
  revision?: number
}

/** The same run without one of the person's actions. */
export interface WithoutAnswer {
  /** Words of the action left out. */
  text: string
  /** The object asked about, in the run and without the action: a short state in words, empty when it is not there. */
  was: string
  without: string
  /** Whether the objects differ in more than times, names of machines' making and counters of versions. */
  differs: boolean
}

/** A change that was tried in a branch of its own. */
export interface Hint {
  /** What was different, in words. */
  text: string
  /** Whether the workload was well at the end, and had been for a while. */
  helps: boolean
  /** How it ended, with numbers. */
  outcome: string
}

export interface HintsAnswer {
  /** How it ends when nothing is changed. */
  unchanged: string
  /** It needs no help: it is well by then. */
  isWell: boolean
  hints: Hint[]
}

/** Where two runs part. */
export interface Divergence {
  /** The first write that is not the same on both; absent when they agree up to the shorter one's end. */
  first?: { a?: CauseLink; b?: CauseLink }
  /** The first that is nobody's own action: what the actions' difference led to. */
  consequence?: { a?: CauseLink; b?: CauseLink }
  untilMs: number
  /** What each came to, from the first write that differs to `untilMs`; absent when none does. */
  counts?: { a: RunCounts; b: RunCounts }
}

/** What a run came to in a span of time. */
export interface RunCounts {
  /** Of objects other than Events. */
  writes: number
  podsCreated: number
  /** At the end. */
  pods: number
  ready: number
  restarts: number
  /** Of load sources, and those of them that got no answer or one of 400 or more. */
  requests: number
  failedRequests: number
  /** Until everything asked for was ready and stayed so to the end; NaN when it was not. */
  secondsToReady: number
}

/** What an Apply would do, found by running a copy of the cluster ahead. */
export interface Preview {
  documents: AppliedDocument[]
  /** Pods that would be new, gone, moved or restarted, and how each ends up. */
  pods: PreviewPod[]
  /** Other objects that would be created, changed or deleted. */
  objects: { ref: ObjectRef; verb: VersionRow['verb']; changes: FieldChange[] }[]
  refusals: RefusalRow[]
  /** Virtual ms that were run ahead, and whether the cluster had settled by then. */
  ranMs: number
  settled: boolean
  /** What would happen, in a few plain sentences. */
  sentences: string[]
}

export interface PreviewPod {
  namespace: string
  name: string
  change: 'new' | 'gone' | 'changed'
  workload: Workload | undefined
  /** Node it would be on; empty while unscheduled. */
  node: string
  state: PodState
  note: string
}

// ---------------------------------------------------------------------------------------------- links and files

/** Everything a link or a file carries. */
export interface SharedRun {
  log: ActionLog
  /** Where the clock stood. */
  untilMs: number
  /** Texts of the editor; `applied` is what the run was given of one, absent when nothing. */
  files: { name: string; text: string; applied?: string }[]
}

/** What came of a text that claims to be a shared run; a refusal says why in one sentence. */
export type OpenedRun =
  | { run: SharedRun; engine: 'same' }
  /** Made by another engine: its manifests still serve, and its version may still be served. */
  | { run: SharedRun; engine: string }
  | { refused: string }

/** What came of `kubectl get -A -o yaml` from a real cluster. */
export interface Imported {
  /** Manifests to apply, without what the server sets. */
  text: string
  nodes: NodeGroup[]
  /** What is left out, and why. */
  left: { object: string; why: string }[]
}

/** The part of the worker's face that is about time; see ClusterApi. */
export interface TimeApi {
  /** Answers as soon as no step is running: one that never ends is known by its silence. */
  ping(): void
  /** Goes to a place of the shown line; anywhere but its present is read-only and pauses. */
  seek(place: Place): RunState
  /** Begins a line where one stands, and shows it. */
  branch(name: string): LineState
  /** A branch before the last action at or before where one stands; undefined when there is none. */
  undo(): LineState | undefined
  switchLine(id: number): LineState
  renameLine(id: number, name: string): void
  dropLine(id: number): void
  /** Lines known by their logs; each is run when somebody goes there. */
  tellLines(lines: ToldLine[]): void
  /** Newest first. */
  versions(ref: ObjectRef): VersionRow[]
  diff(ref: ObjectRef, before: VersionAt, after: VersionAt): VersionDiff
  why(question: WhyQuestion): WhyAnswer
  effects(flag: number): EffectsAnswer
  /** What a state waits for, from the object down to the last cause; empty when nothing is in the way. */
  whyNot(ref: ObjectRef): Obstacle[]
  /** Decisions against an object and against what it owns, oldest first. */
  refusals(ref: ObjectRef): RefusalRow[]
}

/** The part of the worker's face that is about links and files; see ClusterApi. */
export interface ShareApi {
  /** A run as text: for the fragment of an address, and for a file. */
  encodeRun(run: SharedRun): string
  /** Never fails: what cannot be opened says why. */
  openRun(text: string): OpenedRun
  /** Objects of a real cluster as manifests and machines. @throws Error when the text is no YAML */
  importObjects(text: string): Imported
  /** Everything a person made, as manifests. */
  exportManifests(): string
  /** What was done on the shown line, as a shell script of kubectl lines. */
  takeHome(): string
}

/** An object of a text as it is live, and as an Apply would leave it; empty where there is none. */
export interface DocumentDiff {
  object: string
  before: string
  after: string
  changes: FieldChange[]
  error?: ApplyError
}

/** The part of the worker's face that looks ahead. Of the shown cluster nothing changes. */
export interface AheadApi {
  /** What Apply would change of the live objects. */
  diffLive(text: string, namespace: string): DocumentDiff[]
  /** Sends one request in a copy of the cluster and tells what was decided on its way. @throws Error when the Pod that asks is gone */
  followRequest(ask: FollowAsk): Followed
  /** What Apply would lead to, from where a log stands. For a worker of its own: it may take a while. */
  preview(log: ActionLog, untilMs: number, text: string, namespace: string): Preview
  /** The same run without an action. For a worker of its own. @throws Error when there is no such action */
  without(log: ActionLog, untilMs: number, flag: number, ref: ObjectRef): WithoutAnswer
  /** What would help a workload that is not well, tried from where a log stands. For a worker of its own. */
  hints(log: ActionLog, untilMs: number, ref: ObjectRef): HintsAnswer
  /** Two runs side by side. For a worker of its own. */
  compareRuns(a: ActionLog, b: ActionLog, untilMs: number): Divergence
}
