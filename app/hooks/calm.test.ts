import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { applyBatch, createMirror } from '../session/mirror.ts'
import { CALM_REAL_MS, Calm } from './calm.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** How often a listener hears of so many batches, 16 ms apart. */
function heard(speed: number, batches: number): number {
  const mirror = createMirror()
  const listener = vi.fn<() => void>()
  new Calm(mirror).subscribe(listener)
  for (let id = 1; id <= batches; id++) {
    applyBatch(
      mirror,
      { id, reset: false, clock: { nowMs: id, speed, nextEventMs: Number.NaN, resourceVersion: id } },
      0,
    )
    vi.advanceTimersByTime(16)
  }
  vi.advanceTimersByTime(CALM_REAL_MS)
  return listener.mock.calls.length
}

test('slow time: every batch', () => {
  expect([heard(1, 60), heard(0, 5)]).toEqual([60, 5])
})

test('fast time: at most three times a second, and the last one is never lost', () => {
  expect(heard(1000, 62)).toBeLessThanOrEqual(3)
  expect(heard(Number.POSITIVE_INFINITY, 1)).toBe(1)
})
