import { expect, test } from 'vitest'
import { changedLines } from './changed-lines.ts'

test.each([
  ['a\nb\nc', 'a\nb\nc', [], 0],
  ['a\nc', 'a\nb\nc', [2], 0],
  ['a\nb\nc', 'a\nc', [], 1],
  ['a\nb\nc', 'a\nx\nc\nd', [2, 4], 0],
  ['', 'a\nb', [1, 2], 0],
  ['a\nb', 'b\na', [2], 0],
])('%j to %j', (before, after, lines, removed) => {
  const changes = changedLines(before, after)
  expect(changes.lines).toEqual(lines)
  if (removed > 0) expect(changes.removed).toBe(removed)
})
