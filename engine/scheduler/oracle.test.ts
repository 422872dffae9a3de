/** Every decision of random clusters equals the oracle's: node, message, nodes looked at; through changes and rewinds. */
import { describe, expect, it } from 'vitest'
import { hash32 } from '../core/random.ts'
import { DEFAULT_PROFILE } from '../core/latency.ts'
import type { Node, Pod } from '../kinds/types.ts'
import { NaiveNodeOrder } from '../testing/naive/cluster.ts'
import { naiveDecision } from '../testing/naivescheduler.ts'
import {
  Chooser,
  randomBudget,
  randomNode,
  randomPod,
  randomReplicaSet,
  randomService,
} from '../testing/randomcluster.ts'
import { SchedulerWorld } from '../testing/schedulerworld.ts'

/** Steps a world's clock and has the oracle check each attempt right after it was made. */
class Checker {
  private readonly order = new NaiveNodeOrder()
  private checked = 0
  bound = 0
  refused = 0
  preempted = 0
  /** Pods written in this step, as they were before it. */
  private readonly overwritten = new Map<number, Pod | undefined>()
  private readonly assumed = new Map<number, number>()

  constructor(
    private readonly world: SchedulerWorld,
    private readonly seed: number,
  ) {
    world.server.store.watch('pods', (row, before) => {
      if (!this.overwritten.has(row)) this.overwritten.set(row, before as Pod | undefined)
    })
    world.server.store.watch('nodes', (_row, before, after) => {
      if (after === undefined) this.order.remove((before as Node).metadata.name)
      else if (before === undefined) this.order.add(after as Node)
      else this.order.update(before as Node, after as Node)
    })
  }

  run(untilMs: number): void {
    const { clock } = this.world.server
    while (clock.nextMs <= untilMs) {
      this.overwritten.clear()
      clock.step()
      if (this.world.scheduler.attempts.count > this.checked) this.check()
    }
  }

  /** The Pods as they were before the step: an attempt may have taken some away. */
  private podsBefore(): Map<number, Pod> {
    const pods = new Map<number, Pod>()
    this.world.server.store.table('pods').each(undefined, (pod, row) => pods.set(row, pod as Pod))
    for (const [row, before] of this.overwritten) {
      if (before === undefined) pods.delete(row)
      else pods.set(row, before)
    }
    return pods
  }

  private check(): void {
    const { scheduler, server } = this.world
    this.checked = scheduler.attempts.count
    const attempt = scheduler.attempts.newestFirst().next().value
    if (attempt === undefined) throw new Error('an attempt was counted, not kept')
    const { store } = server
    const before = this.podsBefore()
    const standing: Pod[] = []
    const nominated: Pod[] = []
    for (const [row, pod] of before) {
      const gone = this.overwritten.has(row) && store.table('pods').get(row) === undefined
      const assumed = gone ? (this.assumed.get(row) ?? -1) : scheduler.snapshot.assumedOn(row)
      const nodeName = pod.spec.nodeName || (assumed >= 0 ? scheduler.snapshot.nameOf(assumed) : '')
      const own = pod.metadata.uid === attempt.uid
      if (pod.status.phase === 'Succeeded' || own) continue
      if (nodeName) standing.push({ ...pod, spec: { ...pod.spec, nodeName } })
      else if (pod.status.nominatedNodeName)
        nominated.push({ ...pod, spec: { ...pod.spec, nodeName: pod.status.nominatedNodeName } })
    }
    const nodes = this.order.names().map((name) => store.table('nodes').find('', name) as Node)
    const cluster = {
      nodes,
      pods: standing,
      nominated,
      budgets: store.table('poddisruptionbudgets.policy').list() as never,
      services: store.table('services').list() as never,
      replicaSets: store.table('replicasets.apps').list() as never,
      namespaces: store.table('namespaces').list() as never,
    }
    const pod = before.get(attempt.podRow) as Pod
    const expected = naiveDecision(cluster, pod, attempt.start, this.seed)
    const { nodeRow, evaluated, postFilter } = attempt.decision
    const node = nodeRow < 0 ? undefined : scheduler.snapshot.nameOf(nodeRow)
    const actual = { pod: pod.metadata.name, node, message: attempt.message, evaluated }
    const preemption = {
      nominated: scheduler.snapshot.nameOf(Math.max(0, postFilter?.nominate ?? 0)),
      victims: postFilter?.victims.map((row: number) => (before.get(row) as Pod).metadata.name).sort(),
    }
    const made = postFilter !== undefined && (postFilter.nominate ?? -1) >= 0
    expect({ ...actual, ...(made && preemption) }).toEqual({ pod: pod.metadata.name, ...expected })
    if (made) this.preempted++
    if (node === undefined) this.refused++
    else this.bound++
    if (nodeRow >= 0) this.assumed.set(attempt.podRow, nodeRow)
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
  for (let i = 0; i < 2; i++) world.create('poddisruptionbudgets.policy', randomBudget(chooser, i))
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
  const what = chooser.below(6)
  const metadata = { ...pod.metadata }
  if (what === 0) metadata.labels = { app: chooser.of(['web', 'db']) }
  else if (what === 1 && pod.spec.nodeName) metadata.deletionTimestamp = '2025-01-01T00:00:00Z'
  const status = pod.spec.nodeName ? placedStatus(chooser, what, pod) : pod.status
  const next = { ...pod, metadata, status }
  store.commit(
    table,
    row,
    what === 3 ? undefined : (resourceVersion) => ({ ...next, metadata: { ...metadata, resourceVersion } }),
  )
}

/** It finished, or it started. */
function placedStatus(chooser: Chooser, what: number, { status }: Pod): Pod['status'] {
  if (what === 2) return { ...status, phase: 'Succeeded' }
  return what < 4 ? status : { ...status, phase: 'Running', startTime: `2025-01-01T00:00:0${chooser.below(5)}Z` }
}

describe('the oracle agrees', () => {
  let preemptions = 0

  it.each(Array.from({ length: 30 }, (_, i) => hash32(7, i)))('on a small cluster, seed %i', (seed) => {
    const { bound, preempted } = play(seed, 4 + (seed % 9), 40, false)
    expect(bound).toBeGreaterThan(5)
    preemptions += preempted
  })

  it('about preemptions, too', () => {
    expect(preemptions).toBeGreaterThan(30)
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
