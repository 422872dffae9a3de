/** Restore and run equals uninterrupted: everything a person could see, over 50 random clusters. */
import { describe, expect, it } from 'vitest'
import { hash32 } from '../core/random.ts'
import type { Pod } from '../kinds/types.ts'
import { Chooser, randomNode, randomPod, randomReplicaSet, randomService } from '../testing/randomcluster.ts'
import { SchedulerWorld } from '../testing/schedulerworld.ts'

/** All Pods, events, the queue, the clock, the last attempts. */
function everything(world: SchedulerWorld): string {
  const { store, clock } = world.server
  const tables = ['pods', 'nodes', 'events'].map((resource) => store.table(resource).list())
  const explained = (store.table('pods').list() as Pod[]).map(({ metadata }) =>
    world.scheduler.explain(`${metadata.namespace}/${metadata.name}`),
  )
  return JSON.stringify([clock.nowMs, [...clock.waiting()], tables, world.scheduler.waiting(), explained])
}

/** Nodes and half of the Pods at once; more room arrives later, by a node that is on its way from the start. */
function begin(seed: number): { world: SchedulerWorld; chooser: Chooser } {
  const world = new SchedulerWorld({ seed })
  const chooser = new Chooser(seed)
  for (const name of ['default', 'team-a']) world.create('namespaces', { metadata: { name, labels: { team: name } } })
  for (let i = 0; i < 3; i++) world.create('replicasets.apps', randomReplicaSet(chooser, i))
  world.create('services', randomService(chooser, 0))
  for (let i = 0; i < 6; i++) world.create('nodes', randomNode(chooser, i))
  for (let i = 0; i < 40; i++) world.create('pods', randomPod(chooser, i))
  return { world, chooser }
}

describe('rewind', () => {
  it.each(Array.from({ length: 50 }, (_, i) => hash32(3, i)))('changes nothing, seed %i', (seed) => {
    const { world, chooser } = begin(seed)
    world.run(chooser.below(250))
    const early = world.checkpoint()
    world.run(chooser.below(150))
    const late = world.checkpoint()
    world.run(400_000)
    const uninterrupted = everything(world)
    world.restore(late)
    world.run(50)
    world.restore(early)
    world.restore(late)
    world.run(400_000)
    expect(everything(world)).toBe(uninterrupted)
    world.restore(early)
    const other = begin(seed).world
    other.run(world.server.clock.nowMs)
    expect(everything(world)).toBe(everything(other))
  })
})
