/** Random workloads and faults with every invariant watched. DRYDOCK_LONG=1 takes many more seeds; so does `npm run soak`. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { Cluster } from '../../cluster.ts'
import { invariants } from './invariants/list.ts'
import { soak } from './run.ts'
import { seedsOf } from './shards.ts'

const SEEDS = process.env.DRYDOCK_LONG ? 1000 : 30
const BATCH = 10

const batches = Array.from({ length: SEEDS / BATCH }, (_, n) => n * BATCH + 1)
const tried = new Map<string, number>()

describe('the soak', () => {
  it.each(batches)(`breaks no invariant, ${BATCH} seeds from %i`, (from) => {
    for (let seed = from; seed < from + BATCH; seed++) {
      const { violations, tried: counts } = soak(seed)
      for (const [name, count] of counts) tried.set(name, (tried.get(name) ?? 0) + count)
      expect(violations, `again: npm run soak -- --seeds 1 --from ${seed} --verbose`).toEqual([])
    }
  })

  it.each(invariants.map(({ name }) => name))('tries that %s', (name) => {
    expect(tried.get(name) ?? 0).toBeGreaterThan(10)
  })

  it('is the same soak for the same seed', () => {
    expect(soak(7)).toEqual(soak(7))
  })
})

describe('shards', () => {
  it('take every seed once', () => {
    const shards = ['0/3', '1/3', '2/3'].map((shard) => seedsOf({ seeds: '10', from: '5', shard }))
    expect(shards).toEqual([
      [5, 8, 11, 14],
      [6, 9, 12],
      [7, 10, 13],
    ])
  })

  it.each(['3/3', '1', '1/0', 'a/b', '-1/2', '1/2/3'])('refuses %s', (shard) => {
    expect(() => seedsOf({ seeds: '10', from: '1', shard })).toThrow(RangeError)
  })

  it('run as an Indexed Job, whose manifest a cluster takes', () => {
    const manifest = parse(readFileSync(new URL('../../../scripts/soak/job.yaml', import.meta.url), 'utf8')) as {
      spec: { completions: number; template: { spec: { containers: { args: string[] }[] } } }
    }
    const path = '/apis/batch/v1/namespaces/default/jobs'
    const answer = new Cluster({ nodes: [] }).handle({
      method: 'POST',
      path,
      query: { fieldValidation: 'Strict' },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(manifest),
    })
    expect(answer).toMatchObject({ code: 201, body: { spec: { completionMode: 'Indexed' } } })
    const { args } = manifest.spec.template.spec.containers[0] as { args: string[] }
    expect(args).toContain(`$(JOB_COMPLETION_INDEX)/${manifest.spec.completions}`)
  })
})
