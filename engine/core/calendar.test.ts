import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Calendar, formatSeconds, parseInstant } from './calendar.ts'

describe('the calendar', () => {
  it('writes every second of four centuries as Date does', () => {
    fc.assert(
      fc.property(fc.integer({ min: -6_000_000_000, max: 8_000_000_000 }), (second) => {
        expect(formatSeconds(second * 1000)).toBe(new Date(second * 1000).toISOString().replace('.000', ''))
      }),
      { seed: 42, numRuns: 2000 },
    )
  })

  it('reads what it writes, and offsets and fractions', () => {
    expect(parseInstant('2025-01-01T00:00:00Z')).toBe(Date.UTC(2025, 0, 1))
    expect(parseInstant('2025-01-01T02:00:00.250+02:00')).toBe(Date.UTC(2025, 0, 1) + 250)
    expect(parseInstant('2024-02-29T23:59:59-01:30')).toBe(Date.UTC(2024, 2, 1, 1, 29, 59))
  })

  it.each(['2025-02-29T00:00:00Z', '2025-13-01T00:00:00Z', '2025-01-01', '2025-01-01T24:00:00Z', 'now', ''])(
    'refuses %s',
    (text) => {
      expect(parseInstant(text)).toBeUndefined()
    },
  )

  it('counts virtual time from its epoch', () => {
    const calendar = new Calendar('2025-01-01T00:00:00Z')
    expect(calendar.seconds(61_999)).toBe('2025-01-01T00:01:01Z')
    expect(calendar.micros(61_999)).toBe('2025-01-01T00:01:01.999000Z')
    expect(calendar.virtualMs('2025-01-01T00:01:01Z')).toBe(61_000)
    expect(() => new Calendar('soon')).toThrow(RangeError)
  })
})
