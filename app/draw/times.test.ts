import { describe, expect, test } from 'vitest'
import { axisTime, clockText, spokenTime } from './clock-text.ts'
import { leftOf, plural, shortDuration, spokenDuration } from './countdown.ts'

describe('countdowns', () => {
  test.each([
    [0, 100, 0, 1],
    [0, 100, 75, 0.25],
    [0, 100, 500, 0],
    [0, 100, -50, 1],
    [0, Number.NaN, 50, 0],
    [100, 100, 100, 0],
  ])('from %d to %d, at %d: %d left', (since, until, now, left) => {
    expect(leftOf(since, until, now)).toBe(left)
  })

  test.each([
    [124_000, '2:04', '2 minutes'],
    [17_200, '18 s', '18 seconds'],
    [1000, '1 s', '1 second'],
    [-5, '0 s', '0 seconds'],
    [59_999, '1:00', '1 minute'],
    [7_500_000, '2 h 5 min', '2 hours'],
  ])('%d ms reads %s and is said %s', (ms, short, spoken) => {
    expect([shortDuration(ms), spokenDuration(ms)]).toEqual([short, spoken])
  })

  test('one is singular', () => {
    expect([plural(1, 'Pod'), plural(0, 'Pod')]).toEqual(['1 Pod', '0 Pods'])
  })
})

describe('the virtual clock', () => {
  test.each([
    [462_318, '00:07:42', '.318', '7 minutes 42 seconds', '07:42'],
    [0, '00:00:00', '.000', '0 seconds', '00:00'],
    [3_600_000, '01:00:00', '.000', '1 hour', '1:00:00'],
    [360_061_001.9, '100:01:01', '.001', '100 hours 1 minute 1 second', '100:01:01'],
  ])('%d', (ms, main, millis, spoken, axis) => {
    expect(clockText(ms)).toEqual({ main, millis })
    expect(spokenTime(ms)).toBe(spoken)
    expect(axisTime(ms)).toBe(axis)
  })
})
