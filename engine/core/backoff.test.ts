import { describe, expect, it } from 'vitest'
import { type BackoffEntry, exponentialDelay, isInBackoff, nextBackoff, reserveToken } from './backoff.ts'

const CRASHES = { initial: 10_000, max: 300_000 }

describe('back-off', () => {
  it('doubles to its maximum, and is forgotten after twice that', () => {
    let entry: BackoffEntry | undefined
    const waits: number[] = []
    for (let crash = 0; crash < 7; crash++) {
      entry = nextBackoff(entry, CRASHES, crash * 60_000)
      waits.push(entry.backoff)
    }
    expect(waits).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
    expect(nextBackoff(entry, CRASHES, 360_000 + 600_001).backoff).toBe(10_000)
  })

  it('counts from the event', () => {
    const entry = { backoff: 20_000, updatedAt: 0 }
    expect(isInBackoff(entry, CRASHES, 5_000, 24_999)).toBe(true)
    expect(isInBackoff(entry, CRASHES, 5_000, 25_000)).toBe(false)
    expect(isInBackoff(undefined, CRASHES, 0, 0)).toBe(false)
  })

  it('limits retries', () => {
    expect([0, 1, 10, 100].map((failures) => exponentialDelay(failures, 5, 1_000_000))).toEqual([
      5, 10, 5120, 1_000_000,
    ])
  })

  it('hands out tokens, then makes wait', () => {
    let bucket: ReturnType<typeof reserveToken>['bucket'] | undefined
    const delays = [0, 0, 0, 1000].map((now) => {
      const taken = reserveToken(bucket, 1, 2, now)
      bucket = taken.bucket
      return taken.delayMs
    })
    expect(delays).toEqual([0, 0, 1000, 1000])
  })
})
