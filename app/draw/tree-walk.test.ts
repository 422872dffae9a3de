import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clampPlace,
  moveInTree,
  TREE_KEYS,
  type TreeKey,
  type TreePlace,
  type TreeShape,
  windowAround,
} from './tree-walk.ts'

/** Pods per node, per zone; a flat list is the queue. */
const shape = (groups: (number[] | number)[]): TreeShape => ({
  groups: groups.length,
  nodes: (group) => (Array.isArray(groups[group]) ? groups[group].length : 0),
  pods: (group, node) => {
    const at = groups[group]
    return Array.isArray(at) ? (at[node ?? 0] ?? 0) : (at ?? 0)
  },
})
const walk = (tree: TreeShape, keys: string) => {
  const names: Record<string, TreeKey> = {
    u: 'ArrowUp',
    d: 'ArrowDown',
    l: 'ArrowLeft',
    r: 'ArrowRight',
    h: 'Home',
    e: 'End',
  }
  return [...keys].reduce<TreePlace>((at, key) => moveInTree(tree, at, names[key] as TreeKey), { group: 0 })
}

describe('keys', () => {
  const tree = shape([[3, 0], [2], 2])
  test.each([
    ['d', { group: 1 }],
    ['r', { group: 0, node: 0 }],
    ['rr', { group: 0, node: 0, pod: 0 }],
    ['rrrr', { group: 0, node: 0, pod: 2 }],
    ['rrrrr', { group: 0, node: 0, pod: 2 }],
    ['rrl', { group: 0, node: 0 }],
    ['rrrl', { group: 0, node: 0, pod: 0 }],
    ['rrd', { group: 0, node: 1 }],
    ['rdr', { group: 0, node: 1 }],
    ['rdd', { group: 1 }],
    ['rl', { group: 0 }],
    ['ru', { group: 0 }],
    ['rre', { group: 0, node: 0, pod: 2 }],
    ['ddr', { group: 2, pod: 0 }],
    ['ddrr', { group: 2, pod: 1 }],
    ['ddru', { group: 2 }],
    ['dddd', { group: 2 }],
    ['e', { group: 2 }],
    ['eh', { group: 0 }],
    ['uuu', { group: 0 }],
  ])('%s', (keys, place) => {
    expect(walk(tree, keys)).toEqual(place)
  })
})

test('no key ever leads out of the tree', () => {
  const groups = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 4 }), fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  const keys = fc.array(fc.constantFrom(...TREE_KEYS), { maxLength: 40 })
  fc.assert(
    fc.property(groups, keys, (sizes, pressed) => {
      const tree = shape(sizes)
      const end = pressed.reduce<TreePlace>((at, key) => moveInTree(tree, at, key as TreeKey), { group: 0 })
      expect(clampPlace(tree, end)).toEqual(end)
    }),
    { seed: 42 },
  )
})

test('a place that vanished becomes the nearest one', () => {
  expect(clampPlace(shape([[1]]), { group: 5, node: 7, pod: 9 })).toEqual({ group: 0, node: 0, pod: 0 })
  expect(clampPlace(shape([[0]]), { group: 0, node: 0, pod: 3 })).toEqual({ group: 0, node: 0 })
})

test.each([
  [0, 10, 60, { from: 0, to: 10 }],
  [50, 1000, 60, { from: 20, to: 80 }],
  [999, 1000, 60, { from: 940, to: 1000 }],
])('around %d of %d', (at, count, size, window) => {
  expect(windowAround(at, count, size)).toEqual(window)
})
