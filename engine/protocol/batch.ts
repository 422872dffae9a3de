/** What the page is told: rows and columns of one batch, and what it asked to be told. */
import type { StepState } from '../checks/spec.ts'
import type { Autoscale } from './autoscale.ts'
import type { GraphScope, ObjectGraph } from './graph.ts'
import type { NetworkMap } from './network.ts'
import type { Lifecycle, ObjectRef } from './object.ts'
import type { PackedPodLabels } from './podlabels.ts'
import type { Rollout } from './rollout.ts'
import type { TimelineNews, TimelineScope } from './timeline.ts'
import type { TrafficNews } from './traffic.ts'

/** Changed Pods of one batch, one entry a Pod in each column (transferred, not copied). */
export interface PodColumns {
  /** The Pod's row number, stable for its life; the key of everything about it. */
  id: Uint32Array
  /** Node row id, or -1 while unscheduled. */
  node: Int32Array
  /** Index into `Batch.workloads`. */
  workload: Uint16Array
  /** Index into POD_STATES. */
  state: Uint8Array
  /** When the state began. */
  sinceMs: Float64Array
  /** When the countdown (pull, back-off, grace) ends; NaN when there is none. */
  untilMs: Float64Array
  restarts: Uint16Array
}

/** One label's value of Pods that changed, for a stage that groups by it. */
export interface PodValues {
  key: string
  /** True when these replace all that was told. */
  reset: boolean
  /** Names of values met since the last time; their numbers go on from there. The empty one means "without the label". */
  names: string[]
  id: Uint32Array
  value: Uint16Array
}

/** A top-level owner (Deployment, bare ReplicaSet, bare Pod …): colour and letter on the stage. */
export interface Workload {
  kind: string
  namespace: string
  name: string
}

export interface NodeRow {
  id: number
  name: string
  zone: string
  ready: boolean
  cordoned: boolean
  draining: boolean
  /** Pressure words, e.g. `Memory pressure`; empty when none. */
  pressure: string
  taints: string[]
  /** Allocatable, sum of requests, measured use. */
  cpuMilli: number
  cpuRequestedMilli: number
  cpuUsedMilli: number
  memoryBytes: number
  memoryRequestedBytes: number
  memoryUsedBytes: number
  podCapacity: number
  podCount: number
}

/** One box of the control-plane strip. */
export interface ComponentRow {
  /** `scheduler`, `deployment`, `replicaset`, `endpointslice`, `nodelifecycle`, `garbagecollector` … */
  id: string
  title: string
  /** Items waiting in its queue. */
  queued: number
  /** Words for the box's second line, e.g. `3 waiting`, `queue 0`. */
  note: string
}

/** A message between a component and the API server, for slow motion. */
export interface Message {
  seq: number
  kind: 'write' | 'watch'
  /** ComponentRow id, `kubelet/<node>` or `you`. */
  component: string
  /** `POST Pod`, `PATCH Pod/status`, `ADDED Pod`. */
  text: string
  object: string
  departMs: number
  arriveMs: number
}

export interface EventRow {
  id: number
  atMs: number
  type: 'Normal' | 'Warning'
  reason: string
  object: string
  message: string
  source: string
  count: number
  /** The object it is about, for links and filters; absent in invented ones. */
  about?: ObjectRef
}

/** A Pod in the queue of the unscheduled. */
export interface UnscheduledRow {
  id: number
  namespace: string
  name: string
  workload: number
  /** Upstream's FailedScheduling message, or empty while untried. */
  message: string
  /** Short form for the card: `cpu on 4, taint, cordon`. */
  short: string
  /** When the back-off ends; NaN when waiting for an event. */
  retryAtMs: number
}

/** A mark on the scrubber: something the user did. */
export interface FlagRow {
  number: number
  atMs: number
  text: string
}

export interface ClockState {
  nowMs: number
  /** Virtual ms a real ms; 0 = paused; Infinity = as fast as possible. */
  speed: number
  /** Time of the next event on the heap, NaN when nothing but periodic work remains. */
  nextEventMs: number
  resourceVersion: number
  /** Set when a frame's budget was missed and the speed was lowered. */
  loweredFrom?: number
  /** Set while one looks at the past, which is read-only: where the present of this line stands. */
  endMs?: number
}

/** A line of time: the run as it went, or a branch of it. */
export interface LineRow {
  id: number
  name: string
  /** The line it was branched from, and when; absent for the first. */
  parent?: number
  forkMs: number
  /** Where its present stands. */
  endMs: number
}

/** One frame's worth of change; sent only after the last one was acknowledged. */
export interface Batch {
  id: number
  /** True when this batch replaces everything the page knew (first one, or after a rewind). */
  reset: boolean
  clock: ClockState
  pods?: PodColumns
  podLabels?: PackedPodLabels
  podsRemoved?: Uint32Array
  podValues?: PodValues
  workloads?: Workload[]
  nodes?: NodeRow[]
  nodesRemoved?: number[]
  components?: ComponentRow[]
  messages?: Message[]
  events?: EventRow[]
  unscheduled?: UnscheduledRow[]
  flags?: FlagRow[]
  /** All lines of time when they changed, and the one that is shown. */
  lines?: LineRow[]
  line?: number
  /** The selected object as the API server would print it, when it changed. */
  selected?: SelectedObject
  /** Rows of the Pods that belong to the selected object, when they changed. */
  linked?: number[]
  /** Trouble and good news for the live region, already in words. */
  announcements?: string[]
  /** Events a second of virtual time, for the scrubber: [bucket start ms, count, warnings][]. */
  density?: [number, number, number][]
  /** The step of the lesson, when it changed. */
  step?: StepState
  /** The Deployment whose rollout is shown, when something of it changed. */
  rollout?: Rollout
  /** The autoscaler that is shown, when something of it changed. */
  autoscale?: Autoscale
  /** Ingresses, Services and endpoints, when one of them changed. */
  network?: NetworkMap
  /** Objects and how they hang together, when one of them changed. */
  graph?: ObjectGraph
  /** Tracks of the Timeline that changed. */
  timeline?: TimelineNews
  /** Requests, when the page asked for them and there were any. */
  traffic?: TrafficNews
}

export interface SelectedObject {
  ref: ObjectRef
  /** Undefined when it no longer exists. */
  yaml?: string
  /** The same as data, without managedFields. */
  object?: unknown
  /** `managedFields` as YAML, which `yaml` leaves out as kubectl does. */
  managedFields?: string
  events: EventRow[]
  owners: ObjectRef[]
  /** Of a Pod that a kubelet has taken. */
  lifecycle?: Lifecycle
}

/** What the visible views need; the worker sends nothing else. */
export interface Interest {
  /** The stage: Pods, nodes, components, the queue of the unscheduled. */
  cluster: boolean
  /** Messages in slow motion. */
  messages: boolean
  /** The list of events; the scrubber's counts come always. */
  events: boolean
  selected?: ObjectRef
  /** The Deployment whose rollout is shown. */
  rollout?: ObjectRef
  /** The HorizontalPodAutoscaler that is shown. */
  autoscale?: ObjectRef
  /** Who can be asked, and who answers. */
  network?: boolean
  /** What the Timeline shows; nothing while it is not open. */
  timeline?: TimelineScope
  /** Load sources and who asks whom. */
  traffic?: boolean
  /** The label the stage groups Pods by; empty for none. */
  podLabel?: string
  /** The object graph of a namespace, or of all (empty). */
  graph?: GraphScope
}
