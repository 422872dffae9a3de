import { expect, test } from 'vitest'
import { digestOfLog, randomRun } from './randomlogs.ts'

const RUNS = 50

test(`${RUNS} random logs carried out again end in the same bytes`, () => {
  const different: number[] = []
  for (let seed = 1; seed <= RUNS; seed++) {
    const { log, untilMs, digest } = randomRun(seed)
    // As JSON: that is how a log travels.
    if (digestOfLog(JSON.parse(JSON.stringify(log)), untilMs) !== digest) different.push(seed)
  }
  expect(different).toEqual([])
})

test('the runs are not all alike', () => {
  const digests = [1, 2, 3, 4, 5].map((seed) => randomRun(seed).digest)
  expect(new Set(digests).size).toBe(5)
})
