/**
 * The wire between the page and the cluster worker: types only here, nothing runs.
 * The page imports nothing else from the engine. Every value is structured-cloneable.
 *
 * Times are virtual milliseconds since the run's epoch (an integer), unless a name ends in `Real`.
 */
import type { SessionDeed } from './core/exec.ts'
import type { ApiRequest, ApiResponse } from './api/request.ts'
import type { Placement, SchedulingAttempt } from './core/scheduling.ts'
import type { CheckSpec, CheckState, CueSpec, CueState, StepState } from './checks/spec.ts'
import type { Lifecycle, ObjectRef } from './protocolobject.ts'
import type { Autoscale } from './protocolautoscale.ts'
import type { ObjectGraph } from './protocolgraph.ts'
import type { NetworkMap } from './protocolnetwork.ts'
import type { TimelineNews, TimelineScope } from './protocoltimeline.ts'
import type { LoadBucket, LoadPoint, LoadSpec, LoadTarget, TrafficNews } from './protocoltraffic.ts'

/** Bumped when a message changes shape; `boot` refuses another version. */
export type ProtocolVersion = 1

export type { NodeVerdict, Placement, Remedy, SchedulingAttempt } from './core/scheduling.ts'
export type { PodState } from './protocolpods.ts'

// ---------------------------------------------------------------------------------------------- the run

