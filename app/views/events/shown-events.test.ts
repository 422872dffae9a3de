import { expect, test } from 'vitest'
import type { EventRow } from '../../../engine/protocol/batch.ts'
import { shownEvents, windowOf } from './shown-events.ts'

const event = (id: number, atMs: number, type: EventRow['type'] = 'Normal', namespace = 'default'): EventRow => ({
  id,
  atMs,
  type,
  reason: 'r',
  object: 'pod/a',
  message: '',
  source: '',
  count: 1,
  about: { apiVersion: 'v1', kind: 'Pod', namespace, name: 'a' },
})

test('newest first, filtered', () => {
  const all = [event(1, 10), event(2, 30, 'Warning', 'shop'), event(3, 20)]
  const ids = (filter: Parameters<typeof shownEvents>[1]) => shownEvents(all, filter).map(({ id }) => id)
  expect(ids({ namespace: '', type: '' })).toEqual([2, 3, 1])
  expect(ids({ namespace: 'default', type: '' })).toEqual([3, 1])
  expect(ids({ namespace: '', type: 'Warning' })).toEqual([2])
})

test('only rows in sight are drawn, and a few around', () => {
  expect(windowOf(0, 100, 20, 1000)).toEqual({ first: 0, last: 13 })
  expect(windowOf(2000, 100, 20, 1000)).toEqual({ first: 92, last: 113 })
  expect(windowOf(2000, 100, 20, 3)).toEqual({ first: 3, last: 3 })
})
