/** The scheduler's small parts. */
import { describe, expect, it } from 'vitest'
import { Checkpoints } from '../core/checkpoint.ts'
import { hash32, hashText } from '../core/random.ts'
import { Chooser } from '../testing/randomcluster.ts'
import { fitMessage } from './fitmessage.ts'
import { refusal } from './plugin.ts'
import { naturalLog } from './plugins/podtopologyspread/naturallog.ts'
import { backoffMs } from './queue.ts'
import { RowQueue } from './rowqueue.ts'
import { feasibleNodesToFind } from './sample.ts'
import { tiePrefix, tieRank } from './tie.ts'
import { truncated } from './verdict.ts'

describe.each([
  ['in any order', (chooser: Chooser) => chooser.below(50)],
  // As Pods come that are created one after the other, with one now and then that goes first.
  ['mostly in order', (chooser: Chooser, i: number) => (chooser.below(20) === 0 ? 0 : i >> 3)],
] as const)('rows that come %s', (_, keyOf) => {
  it('go in order, whatever was taken out of their middle, and come back from a checkpoint', () => {
    const checkpoints = new Checkpoints()
    const chooser = new Chooser(3)
    const keys = Array.from({ length: 400 }, (_, i) => keyOf(chooser, i))
    const key = (row: number) => keys[row] as number
    const heap = new RowQueue(checkpoints, (a, b) => key(a) < key(b) || (key(a) === key(b) && a < b))
    const inside = new Set<number>()
    const drain = () => Array.from({ length: heap.size }, () => heap.pop())
    for (let row = 0; row < 400; row++) {
      heap.push(row)
      inside.add(row)
      const gone = chooser.below(400)
      heap.remove(gone)
      inside.delete(gone)
    }
    const saved = checkpoints.take()
    const expected = [...inside].sort((a, b) => key(a) - key(b) || a - b)
    expect(drain()).toEqual(expected)
    expect(heap.pop()).toBe(-1)
    checkpoints.restore(saved)
    expect(drain()).toEqual(expected)
  })
})

describe('numbers', () => {
  it('natural logarithms are those of the platform but for the last bit', () => {
    for (const n of [1, 2, 3, 4, 5, 7, 10, 100, 502, 5002, 123_457]) {
      expect(Math.abs(naturalLog(n) - Math.log(n))).toBeLessThanOrEqual(2e-15 * Math.max(1, Math.log(n)))
    }
  })

  it.each([
    [1, 1000],
    [2, 2000],
    [4, 8000],
    [5, 10_000],
    [100, 10_000],
  ])('back-off after attempt %i is %i ms', (attempts, ms) => expect(backoffMs(attempts)).toBe(ms))

  it.each([
    [10, 0, 10],
    [99, 0, 99],
    [100, 0, 100],
    [1000, 0, 420],
    [5000, 0, 500],
    [6000, 0, 300],
    [1000, 70, 700],
    [1000, 1, 100],
  ])('of %i nodes at %i per cent %i are enough', (nodes, percentage, enough) => {
    expect(feasibleNodesToFind(nodes, percentage)).toBe(enough)
  })

  it('ranks ties by the hash of seed, Pod and node', () => {
    const node = hashText('node-7')
    expect(tieRank(tiePrefix(42, 'uid'), node | 0)).toBe(hash32(42, hashText('uid'), node | 0))
  })
})

describe('messages', () => {
  it('count reasons and sort them as texts', () => {
    const refused = [
      { refusal: refusal('A', false, 'Insufficient cpu', 'Too many pods'), count: 10 },
      { refusal: refusal('B', true, 'Insufficient cpu'), count: 2 },
      { refusal: refusal('C', true, 'node(s) were unschedulable'), count: 1 },
    ]
    expect(fitMessage(13, refused, '')).toBe(
      '0/13 nodes are available: 1 node(s) were unschedulable, 10 Too many pods, 12 Insufficient cpu.',
    )
  })

  it('are cut for events', () => {
    expect(truncated('x'.repeat(1024))).toHaveLength(1024)
    expect(truncated('x'.repeat(1025))).toBe(`${'x'.repeat(1020)} ...`)
  })
})
