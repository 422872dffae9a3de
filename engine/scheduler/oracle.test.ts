/** Every decision of random clusters equals the oracle's: node, message, nodes looked at; through changes and rewinds. */
import { describe, expect, it } from 'vitest'
import { hash32 } from '../core/random.ts'
import { DEFAULT_PROFILE } from '../core/latency.ts'
import type { Node, Pod } from '../kinds/types.ts'
import { NaiveNodeOrder } from '../testing/naive/cluster.ts'
import { naiveDecision } from '../testing/naivescheduler.ts'
import { Chooser, randomNode, randomPod, randomReplicaSet, randomService } from '../testing/randomcluster.ts'
import { SchedulerWorld } from '../testing/schedulerworld.ts'

/** Steps a world's clock and has the oracle check each attempt right after it was made. */
class Checker {
  private readonly order = new NaiveNodeOrder()
  private checked = 0
  bound = 0
  refused = 0

  constructor(
    private readonly world: SchedulerWorld,
    private readonly seed: number,
  ) {
    world.server.store.watch('nodes', (_row, before, after) => {
      if (after === undefined) this.order.remove((before as Node).metadata.name)
      else if (before === undefined) this.order.add(after as Node)
      else this.order.update(before as Node, after as Node)
    })
  }

  run(untilMs: number): void {
    const { clock } = this.world.server
    while (clock.nextMs <= untilMs) {
      clock.step()
      if (this.world.scheduler.attempts.count > this.checked) this.check()
    }
  }

  private check(): void {
    const { scheduler, server } = this.world
    this.checked = scheduler.attempts.count
    const attempt = scheduler.attempts.newestFirst().next().value
    if (attempt === undefined) throw new Error('an attempt was counted, not kept')
    const { store } = server
    const pods = store.table('pods')
    const standing: Pod[] = []
    pods.each(undefined, (object, row) => {
      const pod = object as Pod
      const own = pod.metadata.uid === attempt.uid
      const assumed = scheduler.snapshot.assumedOn(row)
      const nodeName = pod.spec.nodeName || (assumed >= 0 ? scheduler.snapshot.nameOf(assumed) : '')
      if (!own && nodeName && pod.status.phase !== 'Succeeded')
        standing.push({ ...pod, spec: { ...pod.spec, nodeName } })
    })
    const nodes = this.order.names().map((name) => store.table('nodes').find('', name) as Node)
    const cluster = {
      nodes,
      pods: standing,
      services: store.table('services').list() as never,
      replicaSets: store.table('replicasets.apps').list() as never,
      namespaces: store.table('namespaces').list() as never,
    }
    const pod = pods.get(attempt.podRow) as Pod
    const expected = naiveDecision(cluster, pod, attempt.start, this.seed)
    const { nodeRow, evaluated } = attempt.decision
    const node = nodeRow < 0 ? undefined : scheduler.snapshot.nameOf(nodeRow)
    expect({ pod: pod.metadata.name, node, message: attempt.message, evaluated }).toEqual({
      pod: pod.metadata.name,
      ...expected,
    })
    if (node === undefined) this.refused++
    else this.bound++
  }
}

function play(seed: number, nodes: number, pods: number, rewinds: boolean): Checker {
  const world = new SchedulerWorld({ seed, latency: DEFAULT_PROFILE })
  const checker = new Checker(world, seed)
  const chooser = new Chooser(seed)
  for (const name of ['default', 'team-a']) world.create('namespaces', { metadata: { name, labels: { team: name } } })
  for (let i = 0; i < 3; i++) world.create('replicasets.apps', randomReplicaSet(chooser, i))
  for (let i = 0; i < 2; i++) world.create('services', randomService(chooser, i))
  for (let i = 0; i < nodes; i++) world.create('nodes', randomNode(chooser, i))
  for (let i = 0; i < pods; i++) {
    world.create('pods', randomPod(chooser, i))
    if (chooser.chance(40)) disturb(world, chooser, nodes, i)
    checker.run(world.server.clock.nowMs + chooser.below(30))
    if (rewinds && chooser.chance(15)) world.restore(world.checkpoint())
  }
  checker.run(world.server.clock.nowMs + 30_000)
  return checker
}

/** A Pod goes, is about to go or is relabelled; a node is cordoned, changed, replaced; a namespace is relabelled. */
function disturb(world: SchedulerWorld, chooser: Chooser, nodes: number, pods: number): void {
  const { store, verbs } = world.server
  const nodeTable = store.table('nodes')
  const name = `n${chooser.below(nodes)}`
  const node = nodeTable.find('', name) as Node | undefined
  if (!node) {
    world.create('nodes', randomNode(chooser, Number(name.slice(1))))
    return
  }
  switch (chooser.below(6)) {
    case 0:
      verbs.delete(nodeTable, '', name)
      return
    case 1:
      verbs.update(nodeTable, { ...node, spec: { ...node.spec, unschedulable: !node.spec.unschedulable } }, TRUSTED)
      return
    case 2: {
      const { labels, spec, status } = randomNode(chooser, Number(name.slice(1)))
      const metadata = { ...node.metadata, labels: labels as Record<string, string> }
      verbs.update(nodeTable, { ...node, metadata, spec, status } as Node, TRUSTED)
      return
    }
    case 3: {
      const labels = { team: chooser.of(['team-a', 'other']) }
      verbs.modify(store.table('namespaces'), '', 'default', (n) => ({ ...n, metadata: { ...n.metadata, labels } }))
      return
    }
    default:
      disturbPod(world, chooser, `p${chooser.below(pods + 1)}`)
  }
}

const TRUSTED = { trusted: true }

function disturbPod(world: SchedulerWorld, chooser: Chooser, name: string): void {
  const { store } = world.server
  const table = store.table('pods')
  const row = table.row('default', name)
  const pod = table.get(row) as Pod | undefined
  if (pod === undefined) return
  const what = chooser.below(4)
  const metadata = { ...pod.metadata }
  if (what === 0) metadata.labels = { app: chooser.of(['web', 'db']) }
  else if (what === 1 && pod.spec.nodeName) metadata.deletionTimestamp = '2025-01-01T00:00:00Z'
  const status = what === 2 && pod.spec.nodeName ? { ...pod.status, phase: 'Succeeded' } : pod.status
  const next = { ...pod, metadata, status }
  store.commit(
    table,
    row,
    what === 3 ? undefined : (resourceVersion) => ({ ...next, metadata: { ...metadata, resourceVersion } }),
  )
}

describe('the oracle agrees', () => {
  it.each(Array.from({ length: 30 }, (_, i) => hash32(7, i)))('on a small cluster, seed %i', (seed) => {
    const { bound } = play(seed, 4 + (seed % 9), 40, false)
    expect(bound).toBeGreaterThan(5)
  })

  it.each(Array.from({ length: 10 }, (_, i) => hash32(11, i)))('through rewinds, seed %i', (seed) => {
    const { bound } = play(seed, 6, 30, true)
    expect(bound).toBeGreaterThan(5)
  })

  it('where nodes are sampled', () => {
    const { bound } = play(5, 230, 40, false)
    expect(bound).toBeGreaterThan(20)
  })
})
