import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DurationError, formatDuration, formatMilliseconds, parseDuration } from './duration.ts'

describe('Go durations', () => {
  it.each([
    ['90s', '1m30s'],
    ['1.5h', '1h30m0s'],
    ['1500us', '1.5ms'],
    ['-2m', '-2m0s'],
    ['0', '0s'],
    ['3ns', '3ns'],
  ])('%s prints as %s', (text, printed) => {
    expect(formatDuration(parseDuration(text))).toBe(printed)
  })

  it.each(['', '1', 's', '1x', '1.s.', '300000h0m0s1ns9000000h'])('%j is none', (text) => {
    expect(() => parseDuration(text)).toThrow(DurationError)
  })

  it('reads what it prints', () => {
    const nanoseconds = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n })
    fc.assert(
      fc.property(nanoseconds, (value) => {
        expect(parseDuration(formatDuration(value))).toBe(value)
      }),
    )
  })

  it('takes milliseconds', () => {
    expect(formatMilliseconds(20_250)).toBe('20.25s')
  })
})
