/** Plays a step of a lesson without a page: its start, a way through it, and some time for the cluster to come round. */
import { CheckRun } from '../../checks/checkrun.ts'
import { Cluster } from '../../cluster.ts'
import type { Move, StepState, StepWatch } from '../../protocol/lesson.ts'
import type { NodeGroup } from '../../protocol/run.ts'
import { followingCues } from '../../workers/lesson/cues.ts'
import { doMove, runFor } from '../../workers/lesson/moves.ts'

export interface Playable extends StepWatch {
  start: Move[]
}

export interface PlayOptions {
  seed: number
  nodes?: readonly NodeGroup[]
  /** Virtual time given after the last move, unless the step is passed before. */
  afterMs: number
}

const LOOK_EVERY_MS = 1000

/** How the step stands in the end. @throws Error when a move is refused or an `until` does not come about */
export function playStep(step: Playable, moves: readonly Move[], { afterMs, ...options }: PlayOptions): StepState {
  const cluster = startOf(step, options)
  const run = new CheckRun(
    cluster,
    step.checks,
    step.almost.map(({ checks }) => checks),
    step,
  )
  const watcher = followingCues(cluster, run, step.cues)
  for (const move of moves) doMove(cluster, move, watcher)
  for (let ms = 0; ms < afterMs && run.outcome().passedMs === undefined; ms += LOOK_EVERY_MS) {
    runFor(cluster, LOOK_EVERY_MS, watcher)
  }
  return run.outcome()
}

/** The cluster of a step, at its start. */
export function startOf({ start }: Pick<Playable, 'start'>, options: Omit<PlayOptions, 'afterMs'>): Cluster {
  const cluster = new Cluster(options)
  for (const move of start) doMove(cluster, move)
  return cluster
}
