import { expect, it } from 'vitest'
import { lineDiff } from './line-diff.ts'

const diff = (from: string, to: string) => lineDiff(from, to).map(({ mark, text }) => mark + text)

it('shows what was added and removed, with two lines around', () => {
  expect(diff('a\nb\nc\nd\ne\nf', 'a\nb\nc\nD\ne\nf')).toEqual([' b', ' c', '-d', '+D', ' e', ' f'])
  expect(diff('a\nb', 'a\nx\nb\n')).toEqual([' a', '+x', ' b'])
  expect(diff('a\nb', 'a\nb')).toEqual([])
})
