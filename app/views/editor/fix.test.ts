import { expect, test } from 'vitest'
import { fixed } from './fix.ts'

test('replaces a range of one line', () => {
  const range = { line: 2, column: 3, endLine: 2, endColumn: 7 }
  expect(fixed('a:\n  repl: 1\nb: 2', { label: '', range, text: 'replicas' })).toBe('a:\n  replicas: 1\nb: 2')
  expect(fixed('a', { label: '', range: { ...range, line: 9, endLine: 9 }, text: 'b' })).toBe('ab')
})
