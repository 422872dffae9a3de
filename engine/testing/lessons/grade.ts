/**
 * Grades a step that somebody handed in: the run is played again from the step's own start, and its checks look at every instant of it.
 * Nothing the run claims is believed: neither that it passed, nor how it began, nor its digest.
 */
import { CheckRun } from '../../checks/checkrun.ts'
import { Cluster } from '../../cluster.ts'
import type { Lesson, Step } from '../../../lessons/lesson.ts'
import type { CheckState } from '../../protocol/lesson.ts'
import type { ActionLog, LoggedAction } from '../../protocol/run.ts'
import type { SharedRun } from '../../protocol/time.ts'
import { openRun } from '../../workers/links/sharedrun.ts'
import { FACT, runFor } from '../../workers/lesson/moves.ts'
import { startOf } from './play.ts'

export interface HandedIn {
  /** The run as a link carries it. */
  run: string
  /** Digest the page saw at the end of the run; absent where it was not told. */
  digest?: string
}

export interface Grade {
  verdict: 'passed' | 'not passed' | 'refused'
  /** Why it was refused. */
  why?: string
  checks: (CheckState & { say: string })[]
  /** Virtual ms from the step's start until all held. */
  passedMs?: number
  /** Of the whole state at the run's end, as it was played again. */
  digest?: string
  /** What the learner did, in words. */
  deeds: { atMs: number; text: string }[]
}

/** A graded run is no longer than this: a lesson takes minutes. */
const LONGEST_MS = 7 * 86_400_000

class Refusal extends Error {}

/** Never throws. */
export function gradeStep(lesson: Lesson, step: Step, handed: HandedIn): Grade {
  try {
    return graded(lesson, step, handed)
  } catch (error) {
    const why = error instanceof Refusal || error instanceof RangeError ? error.message : String(error)
    return { verdict: 'refused', why, checks: [], deeds: [] }
  }
}

function graded({ seed, nodes }: Lesson, step: Step, { run, digest }: HandedIn): Grade {
  const { log, untilMs } = opened(run)
  const cluster = startOf(step, { seed, ...(nodes ? { nodes } : {}) })
  const own = ownActions(log, cluster.log())
  const sinceMs = cluster.nowMs
  const almost = step.almost.map(({ checks }) => checks)
  const checks = new CheckRun(cluster, step.checks, almost, step)
  for (const entry of own) replay(cluster, checks, entry)
  runFor(cluster, Math.max(0, untilMs - cluster.nowMs), checks)
  if (checks.dueCues().length > 0) throw new Refusal('what happens by itself in this step was left out of it')
  const found = cluster.digest()
  if (digest !== undefined && digest !== found)
    throw new Refusal(`it was changed after it was handed in: played again it ends at ${found}, not at ${digest}`)
  const { passedMs, checks: states } = checks.outcome()
  return {
    verdict: passedMs === undefined ? 'not passed' : 'passed',
    checks: states.map((state, i) => ({ ...state, say: step.checks[i]?.say ?? '' })),
    ...(passedMs === undefined ? {} : { passedMs: passedMs - sinceMs }),
    digest: found,
    deeds: own.flatMap(({ atMs, action }) =>
      action.verb === 'mark' && action.text ? [{ atMs: atMs - sinceMs, text: action.text }] : [],
    ),
  }
}

function opened(text: string): SharedRun {
  const found = openRun(text)
  if ('refused' in found) throw new Refusal(found.refused)
  if (found.engine !== 'same') throw new Refusal(`it was made by Drydock ${found.engine}; grade it with that version`)
  if (found.run.untilMs > LONGEST_MS) throw new Refusal('it runs longer than a week')
  return found.run
}

/** What the learner did; the part before that has to be the step's own start. @throws Refusal */
function ownActions(log: ActionLog, start: ActionLog): LoggedAction[] {
  if (!same(log.config, start.config)) throw new Refusal('its cluster is not the one of this step')
  const before = log.actions.slice(0, start.actions.length)
  if (!same(before, start.actions)) throw new Refusal('it does not begin as this step begins')
  return log.actions.slice(start.actions.length)
}

function replay(cluster: Cluster, checks: CheckRun, entry: LoggedAction): void {
  try {
    cluster.again(entry, () => checks.look())
  } catch (error) {
    throw new Refusal(`its actions do not follow from each other: ${(error as Error).message}`)
  }
  const { action } = entry
  if (action.verb === 'mark' && action.text.startsWith(FACT)) checks.tell(action.text.slice(FACT.length))
  checks.look()
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
