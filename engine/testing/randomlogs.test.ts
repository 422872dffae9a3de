import { describe, expect, it, test } from 'vitest'
import { digestOfLog, randomRun } from './randomlogs.ts'

const RUNS = 50
/** Runs a test: a busy machine has time for as many. */
const A_TEST = 10

describe(`${RUNS} random logs carried out again end in the same bytes`, () => {
  for (let first = 1; first <= RUNS; first += A_TEST)
    it(`seeds ${first} to ${first + A_TEST - 1}`, () => {
      const different: number[] = []
      for (let seed = first; seed < first + A_TEST; seed++) {
        const { log, untilMs, digest } = randomRun(seed)
        // As JSON: that is how a log travels.
        if (digestOfLog(JSON.parse(JSON.stringify(log)), untilMs) !== digest) different.push(seed)
      }
      expect(different).toEqual([])
    })
})

test('the runs are not all alike', () => {
  const digests = [1, 2, 3, 4, 5].map((seed) => randomRun(seed).digest)
  expect(new Set(digests).size).toBe(5)
})
