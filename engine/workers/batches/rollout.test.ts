/** The rollout of a Deployment, read out of the history of writes. */
import { describe, expect, it } from 'vitest'
import { Cluster } from '../../cluster.ts'
import type { ObjectRef } from '../../protocol/object.ts'
import { deployment } from '../../testing/builders.ts'
import { doMove, runFor } from '../lesson/moves.ts'
import { RolloutBatches } from './rollout.ts'

const REF: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
const NOBODY = { look() {}, tell() {} }
const web = (tag: string) =>
  JSON.stringify(
    deployment('web').replicas(3).image(`k8spatterns/random-generator:${tag}`).podLabel('app', 'web').build(),
  )

describe('the rollout shown', () => {
  it('has every Pod of both versions with its turns, and says nothing twice', () => {
    const cluster = new Cluster()
    const batches = new RolloutBatches(cluster)
    batches.show(REF)
    expect(batches.take()).toBeUndefined()
    doMove(cluster, { do: 'apply', text: web('1.0') })
    runFor(cluster, 60_000, NOBODY)
    expect(batches.take()?.pods).toHaveLength(3)
    expect(batches.take()).toBeUndefined()
    doMove(cluster, { do: 'apply', text: web('2.0') })
    runFor(cluster, 120_000, NOBODY)
    const rollout = batches.take()
    expect(rollout).toMatchObject({
      replicas: 3,
      surge: 1,
      unavailable: 0,
      updated: 3,
      ready: 3,
      strategy: 'RollingUpdate',
    })
    expect(rollout?.sets.map(({ image, current }) => [image.slice(-3), current]).sort()).toEqual([
      ['1.0', false],
      ['2.0', true],
    ])
    const current = rollout?.sets.find((set) => set.current)?.set
    const old = rollout?.pods.filter(({ set }) => set !== current) ?? []
    const fresh = rollout?.pods.filter(({ set }) => set === current) ?? []
    expect([old.length, fresh.length]).toEqual([3, 3])
    for (const pod of old) {
      expect(pod.turnsMs).toHaveLength(2)
      expect(pod.goneMs).toBeGreaterThan(pod.endingMs)
    }
    for (const pod of fresh) expect(pod).toMatchObject({ turnsMs: [expect.any(Number)], goneMs: Number.NaN })
  })

  it('opened late, knows what the history still has', () => {
    const cluster = new Cluster()
    doMove(cluster, { do: 'apply', text: web('1.0') })
    runFor(cluster, 60_000, NOBODY)
    const late = new RolloutBatches(cluster)
    late.show(REF)
    expect(late.take()?.pods.every(({ turnsMs }) => turnsMs.length === 1)).toBe(true)
  })
})
