import { expect, it } from 'vitest'
import { copyOf } from './copy.ts'

it('copies all levels and shares none of them', () => {
  const given = { b: [{ c: 1 }, null, 'x'], a: { d: undefined, e: false } }
  const copy = copyOf(given)
  expect(copy).toStrictEqual(given)
  expect(Object.keys(copy)).toEqual(['b', 'a'])
  expect(copy.b).not.toBe(given.b)
  expect(copy.b[0]).not.toBe(given.b[0])
  expect(copy.a).not.toBe(given.a)
})

it('takes __proto__ for a key like any other', () => {
  const copy = copyOf(JSON.parse('{"__proto__":{"bad":1}}')) as Record<string, unknown>
  expect(Object.keys(copy)).toEqual(['__proto__'])
  expect(copy.bad).toBeUndefined()
})
