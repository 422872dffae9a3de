import { expect, test } from 'vitest'
import type { Batch, PodColumns } from '../../engine/protocol/batch.ts'
import { packPodLabels } from '../../engine/protocol/podlabels.ts'
import { applyBatch, createMirror, virtualNow } from './mirror.ts'
import { POD_STATES } from '../../engine/protocol/pods.ts'

const clock = { nowMs: 1000, speed: 1, nextEventMs: Number.NaN, resourceVersion: 7 }
const batch = (part: Partial<Batch>): Batch => ({ id: 1, reset: false, clock, ...part })
const pods = (...rows: [id: number, node: number, state: (typeof POD_STATES)[number]][]): PodColumns => ({
  id: Uint32Array.from(rows, ([id]) => id),
  node: Int32Array.from(rows, ([, node]) => node),
  workload: new Uint16Array(rows.length),
  state: Uint8Array.from(rows, ([, , state]) => POD_STATES.indexOf(state)),
  sinceMs: new Float64Array(rows.length),
  untilMs: new Float64Array(rows.length).fill(Number.NaN),
  restarts: new Uint16Array(rows.length),
})

test('a Pod moves from the queue to a node and away', () => {
  const mirror = createMirror()
  const rows = () => mirror.getState().pods
  applyBatch(mirror, batch({ pods: pods([3, -1, 'unscheduled'], [500, 1, 'ready']) }), 0)
  expect([rows().count, rows().onNode(1), rows().stateOf(3), rows().stateOf(4)]).toEqual([
    2,
    [500],
    'unscheduled',
    undefined,
  ])
  const before = rows().nodeRev(1)
  applyBatch(mirror, batch({ pods: pods([3, 1, 'pulling']) }), 0)
  expect([rows().onNode(1), rows().nodeRev(1) > before, [...rows().byState]]).toEqual([
    [500, 3],
    true,
    [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0],
  ])
  applyBatch(mirror, batch({ podsRemoved: Uint32Array.of(500) }), 0)
  expect([rows().onNode(1), rows().count, [...(mirror.getState().changedPods[0] ?? [])]]).toEqual([[3], 1, [500]])
})

test('names and notes arrive as they were said, an odd one too', () => {
  const mirror = createMirror()
  const said = [
    { id: 7, namespace: 'default', name: 'web-1', note: '' },
    { id: 2, namespace: 'shop', name: 'web-2', note: 'a\0b\n' },
  ]
  applyBatch(mirror, batch({ podLabels: packPodLabels(said) }), 0)
  const { labels } = mirror.getState().pods
  expect([labels[7], labels[2]]).toEqual([said[0], { ...said[1], note: 'a b\n' }])
})

test('a reset forgets what was known, but no announcement', () => {
  const mirror = createMirror()
  applyBatch(mirror, batch({ pods: pods([1, 1, 'ready']), announcements: ['one'] }), 0)
  applyBatch(mirror, batch({ reset: true, announcements: ['two'] }), 0)
  const { pods: table, announcements, generation } = mirror.getState()
  expect([table.count, announcements.map((each) => each.text), generation]).toEqual([0, ['one', 'two'], 1])
})

test('events and density merge by their key, flags too', () => {
  const mirror = createMirror()
  const event = {
    id: 1,
    atMs: 0,
    type: 'Normal',
    reason: 'Pulled',
    object: 'pod/a',
    message: '',
    source: 'kubelet',
    count: 1,
  } as const
  applyBatch(
    mirror,
    batch({ events: [event], density: [[0, 1, 0]], flags: [{ number: 1, atMs: 0, text: 'apply' }] }),
    0,
  )
  applyBatch(
    mirror,
    batch({
      events: [
        { ...event, count: 2 },
        { ...event, id: 2 },
      ],
      density: [
        [0, 3, 1],
        [1000, 1, 0],
      ],
    }),
    0,
  )
  const state = mirror.getState()
  expect(state.events.map((row) => [row.id, row.count])).toEqual([
    [1, 2],
    [2, 1],
  ])
  expect(state.density).toEqual([
    [0, 3, 1],
    [1000, 1, 0],
  ])
  expect(state.flags).toHaveLength(1)
})

test('arrived messages go', () => {
  const mirror = createMirror()
  const message = {
    seq: 1,
    kind: 'write',
    component: 'you',
    text: 'POST Pod',
    object: 'pod/a',
    departMs: 990,
    arriveMs: 1005,
  } as const
  applyBatch(mirror, batch({ messages: [message] }), 0)
  applyBatch(mirror, batch({ clock: { ...clock, nowMs: 2000 } }), 0)
  expect(mirror.getState().messages).toHaveLength(1)
  applyBatch(mirror, batch({ clock: { ...clock, nowMs: 2010 } }), 0)
  expect(mirror.getState().messages).toHaveLength(0)
})

test('the clock runs on between batches, but not past the next event', () => {
  const mirror = createMirror()
  applyBatch(mirror, batch({ clock: { ...clock, nextEventMs: 1030 } }), 100)
  expect([virtualNow(mirror.getState(), 110), virtualNow(mirror.getState(), 190)]).toEqual([1010, 1030])
  applyBatch(mirror, batch({ clock: { ...clock, speed: 0 } }), 100)
  expect(virtualNow(mirror.getState(), 190)).toBe(1000)
})
