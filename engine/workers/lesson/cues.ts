/** What happens by itself in a step, where no page follows its cues: headless, each at the very instant it is due. */
import type { CheckRun } from '../../checks/checkrun.ts'
import type { Cluster } from '../../cluster.ts'
import type { Cue } from '../../protocol/lesson.ts'
import { doMove, type MoveWatcher } from './moves.ts'

/** Looks for the checks, and does what is due. A cue's first move tells that it was followed, so none is followed twice. */
export function followingCues(cluster: Cluster, checks: CheckRun, cues: readonly Cue[] = []): MoveWatcher {
  const follow = () => {
    for (const i of checks.dueCues()) for (const move of cues[i]?.moves ?? []) doMove(cluster, move, watcher)
  }
  const watcher: MoveWatcher = {
    look() {
      checks.look()
      follow()
    },
    tell(fact) {
      checks.tell(fact)
      follow()
    },
  }
  return watcher
}