/** A group of equal machines the cluster starts with. */
export interface NodeGroup {
  /** Node names: the literal name when count is 1 and it has no `#`; else `#` is replaced by 1…count. */
  name: string
  count: number
  /** Quantity, e.g. "4" or "500m". */
  cpu: string
  memory: string
  pods: number
  labels?: Record<string, string>
  taints?: { key: string; value?: string; effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' }[]
  /** topology.kubernetes.io/zone; a list is dealt out in turn. */
  zone?: string | string[]
}

/** Mean and jitter (uniform, ±) of one hop, in virtual milliseconds. */
export interface Latency {
  meanMs: number
  jitterMs: number
}

/** Every hop that costs time (DESIGN.md "Settled" has the defaults). */
export interface LatencyProfile {
  watch: Latency
  controllerSync: Latency
  schedulingCycle: Latency
  bind: Latency
  kubeletSync: Latency
  statusWrite: Latency
  sandbox: Latency
  /** Fixed part of an image pull; the rest is size ÷ pullBytesPerMs. */
  imagePull: Latency
  containerStart: Latency
  endpointProgramming: Latency
  pullBytesPerMs: number
}

/** All that decides a run besides the actions. */
export interface ClusterConfig {
  seed: number
  /** RFC 3339 instant of virtual time 0; default 2025-01-01T00:00:00Z. */
  epoch: string
  nodes: NodeGroup[]
  latency: LatencyProfile
  features: Record<string, boolean>
  /** A KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1); upstream's defaults unless given. */
  scheduler?: object
}

/** One logged action of the user; the run is these plus the config. */
export interface LoggedAction {
  atMs: number
  seq: number
  action: UserAction
}

/** The whole run: same log, same bytes. */
export interface ActionLog {
  format: 1
  engine: string
  config: ClusterConfig
  actions: LoggedAction[]
}

/** What a person (or a client) can do to the cluster. */
export type UserAction =
  | { verb: 'request'; request: ApiRequest }
  | { verb: 'fault'; fault: FaultAction }
  /** Starts a load source, or changes the one of that name. */
  | { verb: 'load'; load: LoadSpec }
  | { verb: 'endLoad'; name: string }
  /** Something for a process that somebody entered a container with: typed text, a size, the end. */
  | { verb: 'session'; session: number; deed: SessionDeed }
  /** Nothing happens; says in words what the next actions are, or (empty) keeps the clock's position. */
  | { verb: 'mark'; text: string }

export type FaultAction =
  | { name: 'crashContainer'; namespace: string; pod: string; container?: string; exitCode?: number }
  | { name: 'killPod'; namespace: string; pod: string }
  | { name: 'nodeDown'; node: string }
  | { name: 'nodeUp'; node: string }
  /** These nodes hear nobody but each other; the control plane stays with them only when told so. */
  | { name: 'partition'; nodes: string[]; withControlPlane?: boolean }
  | { name: 'zoneDown'; zone: string }
  /** Every message of these nodes (of all, when left out) takes longer; 0 ends it. */
  | { name: 'slowNetwork'; nodes?: string[]; extraMs: number }
  /** Ends partitions and slowness. */
  | { name: 'heal' }

// ---------------------------------------------------------------------------------------------- load from outside

export type { LoadBucket, LoadPoint, LoadSpec, LoadTarget }

// ---------------------------------------------------------------------------------------------- the API door

export type { ApiRequest, ApiResponse }

// ---------------------------------------------------------------------------------------------- applying manifests

/** Where in the editor's text something stands; 1-based, end exclusive. */
export interface TextRange {
  line: number
  column: number
  endLine: number
  endColumn: number
}

/** What became of one document of an applied text. */
export interface AppliedDocument {
  /** 0-based index of the document in the text. */
  index: number
  /** e.g. `deployment.apps/web`; empty when it could not be read. */
  object: string
  outcome: 'created' | 'configured' | 'unchanged' | 'refused'
  warnings: string[]
  error?: ApplyError
}

export interface ApplyError {
  code: number
  /** Status reason (Invalid, BadRequest, Conflict, …) or `Parse` for text that is not YAML. */
  reason: string
  /** What kubectl would print. */
  message: string
  causes: { field?: string; message: string; range?: TextRange }[]
  range?: TextRange
  /** A nearest valid field or the replacing apiVersion, with the edit that applies it. */
  fix?: { label: string; range: TextRange; text: string }
}

export interface ApplyResult {
  documents: AppliedDocument[]
  /** The log's new entries, for the page's copy. */
  logged?: LoggedAction[]
  /** The kubectl line with the same effect. */
  kubectl: string
}

// ---------------------------------------------------------------------------------------------- the Rollout view

/** One Pod of a Deployment over time. */
export interface RolloutPod {
  name: string
  /** pod-template-hash: which ReplicaSet it belongs to. */
  set: string
  createdMs: number
  /** When it became ready or ceased to be, in turn: ready, not ready, ready …; empty while it never was. */
  turnsMs: number[]
  /** When it was told to end, and when it was gone; NaN before. */
  endingMs: number
  goneMs: number
}

/** A ReplicaSet of the Deployment. */
export interface RolloutSet {
  set: string
  name: string
  revision: number
  /** Image of the first container. */
  image: string
  createdMs: number
  current: boolean
}

export interface Rollout {
  ref: ObjectRef
  replicas: number
  strategy: 'RollingUpdate' | 'Recreate'
  /** As the manifest says them, and as numbers of Pods. */
  maxSurge: string
  maxUnavailable: string
  surge: number
  unavailable: number
  minReadySeconds: number
  paused: boolean
  updated: number
  ready: number
  conditions: { type: string; status: string; reason: string; message: string }[]
  /** Virtual ms at which the progress deadline ends; NaN when none runs. */
  deadlineMs: number
  sets: RolloutSet[]
  /** In order of creation; those long gone are left out. */
  pods: RolloutPod[]
}

// ---------------------------------------------------------------------------------------------- lessons

export type { CheckSpec, CheckState, CueState, StepState }

/** A mistake worth its own words: shown while all its checks hold. */
export interface Almost {
  checks: CheckSpec[]
  say: string
}

/** What the worker watches for a step. */
export interface StepWatch {
  checks: CheckSpec[]
  almost: Almost[]
  figures?: CheckSpec[]
  cues?: Cue[]
}

/** What happens by itself, and when. */
export interface Cue extends CueSpec {
  moves: Move[]
  /** What the learner is told then. */
  say: string
}

/** One thing done to a cluster, as lessons and recordings of them write it. */
export type Move =
  | { do: 'apply'; text: string; file?: string }
  | { do: 'kubectl'; line: string }
  | { do: 'wait'; ms: number }
  | { do: 'until'; check: CheckSpec; atMostMs: number }
  | { do: 'fault'; fault: FaultAction }
  | { do: 'load'; load: LoadSpec }
  | { do: 'endLoad'; name: string }
  | { do: 'tell'; fact: string }

// ---------------------------------------------------------------------------------------------- what the page sees

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

/** What is said once of each Pod. */
export interface PodLabel {
  id: number
  namespace: string
  name: string
  /** Short words beside a Pod in trouble (`back-off`, `ImagePullBackOff`, `0/6 nodes: cpu`); empty when none. */
  note: string
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
  podLabels?: PodLabel[]
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

export type { ObjectRef }

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
  graph?: { namespace: string }
}

/** How the run stands, told by the calls that change it. */
export interface RunState {
  clock: ClockState
  playing: boolean
  /** LineRow id of the line that is shown. */
  line: number
}

/** Something the user does, with the line that could be typed instead: one flag on the scrubber, one or more actions in the log. */
export interface NamedAction {
  /** The kubectl line with the same effect, or a comment starting with `#`. */
  line: string
  requests?: ApiRequest[]
  fault?: FaultAction
  /** Starts a load source, or gives the one of that name another rate. */
  load?: LoadSpec
  /** Ends the load source of this name. */
  endLoad?: string
}

export interface NamedOutcome {
  /** One for each request, in order. */
  responses: ApiResponse[]
  /** Whether the fault took effect. */
  disturbed?: boolean
  /** The log's new entries, for the page's copy. */
  logged: LoggedAction[]
}

/** The worker's face, wrapped by Comlink: every method returns a promise on the page's side. */
export interface ClusterApi {
  /** Builds the cluster, or the run of a log up to `untilMs`. @throws Error when the protocol is another */
  boot(version: ProtocolVersion, config: Partial<ClusterConfig>, log?: ActionLog, untilMs?: number): BootInfo
  /** Called once; `onBatch` is a Comlink proxy. The next batch comes after `acknowledge(batch.id)`. */
  subscribe(interest: Interest, onBatch: (batch: Batch) => void): void
  setInterest(interest: Interest): void
  acknowledge(batchId: number): void
  play(): RunState
  pause(): RunState
  /** Runs to the next event that is not periodic, or by so many virtual ms. */
  step(byMs?: number): RunState
  setSpeed(speed: number): RunState
  /** Applies a multi-document YAML text as `kubectl apply -f -` would; each document on its own. */
  apply(text: string, options: { dryRun: boolean; namespace: string }): ApplyResult
  /** What is wrong with a text before anybody is asked: syntax, kinds, fields, types. Makes no request. */
  check(text: string): AppliedDocument[]
  /** Carries out and logs what the user does. */
  act(action: NamedAction): NamedOutcome
  /** A request that only reads; writes go through `act`. */
  read(request: ApiRequest): ApiResponse
  log(): ActionLog
  digest(): string
  /** The digest of a whole run, apart from the cluster shown: for the tests of determinism. */
  runLog(log: ActionLog, untilMs: number): string
  /** Does a lesson's moves, one after the other and logged, however long they take in virtual time. */
  doMoves(moves: Move[]): LoggedAction[]
  /**
   * Watches a step's checks from `sinceMs` on (now, when it is left out); what happened since then is looked at again.
   * Undefined ends it.
   */
  watchStep(watch: StepWatch | undefined, sinceMs?: number): void
  /** The last attempts to schedule a Pod, newest first. */
  schedulingAttempts(namespace: string, name: string): SchedulingAttempt[]
  /** Where a Pod would go now and what would have to change for it to fit; a manifest, or the name of one that waits. */
  whereWouldItGo(pod: { namespace: string; name: string } | { manifest: unknown }): Placement
  /** The JSON Schema of every served kind, for the editor. */
  editorSchema(): unknown
}

export interface BootInfo {
  engine: string
  protocol: ProtocolVersion
  /** The config with every default filled in. */
  config: ClusterConfig
}
