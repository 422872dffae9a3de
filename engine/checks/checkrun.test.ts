/** Checks over time, in a whole cluster that lives through a crash. */
import { beforeEach, describe, expect, it } from 'vitest'
import { Cluster } from '../cluster.ts'
import { deployment } from '../testing/builders.ts'
import { followingCues } from '../workers/lesson/cues.ts'
import { doMove, runFor } from '../workers/lesson/moves.ts'
import { watchFrom } from '../workers/lesson/watchfrom.ts'
import { CheckRun } from './checkrun.ts'
import type { CheckSpec } from './spec.ts'

const ready = (count: unknown, rest: Partial<CheckSpec> = {}): CheckSpec => ({
  say: 'ready',
  that: 'pods',
  args: { labels: { app: 'web' }, ready: true, count },
  ...rest,
})
const WEB = JSON.stringify({
  ...deployment('web').replicas(2).image('k8spatterns/random-generator:1.0').podLabel('app', 'web').build(),
})

describe('checks over time', () => {
  let cluster: Cluster
  beforeEach(() => {
    cluster = new Cluster()
  })
  const apply = () => doMove(cluster, { do: 'apply', text: WEB })
  const crash = () => {
    const name = cluster.server.store.table('pods').list('default')[0]?.metadata.name as string
    doMove(cluster, { do: 'fault', fault: { name: 'crashContainer', namespace: 'default', pod: name } })
  }

  it('now: passed while it holds, waiting again when it does not', () => {
    const run = new CheckRun(cluster, [ready(2)])
    expect(run.outcome().checks[0]).toMatchObject({ state: 'waiting', have: 0, want: 2 })
    apply()
    runFor(cluster, 60_000, run)
    expect(run.outcome().checks[0]).toMatchObject({ state: 'passed', have: 2 })
    crash()
    runFor(cluster, 200, run)
    expect(run.outcome().checks[0]?.state).toBe('waiting')
    expect(run.outcome().passedMs).toBeGreaterThan(0)
  })

  it('hold: counts the time without a gap', () => {
    apply()
    runFor(cluster, 60_000, { look() {}, tell() {} })
    const run = new CheckRun(cluster, [ready(2, { holdMs: 30_000 })])
    runFor(cluster, 29_000, run)
    expect(run.outcome().checks[0]?.state).toBe('holding')
    crash()
    runFor(cluster, 29_000, run)
    expect(run.outcome().passedMs).toBeUndefined()
    runFor(cluster, 30_000, run)
    expect(run.outcome().checks[0]?.state).toBe('passed')
  })

  it('ever stays passed, never and always fail for good', () => {
    const guards = [
      ready(2, { when: 'ever' }),
      ready({ atLeast: 3 }, { when: 'never' }),
      ready({ atMost: 1 }, { when: 'always' }),
    ]
    const run = new CheckRun(cluster, guards)
    apply()
    runFor(cluster, 60_000, run)
    crash()
    runFor(cluster, 500, run)
    expect(run.outcome().checks.map(({ state }) => state)).toEqual(['passed', 'holding', 'failed'])
  })

  it('hold lets a guard be broken for so long, and not longer', () => {
    const guard = (holdMs: number) => ready({ atLeast: 2 }, { when: 'always', holdMs })
    apply()
    runFor(cluster, 60_000, { look() {}, tell() {} })
    const run = new CheckRun(cluster, [guard(600_000), guard(20)])
    crash()
    runFor(cluster, 200, run)
    expect(run.outcome().checks.map(({ state }) => state)).toEqual(['holding', 'failed'])
    // A step is not passed in the middle of it.
    const alone = new CheckRun(cluster, [guard(600_000)])
    alone.look()
    expect(alone.outcome().passedMs).toBeUndefined()
    runFor(cluster, 60_000, alone)
    expect(alone.outcome().passedMs).toBeGreaterThan(0)
  })

  it('sees what lasted only an instant at the end of a long wait', () => {
    apply()
    const run = new CheckRun(cluster, [ready(1, { when: 'ever' })])
    runFor(cluster, 3_600_000, run)
    expect(run.outcome().checks[0]?.state).toBe('passed')
  })

  it('is the same when it is looked at again from the log', () => {
    apply()
    runFor(cluster, 5000, { look() {}, tell() {} })
    const sinceMs = cluster.nowMs
    const checks = [
      ready(2, { when: 'ever' }),
      ready(2, { holdMs: 20_000 }),
      { say: '', that: 'told', args: { fact: 'x' } },
    ]
    const run = new CheckRun(cluster, checks)
    runFor(cluster, 30_000, run)
    crash()
    doMove(cluster, { do: 'tell', fact: 'x' }, run)
    runFor(cluster, 40_000, run)
    const again = watchFrom(cluster, { checks, almost: [] }, sinceMs)
    expect(again.outcome()).toEqual(run.outcome())
    expect(again.outcome().passedMs).toBeGreaterThan(0)
    runFor(cluster, 1000, again)
  })

  it('leaves the run as it is', () => {
    const other = new Cluster()
    apply()
    doMove(other, { do: 'apply', text: WEB })
    const run = new CheckRun(cluster, [ready(2, { holdMs: 5000 })])
    runFor(cluster, 20_000, run)
    other.server.clock.runUntil(cluster.nowMs)
    expect(cluster.digest()).toBe(other.digest())
  })

  it('refuses a predicate that is not there', () => {
    expect(() => new CheckRun(cluster, [{ say: '', that: 'magic', args: {} }])).toThrow(RangeError)
  })
})

describe('beside the checks', () => {
  const up = ready(undefined)
  const dark = {
    id: 'dark',
    when: ready(2, { holdMs: 5000 }),
    say: 'It gets dark.',
    moves: [
      { do: 'tell' as const, fact: 'cue=dark' },
      { do: 'fault' as const, fault: { name: 'zoneDown' as const, zone: 'a' } },
    ],
  }
  const watch = { checks: [], almost: [], figures: [up], cues: [dark] }

  it('figures are counted when they are asked for', () => {
    const cluster = new Cluster()
    const run = new CheckRun(cluster, [], [], watch)
    expect(run.outcome().figures).toEqual([0])
    doMove(cluster, { do: 'apply', text: WEB })
    runFor(cluster, 60_000, run)
    expect(run.outcome().figures).toEqual([2])
  })

  it('a cue is followed once, when its check held, and is known to be done after a replay', () => {
    const cluster = new Cluster()
    const run = new CheckRun(cluster, [], [], watch)
    const following = followingCues(cluster, run, [dark])
    doMove(cluster, { do: 'apply', text: WEB }, following)
    expect(run.outcome().cues).toEqual(['waiting'])
    runFor(cluster, 120_000, following)
    expect(run.outcome().cues).toEqual(['done'])
    const faults = cluster.log().actions.filter(({ action }) => action.verb === 'fault')
    expect(faults).toHaveLength(1)
    expect(watchFrom(cluster, watch, 0).outcome().cues).toEqual(['done'])
  })

  it('a cue that nobody follows stays due', () => {
    const cluster = new Cluster()
    const run = new CheckRun(cluster, [], [], watch)
    doMove(cluster, { do: 'apply', text: WEB }, run)
    runFor(cluster, 60_000, run)
    expect(run.dueCues()).toEqual([0])
  })
})
