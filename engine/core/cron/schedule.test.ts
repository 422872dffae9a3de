import { describe, expect, it } from 'vitest'
import { formatSeconds, parseInstant } from '../calendar.ts'
import { CronError } from './fields.ts'
import { parseSchedule } from './schedule.ts'

const minutes = (text: string): bigint => {
  if (!/^\d+m$/.test(text)) throw new Error(`time: invalid duration "${text}"`)
  return BigInt(text.slice(0, -1)) * 60_000_000_000n
}

function next(schedule: string, from: string): string {
  const at = parseSchedule(schedule, minutes).next(parseInstant(from) as number)
  return at === undefined ? 'never' : formatSeconds(at)
}

describe('the next run of a schedule', () => {
  it.each([
    ['*/15 * * * *', '2025-01-01T00:00:00Z', '2025-01-01T00:15:00Z'],
    ['5/20 * * * *', '2025-01-01T00:06:00Z', '2025-01-01T00:25:00Z'],
    ['0 9-17/4 * * mon-fri', '2025-01-03T17:30:00Z', '2025-01-06T09:00:00Z'],
    ['30 6 31 * ?', '2025-02-01T00:00:00Z', '2025-03-31T06:30:00Z'],
    // Both fields of days without a star: either will do.
    ['0 0 13 * fri', '2025-01-04T00:00:00Z', '2025-01-10T00:00:00Z'],
    ['0 0 29 feb *', '2025-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 0 31 2 *', '2025-01-01T00:00:00Z', 'never'],
    ['@weekly', '2025-01-01T00:00:00Z', '2025-01-05T00:00:00Z'],
    ['@every 90m', '2025-01-01T00:00:00.500Z', '2025-01-01T01:30:00Z'],
    ['59 * * * *', '2025-01-01T00:59:30Z', '2025-01-01T01:59:00Z'],
  ])('%s after %s is %s', (schedule, from, expected) => expect(next(schedule, from)).toBe(expected))

  it('passes over an hour that summer time leaves out', () => {
    expect(next('TZ=Europe/Berlin 30 2 * * *', '2025-03-29T12:00:00Z')).toBe('2025-03-31T00:30:00Z')
  })

  it('comes twice in an hour that the end of summer time repeats', () => {
    const first = next('TZ=Europe/Berlin 30 2 * * *', '2025-10-25T12:00:00Z')
    expect(first).toBe('2025-10-26T00:30:00Z')
    expect(next('TZ=Europe/Berlin 30 2 * * *', first)).toBe('2025-10-26T01:30:00Z')
  })

  it('finds midnights that do not exist', () => {
    // Summer time began at midnight in São Paulo.
    expect(next('TZ=America/Sao_Paulo 0 12 5 11 *', '2018-11-01T00:00:00Z')).toBe('2018-11-05T14:00:00Z')
  })
})

describe('a schedule that cannot be read', () => {
  it.each([
    ['', 'empty spec string'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['61 * * * *', 'end of range (61) above maximum (59): 61'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['9-5 * * * *', 'beginning of range (9) beyond end of range (5): 9-5'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['@often', 'unrecognized descriptor: @often'],
    ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
    ['TZ=Mars/X * * * * *', 'provided bad location Mars/X: unknown time zone Mars/X'],
  ])('%j: %s', (schedule, message) => {
    expect(() => parseSchedule(schedule, minutes)).toThrow(new CronError(message))
  })
})
