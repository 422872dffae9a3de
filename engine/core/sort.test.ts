import { expect, test } from 'vitest'
import { sortedAlike } from './sort.ts'

test.each([0, 1, 2, 3, 7, 8, 100])('%d numbers, stable', (count) => {
  const items = Array.from({ length: count }, (_, i) => ({ key: (i * 7919) % 13, i }))
  const sorted = sortedAlike(items, (a, b) => a.key - b.key)
  expect(sorted).toEqual([...items].sort((a, b) => a.key - b.key))
})

test('an order that is none has one result all the same', () => {
  const stone = (a: string, b: string) => ({ rs: -1, sr: 1, sp: -1, ps: 1, pr: -1, rp: 1 })[a + b] ?? 0
  expect(sortedAlike(['p', 's', 'r', 'p'], stone)).toEqual(['s', 'p', 'p', 'r'])
})
