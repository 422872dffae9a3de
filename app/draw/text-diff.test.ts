import { expect, test } from 'vitest'
import { textDiff } from './text-diff.ts'

const signs = { same: ' ', added: '+', removed: '-', gap: '…' }
const told = (before: string, after: string) => textDiff(before, after).map(({ kind, text }) => signs[kind] + text)

test('a changed line, with three lines around it', () => {
  const text = (replicas: number) => `a\nb\nc\nd\nreplicas: ${replicas}\ne\nf\ng\nh\n`
  expect(told(text(2), text(5))).toEqual([
    '……',
    ' b',
    ' c',
    ' d',
    '-replicas: 2',
    '+replicas: 5',
    ' e',
    ' f',
    ' g',
    '……',
  ])
})

test('nothing, all new, all gone', () => {
  expect(told('a\nb', 'a\nb')).toEqual([])
  expect(told('', 'a\nb\n')).toEqual(['+a', '+b'])
  expect(told('a\n', '')).toEqual(['-a'])
})

test('moved and mixed lines keep what is common', () => {
  expect(told('a\nb\nc', 'b\nx\nc')).toEqual(['-a', ' b', '+x', ' c'])
})

test('texts too large for a table are still told, and soon', () => {
  const many = (word: string) => Array.from({ length: 5000 }, (_, n) => `${word} ${n}`).join('\n')
  const began = performance.now()
  expect(textDiff(many('a'), many('b'))).toHaveLength(10_000)
  expect(performance.now() - began).toBeLessThan(2000)
})
