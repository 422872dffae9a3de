/**
 * What a check is: a sentence a lesson says, and a predicate over the cluster that makes it true.
 *
 * A predicate looks at one instant and knows nothing of time; `when` and `hold` (checkrun.ts) turn instants into history.
 * Checks only read: a run with checks is the same run, byte for byte.
 */
import type { ApiServer } from '../api/server.ts'
import type { Shape } from './shape.ts'

/** What predicates may look at. */
export interface Scene {
  readonly server: ApiServer
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
  look(scene: Scene, args: Args): Look
}
