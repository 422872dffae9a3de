import { describe, expect, test } from 'vitest'
import type { Message } from '../../engine/protocol/batch.ts'
import { controlPlaneStrip, type KubeletColumn, type Stub, textWidth } from './control-plane.ts'
import { labelBaseline, messageStyle, stubWeight, travel } from './message-path.ts'

const component = (id: string, queued = 0) => ({ id, title: id, queued, note: `queue ${queued}` })
const ALL = [
  'garbagecollector',
  'nodelifecycle',
  'deployment',
  'scheduler',
  'replicaset',
  'endpointslice',
  'namespace',
].map((id) => component(id))
const zones = (...counts: number[]): KubeletColumn[] =>
  counts.map((count, z) => {
    const zone = 'abc'[z] ?? ''
    return { zone, nodes: Array.from({ length: count }, (_, i) => `${zone}-${i + 1}`) }
  })

describe('the strip', () => {
  test('names the five that matter, in order, and counts the others', () => {
    const { boxes } = controlPlaneStrip(1000, ALL, zones(2, 2, 2), 10)
    expect(boxes.map((box) => box.id)).toEqual([
      'you',
      'scheduler',
      'deployment',
      'replicaset',
      'endpointslice',
      'nodelifecycle',
      'more',
    ])
    expect(boxes.at(-1)).toMatchObject({ title: '+ 2 more', note: 'idle', idle: true })
  })

  test.each([250, 390, 702, 1000, 2500])('at %d pixels nothing overlaps or leaves', (width) => {
    const strip = controlPlaneStrip(width, ALL, zones(2, 2, 2), 10)
    strip.boxes.forEach((box, i) => {
      const next = strip.boxes[i + 1]
      expect(box.x + box.width).toBeLessThanOrEqual(next ? next.x : width)
      expect(box.width).toBeGreaterThan(60)
    })
    for (const stub of strip.stubs) expect(stub.x).toBeLessThan(width)
    expect(strip.bar.x + strip.bar.width).toBeLessThan(strip.etcd.x)
  })

  test('what has no box of its own shares the last one, busy ones are told', () => {
    const strip = controlPlaneStrip(390, [...ALL, component('cronjob', 3)], zones(1), 10)
    expect(strip.boxes.at(-1)).toMatchObject({ id: 'more', note: 'queue 3', idle: false })
    expect(strip.stubOf('garbagecollector')?.id).toBe('more')
    expect(strip.stubOf('scheduler')?.id).toBe('scheduler')
  })

  test('kubelets stand under the bar; many of a zone share a stub', () => {
    const strip = controlPlaneStrip(1000, ALL, zones(2, 40), 10)
    expect(strip.stubOf('kubelet/a-2')).toMatchObject({ id: 'kubelet/a-2', label: 'kubelet a-2' })
    expect(strip.stubOf('kubelet/b-33')).toMatchObject({ id: 'kubelets/b', label: '40 kubelets' })
    expect(strip.stubOf('kubelet/gone')).toBeUndefined()
  })

  test('labels of kubelets are long together or short together, and never reach the next stub', () => {
    for (let width = 250; width < 2000; width += 10) {
      const named = [...zones(2, 2), { zone: 'c', nodes: ['control-plane-1', 'c-1', 'c-2'] }]
      const stubs = controlPlaneStrip(width, ALL, named, 10).stubs.filter(({ id }) => id.startsWith('kubelet/'))
      expect(new Set(stubs.map(({ label }) => label.startsWith('kubelet '))).size).toBe(1)
      stubs.slice(1).forEach((next, i) => {
        const stub = stubs[i] as Stub
        expect(stub.x + 7 + textWidth(stub.label)).toBeLessThanOrEqual(next.x)
      })
    }
  })
})

describe('messages', () => {
  const above: Stub = { id: 'scheduler', label: '', x: 50, from: 45, to: 75 }
  const below: Stub = { id: 'kubelet/a-1', label: '', x: 50, from: 147, to: 101 }
  const message = (kind: Message['kind']): Message => ({
    seq: 1,
    kind,
    component: '',
    text: '',
    object: '',
    departMs: 100,
    arriveMs: 200,
  })

  test('are nowhere before they leave and after they arrive', () => {
    expect([travel(message('write'), above, 99), travel(message('write'), above, 201)]).toEqual([undefined, undefined])
  })

  test.each([
    ['write', above, 1],
    ['watch', above, -1],
    ['write', below, -1],
    ['watch', below, 1],
  ] as const)('a %s on the stub of %o points %d', (kind, stub, pointing) => {
    const [start, middle, end] = [100, 150, 200].map((now) => travel(message(kind), stub, now))
    expect([start?.pointing, end?.pointing]).toEqual([pointing, pointing])
    expect(((end?.y ?? 0) - (start?.y ?? 0)) * pointing).toBeGreaterThan(0)
    expect(middle?.y).toBeCloseTo(((start?.y ?? 0) + (end?.y ?? 0)) / 2)
    const span = [stub.from, stub.to].sort((a, b) => a - b) as [number, number]
    for (const at of [start, middle, end]) {
      expect((at?.y ?? 0) - 5).toBeGreaterThanOrEqual(span[0])
      expect((at?.y ?? 0) + 5).toBeLessThanOrEqual(span[1])
      expect(labelBaseline(stub, at?.y ?? 0)).toBeLessThan(span[1])
      expect(labelBaseline({ ...stub, label: 'kubelet a-1' }, at?.y ?? 0)).toBeLessThan(span[1] - 12)
    }
  })

  test('follow the speed in their style', () => {
    expect([0.01, 0.19, 0.2, 1, 5, 5.1, 1000].map(messageStyle)).toEqual([
      'labelled',
      'labelled',
      'bare',
      'bare',
      'bare',
      'weight',
      'weight',
    ])
  })

  test('weigh a stub the more the more there are, within reason', () => {
    const weights = [0, 1, 10, 100, 100_000].map(stubWeight)
    expect(weights).toEqual(weights.toSorted((a, b) => a - b))
    expect([weights[0], weights.at(-1)]).toEqual([1, 7])
  })
})
