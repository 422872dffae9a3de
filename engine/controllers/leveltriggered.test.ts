/**
 * Level-triggered: what a controller does follows from what there is, not from what it was told. For each one its wakes are
 * dropped, delayed, doubled and reordered and it is restarted at random moments; after a last listing the cluster comes to the
 * state it comes to undisturbed. Runs over the list, so that a new controller is covered by being there.
 */
import { describe, expect, it } from 'vitest'
import type { Cluster } from '../cluster.ts'
import { Checkpoints } from '../core/checkpoint.ts'
import { Random } from '../core/random.ts'
import { disturb } from '../testing/leveltriggered/disturb.ts'
import { endState } from '../testing/leveltriggered/endstate.ts'
import { STORY_MS, storyCluster, tell } from '../testing/leveltriggered/story.ts'

const SEEDS = process.env.DRYDOCK_LONG ? 50 : 2
const RESTARTS = 4
const REST_MS = 1_800_000
/** Loops that look again and again (a scaler by load) have windows of minutes. */
const WINDOWS_MS = 400_000

const seeds = Array.from({ length: SEEDS }, (_, n) => n + 1)
const names = storyCluster(1).controllers.map(({ controller }) => controller.name)

function undisturbed(seed: number): string[] {
  const cluster = storyCluster(seed)
  tell(cluster, STORY_MS)
  return rested(cluster)
}

function disturbed(seed: number, chosen: readonly string[]): string[] {
  const cluster = storyCluster(seed)
  const chance = new Random(seed, new Checkpoints()).stream(`disturb/${chosen}`)
  const running = cluster.controllers.filter(({ controller }) => chosen.includes(controller.name))
  const heal = running.map((controller) => disturb(controller, chance))
  for (const atMs of momentsOf(RESTARTS, () => chance.below(STORY_MS))) {
    tell(cluster, atMs)
    for (const { restart } of running) restart()
  }
  tell(cluster, STORY_MS)
  heal.forEach((undo) => undo())
  for (const { restart } of running) restart()
  return rested(cluster)
}

const momentsOf = (count: number, draw: () => number): number[] =>
  Array.from({ length: count }, draw).sort((a, b) => a - b)

function rested(cluster: Cluster): string[] {
  cluster.settle(REST_MS)
  cluster.server.clock.runUntil(cluster.nowMs + WINDOWS_MS)
  expect(cluster.settle(REST_MS), 'comes to rest').toBe(true)
  return endState(cluster.server.store)
}

/** Lines that only one of two states has. */
function difference(a: readonly string[], b: readonly string[]): string[] {
  const only = (x: readonly string[], y: readonly string[], sign: string) =>
    x.filter((line, i) => x.indexOf(line) === i && count(x, line) > count(y, line)).map((line) => `${sign} ${line}`)
  return [...only(a, b, '-'), ...only(b, a, '+')]
}

const count = (lines: readonly string[], line: string) => lines.filter((other) => other === line).length

describe.each(seeds)('seed %i', (seed) => {
  const wanted = undisturbed(seed)

  it.each(names)('%s, told badly and restarted, comes to the same end', (name) => {
    expect(difference(wanted, disturbed(seed, [name]))).toEqual([])
  })

  it('all of them at once come to the same end', () => {
    expect(difference(wanted, disturbed(seed, names))).toEqual([])
  })
})

it('the story gives every controller something to write', () => {
  const cluster = storyCluster(1)
  const { store, trace } = cluster.server
  const writers = new Set<string>()
  store.observe(() => writers.add(trace.actorName(trace.actor)))
  tell(cluster, STORY_MS)
  rested(cluster)
  expect(names.filter((name) => !writers.has(name))).toEqual([])
})
