/** Random runs with faults: every instant can be returned to, and nothing that is done elsewhere touches the main run. */
import { describe, expect, test } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { Checkpoints } from '../../core/checkpoint.ts'
import { Random } from '../../core/random.ts'
import type { ActionLog, UserAction } from '../../protocol/run.ts'
import { randomRun } from '../../testing/randomlogs.ts'
import { TimeTravel } from './timetravel.ts'

const LONG = process.env.DRYDOCK_LONG !== undefined
const RUNS = LONG ? 200 : 16
const INSTANTS = 20

const chanceOf = (seed: number) => new Random(seed, new Checkpoints()).stream('scrub')

/** Digests of an uninterrupted run at instants, in order. */
function uninterrupted(log: ActionLog, instants: readonly number[]): string[] {
  const cluster = new Cluster(log.config)
  let next = 0
  return instants.map((atMs) => {
    for (; (log.actions[next]?.atMs ?? Infinity) <= atMs; next++) cluster.again(log.actions[next] as never)
    cluster.server.clock.runUntil(atMs)
    return cluster.digest()
  })
}

function travelTo(log: ActionLog, untilMs: number): TimeTravel {
  const travel = new TimeTravel(new Cluster(log.config))
  travel.run(log.actions, untilMs)
  return travel
}

const EDIT: UserAction = {
  verb: 'request',
  request: {
    method: 'POST',
    path: '/api/v1/namespaces/default/pods',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'elsewhere' },
      spec: { containers: [{ name: 'a', image: 'nginx:1.27' }] },
    }),
  },
}

describe.each(Array.from({ length: RUNS }, (_, n) => n + 1))('seed %i', (seed) => {
  const { log, untilMs, digest } = randomRun(seed)
  const chance = chanceOf(seed)
  const instants = Array.from({ length: INSTANTS }, () => chance.below(untilMs)).sort((a, b) => a - b)

  test('scrubbing to an instant gives the state of the uninterrupted run there', () => {
    const wanted = uninterrupted(log, instants)
    const travel = travelTo(log, untilMs)
    expect(travel.cluster.digest()).toBe(digest)
    const order = instants.map(() => chance.below(INSTANTS))
    for (const at of order) {
      travel.seek(instants[at] as number)
      expect(travel.cluster.digest(), `at ${instants[at]} ms`).toBe(wanted[at])
    }
    travel.toNow()
    expect(travel.cluster.digest()).toBe(digest)
  })

  test('branch, edit, return: the main run is untouched and goes on as it would have', () => {
    const travel = travelTo(log, untilMs)
    for (const atMs of instants.filter((_, at) => at % 5 === 0)) {
      travel.seek(atMs)
      const line = travel.branch('what if')
      travel.cluster.act(EDIT)
      travel.cluster.server.clock.runUntil(atMs + 5_000)
      const branched = travel.cluster.digest()
      travel.switchTo(0)
      expect(travel.cluster.digest()).toBe(digest)
      travel.switchTo(line.id)
      expect(travel.cluster.digest()).toBe(branched)
      travel.switchTo(0)
      travel.drop(line.id)
    }
    travel.cluster.server.clock.runUntil(untilMs + 20_000)
    const alone = travelTo(log, untilMs + 20_000)
    expect(travel.cluster.digest()).toBe(alone.cluster.digest())
  })
})
