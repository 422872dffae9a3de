/**
 * The worker's face: what the page can ask of a cluster. With its neighbours in this folder it is the wire between the page and
 * the worker, and all that the page imports of the engine. Every value is structured-cloneable.
 *
 * Times are virtual milliseconds since the run's epoch (an integer), unless a name ends in `Real`.
 */
import type { ApiRequest, ApiResponse } from '../api/request.ts'
import type { Placement, SchedulingAttempt } from '../core/scheduling.ts'
import type { AppliedDocument, ApplyRequest, ApplyResult } from './apply.ts'
import type { Batch, ClockState, Interest } from './batch.ts'
import type { Move, StepWatch } from './lesson.ts'
import type { ActionLog, ClusterConfig, FaultAction, LoggedAction } from './run.ts'
import type { LoadSpec } from './traffic.ts'

export type { ApiRequest, ApiResponse } from '../api/request.ts'
export type { NodeVerdict, Placement, Remedy, SchedulingAttempt } from '../core/scheduling.ts'

/** Bumped when a message changes shape; `boot` refuses another version. */
export type ProtocolVersion = 1

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
  apply(text: string, options: ApplyRequest): ApplyResult
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
