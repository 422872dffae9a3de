/**
 * Properties of whole runs over random lives. A failure names its seed: `plan(seed, …)` is that life.
 * DRYDOCK_LONG=1 takes many more seeds.
 */
import { describe, expect, it } from 'vitest'
import { workers } from '../../boot.ts'
import type { Event, Pod } from '../../kinds/types.ts'
import { firstDifference, historyOf, stateOf } from './alike.ts'
import { live, plan } from './randomlife.ts'
import { SmallCluster } from './smallcluster.ts'

const SEEDS = process.env.DRYDOCK_LONG ? 500 : 50
const LENGTH_MS = 240_000
const SEEDS_A_TEST = 5
const seeds = Array.from({ length: SEEDS }, (_, n) => n + 1)
/** A test's limit of time is for few seeds, so that a busy machine fails none. */
const batches = Array.from({ length: SEEDS / SEEDS_A_TEST }, (_, n) => ({
  first: n * SEEDS_A_TEST + 1,
  last: (n + 1) * SEEDS_A_TEST,
  some: seeds.slice(n * SEEDS_A_TEST, (n + 1) * SEEDS_A_TEST),
}))

const world = (seed: number, features: Record<string, boolean> = {}) =>
  new SmallCluster({ seed, features, historyLimit: 100_000, nodes: workers(3) })

/** Ticks that only one of two runs has to queue. */
const isTick = (handler: string) => /^kubelet\/(probe|probeAgain|renew)$/.test(handler)

describe('the lives', () => {
  it('hold what could go wrong', () => {
    const reasons = new Set<string>()
    for (const seed of seeds.slice(0, 20)) {
      const w = world(seed)
      live(w, plan(seed, LENGTH_MS), 0, LENGTH_MS, w.nowMs)
      w.table('events').each(undefined, (event) => reasons.add((event as Event).reason as string))
    }
    expect([...reasons]).toEqual(
      expect.arrayContaining(['Unhealthy', 'BackOff', 'Failed', 'Killing', 'SuccessfulDelete', 'NodeNotReady']),
    )
  })
})

describe('a run', () => {
  it.each(batches)('in which ticks are elided is the run with every tick, on seeds $first to $last', ({ some }) => {
    for (const seed of some) {
      const deeds = plan(seed, LENGTH_MS)
      const [elided, naive] = [world(seed), world(seed, { naiveProbes: true })]
      for (const w of [elided, naive]) live(w, deeds, 0, LENGTH_MS, w.nowMs)
      expect([seed, firstDifference(historyOf(elided), historyOf(naive))]).toEqual([seed, undefined])
      expect([seed, firstDifference(stateOf(elided, isTick), stateOf(naive, isTick))]).toEqual([seed, undefined])
    }
  })

  it.each(batches)('restored from a checkpoint is the run without, on seeds $first to $last', ({ some }) => {
    for (const seed of some) {
      const deeds = plan(seed, LENGTH_MS)
      const [plain, rewound] = [world(seed), world(seed)]
      const start = plain.nowMs
      live(plain, deeds, 0, LENGTH_MS, start)
      const middle = 20_000 + ((seed * 7919) % (LENGTH_MS - 40_000))
      live(rewound, deeds, 0, middle, start)
      const checkpoint = rewound.cluster.checkpoint()
      // Another future first: other deeds, other names, other rows.
      live(rewound, plan(seed + 1000, LENGTH_MS), middle, LENGTH_MS, start)
      rewound.cluster.restore(checkpoint)
      live(rewound, deeds, middle, LENGTH_MS, start)
      expect([seed, firstDifference(historyOf(plain), historyOf(rewound))]).toEqual([seed, undefined])
      expect([seed, firstDifference(stateOf(plain), stateOf(rewound))]).toEqual([seed, undefined])
      expect([seed, rewound.cluster.digest()]).toEqual([seed, plain.cluster.digest()])
    }
  })

  it.each(batches)('keeps its invariants all the way, on seeds $first to $last', ({ some }) => {
    for (const seed of some) {
      const w = world(seed)
      const deeds = plan(seed, LENGTH_MS)
      const start = w.nowMs
      watchBindings(w, seed)
      for (let at = 0; at < LENGTH_MS; at += 5_000) {
        live(w, deeds, at, at + 5_000, start)
        checkInvariants(w, seed)
      }
    }
  })
})

/** A Pod that is bound stays where it is. */
function watchBindings(w: SmallCluster, seed: number): void {
  w.cluster.server.store.watch('pods', (_row, before, after) => {
    const [from, to] = [(before as Pod | undefined)?.spec.nodeName, (after as Pod | undefined)?.spec.nodeName]
    if (before?.metadata.uid === after?.metadata.uid && from) expect([seed, to]).toEqual([seed, from])
  })
}

function checkInvariants(w: SmallCluster, seed: number): void {
  const pods = w.table('pods').list() as Pod[]
  const onNode = new Map<string, number>()
  const ips = new Map<string, string>()
  for (const { metadata, spec, status } of pods) {
    if (status.phase === 'Succeeded' || status.phase === 'Failed') continue
    if (spec.nodeName) onNode.set(spec.nodeName, (onNode.get(spec.nodeName) ?? 0) + 1)
    const isUp = spec.nodeName !== undefined && w.cluster.server.heartbeats.beating(spec.nodeName)
    const { podIP } = status
    if (!podIP || !isUp) continue
    expect([seed, podIP, ips.get(podIP)]).toEqual([seed, podIP, undefined])
    ips.set(podIP, metadata.name)
  }
  for (const [node, count] of onNode) expect([seed, node, count <= 110]).toEqual([seed, node, true])
  for (const { controller, queue } of w.cluster.controllers) {
    const objects = w.cluster.server.store.allTables().reduce((sum, table) => sum + table.count(), 0)
    expect([seed, controller.name, queue.length <= objects]).toEqual([seed, controller.name, true])
  }
}
