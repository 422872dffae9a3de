import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalBase64 } from './gobase64.ts'
import { readTime } from './gotime.ts'

describe('times', () => {
  test.each([
    ['2025-01-02T03:04:05Z', '2025-01-02T03:04:05Z'],
    ['2025-01-02T03:04:05.999Z', '2025-01-02T03:04:05Z'],
    ['2025-01-01T00:30:00+01:00', '2024-12-31T23:30:00Z'],
    ['2024-02-29T23:59:59-00:30', '2024-03-01T00:29:59Z'],
    ['2025-01-02T3:04:05Z', '2025-01-02T03:04:05Z'],
  ])('%s reads', (text, canonical) => {
    expect(readTime(text, false)).toEqual({ text: canonical })
  })

  const layout = '2006-01-02T15:04:05Z07:00'
  test.each([
    ['', ` as "${layout}": cannot parse "" as "2006"`],
    ['2025', ` as "${layout}": cannot parse "" as "-"`],
    ['2025-1-02T00:00:00Z', ` as "${layout}": cannot parse "1-02T00:00:00Z" as "01"`],
    ['2025-13-02T00:00:00Z', ': month out of range'],
    ['2025-02-30T00:00:00Z', ': day out of range'],
    ['2025-01-02 00:00:00Z', ` as "${layout}": cannot parse " 00:00:00Z" as "T"`],
    ['2025-01-02T24:00:00Z', ': hour out of range'],
    ['2025-01-02T00:00:00', ` as "${layout}": cannot parse "" as "Z07:00"`],
    ['2025-01-02T00:00:00+0100', ` as "${layout}": cannot parse "+0100" as "Z07:00"`],
    ['2025-01-02T00:00:00Zulu', ': extra text: "ulu"'],
  ])('%s is refused', (text, why) => {
    expect(readTime(text, false)).toEqual({ error: `parsing time "${text}"${why}` })
  })

  test('micro times have exactly six digits', () => {
    expect(readTime('2025-01-02T03:04:05.123456+00:00', true)).toEqual({ text: '2025-01-02T03:04:05.123456Z' })
    expect(readTime('2025-01-02T03:04:05Z', true)).toEqual({
      error: 'parsing time "2025-01-02T03:04:05Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
    })
  })

  test('any text reads or is refused, and what reads is canonical', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        ),
        (text) => {
          const reading = readTime(text, false)
          if ('text' in reading) expect(readTime(reading.text, false)).toEqual(reading)
          else expect(reading.error).toContain('parsing time "')
        },
      ),
    )
  })

  test('agrees with the platform on instants', () => {
    const range = { min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }
    fc.assert(
      fc.property(fc.date(range), (date) => {
        const text = date.toISOString()
        expect(readTime(text, false)).toEqual({ text: `${text.slice(0, 19)}Z` })
      }),
    )
  })
})

describe('base64', () => {
  test.each<[string, string | number]>([
    ['', ''],
    ['YQ==', 'YQ=='],
    ['YR==', 'YQ=='],
    ['YW\r\nJj', 'YWJj'],
    ['YQ=\n=\n', 'YQ=='],
    ['YQ', 0],
    ['YWJjYQ', 4],
    ['YW\nJ', 1],
    ['YQ=', 3],
    ['YQ=a', 2],
    ['YQ==x', 4],
    ['=', 0],
    ['Y===', 1],
    ['a-b_', 1],
    ['ä', 0],
  ])('%j', (text, result) => {
    expect(canonicalBase64(text)).toBe(result)
  })

  test('agrees with the platform on valid text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64')
        expect(canonicalBase64(text)).toBe(text)
        expect(canonicalBase64(text.replace(/(.{4})/g, '$1\n'))).toBe(text)
      }),
    )
  })
})
