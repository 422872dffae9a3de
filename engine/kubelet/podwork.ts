/**
 * What a kubelet knows of its Pods: one record a Pod row, changed in place under core/records' rules.
 *
 * Constructors give every record one shape with its fields inside it; 150,000 of these live at once.
 */
import type { BackoffEntry } from '../core/backoff.ts'
import type { Container } from '../kinds/types.ts'
import type { Footprint } from './footprint.ts'
import type { ContainerStage } from './stages/container.ts'

/** How a container ended; never changed. */
export interface Termination {
  readonly exitCode: number
  readonly signal: number
  readonly reason: string
  readonly message: string
  readonly startedAtMs: number
  readonly finishedAtMs: number
  readonly containerId: string
}

/** A probe's request whose answer is awaited: the runtime's number of it, and the clock's ticket of its timeout. */
export interface Asked {
  readonly pending: number
  readonly timeout: number
}

/** One probe's counters (kubelet prober/worker.go). */
export class ProbeWork {
  successes = 0
  failures = 0
  /** Time of the tick on the clock, or -1 when none is (elided or not begun). */
  tickMs = -1
  /** A request on its way: `tickMs` is when it was sent. */
  asked: Asked | undefined = undefined

  /** @param gridMs the probe runs at gridMs + k × period */
  constructor(readonly gridMs: number) {}

  copy(): ProbeWork {
    return Object.assign(new ProbeWork(this.gridMs), this)
  }
}

export const LIVENESS = 0
export const READINESS = 1
export const STARTUP = 2
export type ProbeKind = typeof LIVENESS | typeof READINESS | typeof STARTUP

export class ContainerWork {
  stage: ContainerStage = 'waiting'
  /** The runtime's number of the running process, or -1. */
  process = -1
  /** Processes whose logs are kept: of the latest start and of the one before it; -1 for none. */
  logProcess = -1
  olderLogProcess = -1
  containerId = ''
  startedAtMs = -1
  /** When the pull, back-off or grace ends; -1 when nothing counts down. */
  untilMs = -1
  /** Waiting reason and message while not running (ErrImagePull, CrashLoopBackOff …). */
  reason: string
  message = ''
  restarts = 0
  /** Back-offs of restarts and of pulls; undefined before the first failure. */
  crashes: BackoffEntry | undefined = undefined
  pulls: BackoffEntry | undefined = undefined
  last: Termination | undefined = undefined
  /** The one before: status.lastState while running again. */
  previous: Termination | undefined = undefined
  /** Probe results: readiness and startup as upstream's result cache has them. */
  ready = false
  started = false
  /** The postStart hook runs: the container counts as not started, the next one waits. */
  inHook = false
  /** What it was given when it started, or in place since then. */
  resources: Container['resources'] = undefined
  /** It was changed in place: its status says what it has. */
  resized = false
  /** The exec session of a lifecycle hook that runs; -1 for none. */
  hook = -1
  liveness: ProbeWork | undefined = undefined
  readiness: ProbeWork | undefined = undefined
  startup: ProbeWork | undefined = undefined

  /** @param reason why it waits, for its first status */
  constructor(reason: string) {
    this.reason = reason
  }

  probe(kind: ProbeKind): ProbeWork | undefined {
    return kind === READINESS ? this.readiness : kind === LIVENESS ? this.liveness : this.startup
  }

  clearProbes(): void {
    this.liveness = undefined
    this.readiness = undefined
    this.startup = undefined
  }

  copy(): ContainerWork {
    const copy = Object.assign(new ContainerWork(this.reason), this)
    copy.liveness = this.liveness?.copy()
    copy.readiness = this.readiness?.copy()
    copy.startup = this.startup?.copy()
    return copy
  }
}

/** The end of a whole Pod: when it began and when KILL follows. */
export interface Terminating {
  readonly sinceMs: number
  readonly killAtMs: number
}

/** Why the kubelet itself ended a Pod: what its status says beside the phase Failed. */
export interface Rejection {
  readonly reason: string
  readonly message: string
  /** The Pod went for the node's sake: its condition DisruptionTarget says so. */
  readonly isDisruption?: boolean
}

/** Where a resize stands, and why it waits. */
export interface Resize {
  readonly state: 'pending' | 'acting'
  readonly reason?: string
  readonly message?: string
}

export class PodWork {
  epoch = 0
  /** `gone` once every container has ended for good. */
  sandbox: 'starting' | 'ready' | 'gone' = 'starting'
  podIP = ''
  terminating: Terminating | undefined = undefined
  rejected: Rejection | undefined = undefined
  resize: Resize | undefined = undefined
  /** A status write is on the clock. */
  statusPending = false

  constructor(
    readonly uid: string,
    /** Row of the node in `nodes`. */
    readonly node: number,
    /** Clock events carry the turn; a later turn makes them void. */
    public turn: number,
    /** When this kubelet admitted the Pod: status.startTime. */
    readonly admittedAtMs: number,
    /** What it takes of the node; undefined once given back. */
    public footprint: Footprint | undefined,
    /** Init containers first, in order of the spec, then the app's. */
    public containers: ContainerWork[],
  ) {}

  copy(): PodWork {
    const containers = this.containers.map((c) => c.copy())
    const copy = new PodWork(this.uid, this.node, this.turn, this.admittedAtMs, this.footprint, containers)
    copy.sandbox = this.sandbox
    copy.podIP = this.podIP
    copy.terminating = this.terminating
    copy.rejected = this.rejected
    copy.resize = this.resize
    copy.statusPending = this.statusPending
    return copy
  }
}
