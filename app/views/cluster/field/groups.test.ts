/** Groups kept up to date by what changed are the groups one would count anew, and say what has to be painted. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Batch, PodColumns } from '../../../../engine/protocol/batch.ts'
import { VERDICTS } from '../../../draw/field.ts'
import { applyBatch, createMirror, type Mirror } from '../../../session/mirror.ts'
import { type Counts, PodGroups } from './groups.ts'

type Change = { pod: number; node: number; state: number; gone: boolean }

function batchOf(id: number, changes: Change[], reset = false): Batch {
  const last = [...new Map(changes.map((change) => [change.pod, change])).values()]
  const present = last.filter(({ gone }) => !gone)
  const of = (pick: (change: Change) => number) => present.map(pick)
  const pods = {
    id: Uint32Array.from(of(({ pod }) => pod)),
    node: Int32Array.from(of(({ node }) => node)),
    workload: new Uint16Array(present.length),
    state: Uint8Array.from(of(({ state }) => state)),
    sinceMs: new Float64Array(present.length),
    untilMs: new Float64Array(present.length),
    restarts: new Uint16Array(present.length),
  } satisfies PodColumns
  return {
    id,
    reset,
    clock: { nowMs: id, speed: 1, nextEventMs: Number.NaN, resourceVersion: id },
    pods,
    podsRemoved: Uint32Array.from(last.filter(({ gone }) => gone).map(({ pod }) => pod)),
  }
}

/** By node, counted anew. */
function counted({ pods }: Mirror): Map<number, Counts & { rows: number[] }> {
  const groups = new Map<number, Counts & { rows: number[] }>()
  for (let pod = 0; pod < pods.alive.length; pod++) {
    const node = pods.node[pod] as number
    if (!pods.alive[pod] || node < 0) continue
    const group = groups.get(node) ?? { ready: 0, starting: 0, trouble: 0, rows: [] }
    group[VERDICTS[pods.state[pod] as number] ?? 'starting']++
    group.rows.push(pod)
    groups.set(node, group)
  }
  return groups
}

const change = fc.record({
  pod: fc.integer({ min: 0, max: 40 }),
  node: fc.integer({ min: -1, max: 5 }),
  state: fc.integer({ min: 0, max: 10 }),
  gone: fc.boolean(),
})

test('after any changes, in any batches, some of them missed', () => {
  const batches = fc.array(fc.record({ changes: fc.array(change, { maxLength: 12 }), missed: fc.boolean() }), {
    maxLength: 12,
  })
  fc.assert(
    fc.property(batches, (all) => {
      const mirror = createMirror()
      const groups = new PodGroups(({ pods }, pod) => pods.node[pod] as number)
      applyBatch(mirror, batchOf(0, [], true), 0)
      all.forEach(({ changes, missed }, i) => {
        applyBatch(mirror, batchOf(i + 1, changes), 0)
        if (!missed) groups.update(mirror.getState())
      })
      groups.update(mirror.getState())
      const truth = counted(mirror.getState())
      expect([...groups.ids].sort()).toEqual([...truth.keys()].sort())
      for (const [id, { rows, ...counts }] of truth) {
        expect(groups.countsOf(id)).toEqual(counts)
        expect([...groups.of(id)].sort((a, b) => a - b)).toEqual(rows)
        groups.of(id).forEach((pod, slot) => expect(groups.placeOf(pod)).toEqual({ group: id, slot }))
      }
    }),
    { seed: 42, numRuns: 80 },
  )
})

test('only the slots that changed are painted again', () => {
  const mirror = createMirror()
  const groups = new PodGroups(({ pods }, pod) => pods.node[pod] as number)
  const on = (pod: number, state = 4): Change => ({ pod, node: 1, state, gone: false })
  applyBatch(mirror, batchOf(1, [on(0), on(1), on(2), on(3)], true), 0)
  groups.update(mirror.getState())
  expect([...groups.takeStale()]).toEqual([[1, 'all']])
  applyBatch(mirror, batchOf(2, [on(2, 5)]), 0)
  groups.update(mirror.getState())
  expect([...groups.takeStale()]).toEqual([[1, [2]]])
  applyBatch(mirror, batchOf(3, [{ ...on(1), gone: true }]), 0)
  groups.update(mirror.getState())
  // The last one takes the free slot; the slot it left is empty.
  expect([...groups.takeStale()]).toEqual([[1, [3, 1]]])
  expect(groups.of(1)).toEqual([0, 3, 2])
})
