import { expect, test } from 'vitest'
import type { Autoscale } from '../../engine/protocol/autoscale.ts'
import { heldAt, ruleText, SHAPES, shapeOf, stepPath, valueAt } from './autoscale.ts'

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
const SCALED: Autoscale = {
  ref,
  target: ref,
  createdMs: 0,
  minReplicas: 2,
  maxReplicas: 16,
  metric: { name: 'cpu', unit: '%', target: 60, targetText: '60%' },
  furtherMetrics: 0,
  tolerance: 0.1,
  upWindowSeconds: 0,
  downWindowSeconds: 300,
  measured: [
    [15_000, 150],
    [100_000, 16],
  ],
  replicas: [
    [0, 4],
    [15_000, 16],
  ],
  ready: [],
  recommended: [
    [15_000, 16],
    [90_000, 16],
    [105_000, 5],
    [120_000, 5],
  ],
  nodes: [],
  services: [],
  conditions: [],
}

test('a lower number waits until every higher one has left the window', () => {
  expect(heldAt(SCALED, 95_000)).toBeUndefined()
  expect(heldAt(SCALED, 130_000)).toEqual({ fromMs: 90_000, untilMs: 390_000, to: 5, now: 16 })
  expect(heldAt({ ...SCALED, downWindowSeconds: 0 }, 130_000)).toBeUndefined()
})

test('the rule is said with its numbers', () => {
  expect(ruleText(SCALED, 130_000)).toEqual({ rule: '⌈ 16 × 16% ÷ 60% ⌉ = ⌈4.27⌉', result: '5' })
  expect(ruleText(SCALED, 1000)).toBeUndefined()
})

test('counts are steps, never lines', () => {
  const same = (n: number) => n
  expect(
    stepPath(
      [
        [0, 4],
        [10, 8],
      ],
      20,
      same,
      same,
    ),
  ).toBe('M0.0 4.0H10.0V8.0H20.0')
  expect([valueAt(SCALED.replicas, 14_999), valueAt(SCALED.replicas, 15_000), valueAt([], 1)]).toEqual([
    4,
    16,
    undefined,
  ])
})

test('every shape rises from some load to the rate asked for, in order of time', () => {
  for (const shape of SHAPES) {
    const { shape: points } = shapeOf(shape, 250)
    expect(Math.max(...points.map(({ ratePerSecond }) => ratePerSecond))).toBe(250)
    expect(Math.min(...points.map(({ ratePerSecond }) => ratePerSecond))).toBeGreaterThan(0)
    expect(points.map(({ atSeconds }) => atSeconds)).toEqual(
      [...points.map(({ atSeconds }) => atSeconds)].sort((a, b) => a - b),
    )
  }
})
