import { expect, test } from 'vitest'
import { branchPaths, partingMs } from './branches.ts'

const line = (id: number, forkMs: number, parent?: number) => ({
  id,
  name: `line ${id}`,
  forkMs,
  endMs: 100,
  ...(parent === undefined ? {} : { parent }),
})
const LINES = [line(0, 0), line(1, 60, 0), line(2, 80, 1), line(3, 30, 0)]

test.each([
  [0, 1, 60],
  [0, 2, 60],
  [0, 3, 30],
  [2, 0, 60],
  [2, 1, 80],
  [2, 3, 30],
  [1, 2, 80],
])('line %i and line %i part at %i', (shown, other, ms) => {
  expect(partingMs(LINES, shown, LINES[other] as (typeof LINES)[0])).toBe(ms)
})

test('every line but the shown one, leaving where it parts', () => {
  const paths = branchPaths(LINES, 1, (ms) => ms * 2, 24)
  expect(paths.map(({ id }) => id)).toEqual([0, 2, 3])
  expect(paths.map(({ path }) => path.split('c')[0])).toEqual(['M120.0 24', 'M160.0 24', 'M60.0 24'])
  expect(paths[0]).toMatchObject({ x: 200 })
})
