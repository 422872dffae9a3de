/** What the worker watches and does for a step of a lesson. */
import type { CheckSpec, CueSpec } from '../checks/spec.ts'
import type { FaultAction } from './run.ts'
import type { LoadSpec } from './traffic.ts'

export type { CheckSpec, CheckState, StepState } from '../checks/spec.ts'

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
