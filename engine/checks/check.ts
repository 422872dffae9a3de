/**
 * What a check is: a sentence a lesson says, and a predicate over the cluster that makes it true.
 *
 * A predicate looks at one instant and knows nothing of time; `when` and `hold` (checkrun.ts) turn instants into history.
 * Checks only read: a run with checks is the same run, byte for byte.
 */
import type { ApiServer } from '../api/server.ts'
import type { PodLogs } from '../core/podlogs.ts'
import type { Shape } from './shape.ts'

/** The cluster as checks see it: its objects, what its containers said, what came of requests from outside. */
export interface World {
  readonly server: ApiServer
  readonly kubelets: PodLogs
  readonly load: LoadReports
}

/** What load sources saw, second by second; a request counts in the second in which it was sent. */
export interface LoadReports {
  list(): readonly { name: string }[]
  report(
    name: string,
    fromSecond?: number,
  ): readonly { second: number; sent: number; outcomes: Readonly<Record<string, number>> }[]
}

/** What predicates may look at. */
export interface Scene extends World {
  /** When the step began. */
  readonly sinceMs: number
  /** What the page told since the step began: questions answered, panels opened; newest last. */
  readonly facts: readonly string[]
}

/** What a predicate sees at one instant. */
export interface Look {
  holds: boolean
  /** How far along, where it is a matter of number: 3 of 4. */
  have?: number
  want?: number
}

export interface Predicate<Args = never> {
  name: string
  /** What a lesson may say beside `that`; anything else is a mistake in the lesson. */
  args: Shape
  /** What it looks at changes without a write (logs, requests, time): it is looked at again after so many virtual ms. */
  livelyMs?(args: Args): number | undefined
  look(scene: Scene, args: Args): Look
}
