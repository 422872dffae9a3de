/** `requests`: what came of the requests that load sources sent since the step began. */
import type { Predicate, Scene } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'

interface Args {
  /** A load source; all of them unless one is named. */
  source?: string
  /** `answered` (2xx, 3xx), `failed` (all others), or one outcome: `503`, `refused`, `timeout`, `unreachable`, `reset`, `name`. */
  outcome: string
  /** Of the last so many seconds only. */
  lastSeconds?: number
  count?: Wanted
}

export const requests: Predicate<Args> = {
  name: 'requests',
  args: { source: 'text?', outcome: 'text', lastSeconds: 'number?', count: 'any?' },
  livelyMs: () => 200,
  look(scene, { source, outcome, lastSeconds, count }) {
    const from = firstSecond(scene, lastSeconds)
    const names = source === undefined ? scene.load.list().map(({ name }) => name) : [source]
    const outcomes = names
      .flatMap((name) => scene.load.report(name, from))
      .flatMap((one) => Object.entries(one.outcomes))
    const meant = outcomes.filter(([is]) => isMeant(is, outcome))
    return judgeCount(
      meant.reduce((sum, [, times]) => sum + times, 0),
      count,
    )
  },
}

/** Whole seconds only: what was sent in the second in which the step began is not the learner's. */
function firstSecond({ sinceMs, server }: Scene, lastSeconds = Number.POSITIVE_INFINITY): number {
  return Math.max(Math.ceil(sinceMs / 1000), Math.floor(server.clock.nowMs / 1000 - lastSeconds))
}

function isMeant(is: string, outcome: string): boolean {
  if (outcome === 'answered') return /^[23]\d\d$/.test(is)
  if (outcome === 'failed') return !/^[23]\d\d$/.test(is)
  return is === outcome
}
