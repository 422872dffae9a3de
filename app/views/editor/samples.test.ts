import { expect, test } from 'vitest'
import { SAMPLES } from './samples.ts'

test('every sample has a file name of its own and says what it shows', () => {
  expect(new Set(SAMPLES.map(({ name }) => name)).size).toBe(SAMPLES.length)
  for (const { text } of SAMPLES) expect(text).toMatch(/^# \S/)
})
