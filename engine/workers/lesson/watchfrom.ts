/**
 * The checks of a step, as if they had looked since it began: after a reload, a crash, a rewind or a branch the part of the run since
 * then is played again beside the shown one. Nothing about checks has to be saved.
 */
import { CheckRun } from '../../checks/checkrun.ts'
import { Cluster } from '../../cluster.ts'
import type { StepWatch } from '../../protocol/lesson.ts'
import type { ActionLog } from '../../protocol/run.ts'
import { FACT, runFor } from './moves.ts'

export function watchFrom(cluster: Cluster, watch: StepWatch, sinceMs: number): CheckRun {
  const { checks, almost } = watch
  const groups = almost.map((one) => one.checks)
  if (sinceMs >= cluster.nowMs) return new CheckRun(cluster, checks, groups, watch)
  const log = cluster.log()
  const [before, after] = parted(log, sinceMs)
  const past = Cluster.replay(before)
  past.server.clock.runUntil(sinceMs)
  const run = new CheckRun(past, checks, groups, watch)
  for (const entry of after) {
    past.again(entry, () => run.look())
    if (entry.action.verb === 'mark' && entry.action.text.startsWith(FACT))
      run.tell(entry.action.text.slice(FACT.length))
    run.look()
  }
  runFor(past, cluster.nowMs - past.nowMs, run)
  return run.movedTo(cluster)
}

function parted(log: ActionLog, sinceMs: number): [ActionLog, ActionLog['actions']] {
  const at = log.actions.findIndex(({ atMs }) => atMs > sinceMs)
  const split = at < 0 ? log.actions.length : at
  return [{ ...log, actions: log.actions.slice(0, split) }, log.actions.slice(split)]
}
