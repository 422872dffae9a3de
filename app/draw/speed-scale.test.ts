import { describe, expect, test } from 'vitest'
import { MAX_AT, nextSpeed, SLOWEST_AT, SPEED_TICKS, sliderAt, speedAt, speedText } from './speed-scale.ts'

const INFINITE = Number.POSITIVE_INFINITY

test.each([
  [0.01, -2, '0.01×'],
  [0.05, Math.log10(0.05), '0.05×'],
  [1, 0, '1×'],
  [1000, 3, '1000×'],
  [INFINITE, MAX_AT, 'max'],
])('%d stands at %d and reads %s', (speed, at, text) => {
  expect(sliderAt(speed)).toBeCloseTo(at)
  expect(speedAt(at)).toBe(speed)
  expect(speedText(speed)).toBe(text)
})

test('out of range goes to the ends', () => {
  expect([sliderAt(0.0001), sliderAt(1e9), speedAt(-9)]).toEqual([SLOWEST_AT, 3, 0.01])
})

test('the slider has a mark a decade, and one for max', () => {
  expect(SPEED_TICKS.map(({ at, text }) => [at, text])).toEqual([
    [-2, '0.01'],
    [-1, '0.1'],
    [0, '1'],
    [1, '10'],
    [2, '100'],
    [3, '1000'],
    [MAX_AT, 'max'],
  ])
})

describe('stepping', () => {
  test('walks 1, 2, 5 up to max and back down again', () => {
    const up = [0.01]
    while (up.at(-1) !== INFINITE) up.push(nextSpeed(up.at(-1) as number, 1))
    expect(up).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, INFINITE])
    const down = [INFINITE]
    while (down.at(-1) !== 0.01) down.push(nextSpeed(down.at(-1) as number, -1))
    expect(down).toEqual(up.toReversed())
  })

  test('from between two steps goes to the nearer on its side, and the ends hold', () => {
    expect([nextSpeed(0.07, 1), nextSpeed(0.07, -1), nextSpeed(0.01, -1), nextSpeed(INFINITE, 1)]).toEqual([
      0.1,
      0.05,
      0.01,
      INFINITE,
    ])
  })
})
