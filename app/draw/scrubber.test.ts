import { expect, test } from 'vitest'
import { scrubber, spanFor } from './scrubber.ts'

test.each([
  [0, 60_000],
  [50_000, 60_000],
  [52_000, 120_000],
  [462_000, 600_000],
  [86_400_000, 172_800_000],
])('at %d ms the strip spans %d ms', (now, span) => {
  expect(spanFor(now)).toBe(span)
})

test('the head never leaves the first 85 %', () => {
  for (let now = 0; now < 40_000_000; now += 333_333)
    expect(scrubber(800, now, []).headX).toBeLessThanOrEqual(800 * 0.85 + 0.001)
})

test('events stand where they happened, warnings inside them', () => {
  const strip = scrubber(600, 50_000, [
    [0, 4, 0],
    [30_000, 16, 8],
  ])
  expect(strip.bars.map((bar) => Math.round(bar.x))).toEqual([0, 300])
  const [few, many] = strip.bars
  expect(many?.height).toBeGreaterThan(few?.height ?? Number.POSITIVE_INFINITY)
  expect([few?.warnings, many?.warnings]).toEqual([0, (many?.height ?? 0) / 2])
})

test('ticks go from edge to edge', () => {
  const { ticks } = scrubber(800, 462_000, [])
  expect(ticks.map((tick) => [tick.x, tick.text])).toEqual([
    [0, '00:00'],
    [160, '02:00'],
    [320, '04:00'],
    [480, '06:00'],
    [640, '08:00'],
    [800, '10:00'],
  ])
})
