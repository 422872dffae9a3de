/**
 * A worker that is killed, and a tab that is reloaded, come to the same: a new worker, the log, the lines, an instant.
 * Whatever the moment, the run is there again and goes on as it would have.
 */
import { expect, test } from 'vitest'
import { Cluster } from '../cluster.ts'
import { Checkpoints } from '../core/checkpoint.ts'
import { Random } from '../core/random.ts'
import type { ActionLog } from '../protocol/run.ts'
import { randomRun } from '../testing/randomlogs.ts'
import { ClusterSession, PROTOCOL } from './session.ts'

const LONG = process.env.DRYDOCK_LONG !== undefined
const RUNS = LONG ? 20 : 2
const KILLS_A_RUN = 5

const newSession = () => new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })

/** The digest of the run as it is when nobody is killed. */
function uninterrupted(log: ActionLog, untilMs: number): string {
  const cluster = new Cluster(log.config)
  for (const entry of log.actions) if (entry.atMs <= untilMs) cluster.again(entry)
  cluster.server.clock.runUntil(untilMs)
  return cluster.digest()
}

test.each(Array.from({ length: RUNS }, (_, n) => n + 1))(`seed %i, killed ${KILLS_A_RUN} times`, (seed) => {
  const { log, untilMs, digest } = randomRun(seed)
  const chance = new Random(seed, new Checkpoints()).stream('kill')
  const moments = Array.from({ length: KILLS_A_RUN }, () => chance.below(untilMs)).sort((a, b) => a - b)
  let session = newSession()
  session.boot(PROTOCOL, log.config)
  let last = 0
  for (const atMs of [...moments, untilMs]) {
    // What the page has by then: the log so far, and where the clock stood.
    const told = { ...log, actions: log.actions.filter((entry) => entry.atMs <= atMs) }
    session = newSession()
    session.boot(PROTOCOL, {}, told, atMs)
    expect(session.digest(), `killed at ${atMs} ms`).toBe(uninterrupted(log, atMs))
    expect(session.log().actions).toEqual(told.actions)
    last = atMs
  }
  expect(last).toBe(untilMs)
  expect(session.digest()).toBe(digest)
})

test('branches come back by their logs, each to its own present', () => {
  const { log, untilMs } = randomRun(3)
  const session = newSession()
  session.boot(PROTOCOL, {}, log, untilMs)
  session.seek({ atMs: Math.floor(untilMs / 2) })
  const branch = session.branch('what if')
  session.act({ line: 'kubectl cordon node-1', fault: { name: 'nodeDown', node: 'node-1' } })
  session.step(7_000)
  const wanted = session.digest()
  const { actions } = session.log()
  const again = newSession()
  again.boot(PROTOCOL, {}, log, untilMs)
  const main = again.digest()
  again.tellLines([{ ...branch.row, endMs: Math.floor(untilMs / 2) + 7_000, actions }])
  again.switchLine(branch.row.id)
  expect(again.digest()).toBe(wanted)
  again.switchLine(0)
  expect(again.digest()).toBe(main)
})
