/** Checks as data: what a lesson states, and how it stands. Crosses the wire. */

/** A check as a lesson states it: a sentence, and the predicate of engine/checks that makes it true. */
export interface CheckSpec {
  /** What the learner reads. */
  say: string
  /** Name of the predicate. */
  that: string
  args: Record<string, unknown>
  /**
   * `now` (the default): it has to hold at the instant the step is passed. `ever`: it held at some instant since the step began.
   * `always`, `never`: it held at every, at no instant since then; one that fails cannot be passed without beginning again.
   */
  when?: 'now' | 'ever' | 'always' | 'never'
  /**
   * With `now` and `ever`: how long it has to hold without a gap. With `always` and `never`: how long it may be otherwise, without
   * a gap, before that counts: what lasts an instant is chance, not the learner's doing.
   */
  holdMs?: number
}

export interface CheckState {
  /** `holding`: true at this instant, but not long enough yet. */
  state: 'waiting' | 'holding' | 'passed' | 'failed'
  /** How far along, where it is a matter of number. */
  have?: number
  want?: number
  /** When it was passed or failed. */
  atMs?: number
  /** While holding: since when. */
  sinceMs?: number
  /** Of a guard that is broken, but not for long enough to count: since when. */
  brokenSinceMs?: number
}

/** Something that happens by itself in a step, once its check holds for the first time. */
export interface CueSpec {
  id: string
  when: CheckSpec
}

/** `due`: its check held, and what follows has not been done; the fact `cue=<id>` says that it was. */
export type CueState = 'waiting' | 'due' | 'done'

/** How a step stands; sent when it changes. */
export interface StepState {
  checks: CheckState[]
  /** Numbers of the prose as they are now, in the order they were asked for; null where a predicate counts nothing. */
  figures?: (number | null)[]
  cues?: CueState[]
  /** Index of the first near miss that holds. */
  almost?: number
  /** When all checks were passed for the first time. */
  passedMs?: number
}
