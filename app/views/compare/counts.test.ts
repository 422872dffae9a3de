import { expect, test } from 'vitest'
import { countText, differenceText } from './counts.ts'

test.each([
  ['restarts', 2, 5, '2', '+3'],
  ['pods', 5, 3, '5', '−2'],
  ['pods', 3, 3, '3', ''],
  ['secondsToReady', 12, 30, '12 s', '+18 s'],
  ['secondsToReady', Number.NaN, 30, 'not yet', 'only the second'],
  ['secondsToReady', Number.NaN, Number.NaN, 'not yet', ''],
] as const)('%s: %d beside %d', (key, a, b, text, difference) => {
  expect([countText(key, a), differenceText(key, a, b)]).toEqual([text, difference])
})
