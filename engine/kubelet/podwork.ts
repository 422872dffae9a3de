/** What a kubelet knows of its Pods: plain data, replaced and never mutated, one record a Pod row. */
import type { ContainerStage } from './stages/container.ts'

/** How a container ended. */
export interface Termination {
  exitCode: number
  signal: number
  reason: string
  message: string
  startedAtMs: number
  finishedAtMs: number
  containerId: string
}

/** One probe's counters (kubelet prober/worker.go). */
export interface ProbeWork {
  /** The probe runs at gridMs + k × period. */
  gridMs: number
  successes: number
  failures: number
  /** Time of the tick on the clock, or -1 when none is (elided or not begun). */
  tickMs: number
}

export interface ContainerWork {
  stage: ContainerStage
  /** The runtime's number of the process, or -1. */
  process: number
  containerId: string
  startedAtMs: number
  /** When the pull, back-off or grace ends; -1 when nothing counts down. */
  untilMs: number
  /** Waiting reason and message while not running (ErrImagePull, CrashLoopBackOff …). */
  reason: string
  message: string
  restarts: number
  /** Present back-off of restarts and of pulls, 0 before the first. */
  backoffMs: number
  pullBackoffMs: number
  last: Termination | undefined
  /** The one before: status.lastState while running again. */
  previous: Termination | undefined
  /** Probe results: readiness and startup as upstream's result cache has them. */
  ready: boolean
  started: boolean
  probes: readonly [liveness: ProbeWork | undefined, readiness: ProbeWork | undefined, startup: ProbeWork | undefined]
}

export interface PodWork {
  uid: string
  /** Row of the node in `nodes`. */
  node: number
  /** Clock events carry the turn; a later turn makes them void. */
  turn: number
  /** Canonical order among ticks of one instant: a hash of the uid. */
  order: number
  sandbox: 'none' | 'starting' | 'ready' | 'gone'
  podIP: string
  /** When this kubelet admitted the Pod: status.startTime. */
  admittedAtMs: number
  /** Undefined while not deleting; else when TERM was sent and when KILL follows. */
  terminating: { sinceMs: number; killAtMs: number; reason: string } | undefined
  /** Rejected by admission or evicted: the terminal phase, reason and message. */
  rejected: { reason: string; message: string } | undefined
  /** Init containers first, in order of the spec, then the app's. */
  containers: readonly ContainerWork[]
  /** A status write is on the clock. */
  statusPending: boolean
}

export const LIVENESS = 0
export const READINESS = 1
export const STARTUP = 2
export type ProbeKind = typeof LIVENESS | typeof READINESS | typeof STARTUP

/** A container that has not begun. */
export const newContainer = (reason: string): ContainerWork => ({
  stage: 'waiting',
  process: -1,
  containerId: '',
  startedAtMs: -1,
  untilMs: -1,
  reason,
  message: '',
  restarts: 0,
  backoffMs: 0,
  pullBackoffMs: 0,
  last: undefined,
  previous: undefined,
  ready: false,
  started: false,
  probes: [undefined, undefined, undefined],
})
