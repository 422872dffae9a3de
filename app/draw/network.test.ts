import { expect, test } from 'vitest'
import type { NetworkMap } from '../../engine/protocol/network.ts'
import type { FlowRow } from '../../engine/protocol/traffic.ts'
import { networkDrawing, rateOf, rateWords, ribbonWidth, sliceTitle } from './network.ts'

const endpoint = (pod: string, ready: boolean) => ({
  slice: 'web-x',
  address: `10.1.0.${pod.length}`,
  port: 8080,
  ready,
  serving: ready,
  terminating: false,
  pod,
  node: 'b-1',
})
const MAP: NetworkMap = {
  ingresses: [
    { namespace: 'shop', name: 'door', tls: false, paths: [{ host: 'shop.test', path: '/', service: 'shop/web' }] },
  ],
  services: [
    {
      namespace: 'shop',
      name: 'web',
      type: 'ClusterIP',
      clusterIP: '10.96.0.9',
      ports: [{ port: 80, target: '8080' }],
      selects: true,
      endpoints: [endpoint('a', true), endpoint('bb', false)],
      left: 0,
    },
    {
      namespace: 'shop',
      name: 'idle',
      type: 'ClusterIP',
      clusterIP: '10.96.0.8',
      ports: [],
      selects: true,
      endpoints: [],
      left: 0,
    },
  ],
  left: 0,
}
const flow = (from: string, pod: string, requests: number, outcomes: Record<string, number>): FlowRow => ({
  from,
  service: 'shop/web',
  pod,
  version: '1',
  requests,
  outcomes,
  latencySumMs: requests * 20,
  latencyMaxMs: 40,
})
const ROWS = [flow('load:door', 'shop/a', 90, { '200': 90 }), flow('pod:shop/curl', '', 10, { refused: 10 })]

test('rates are per second, failures what is no answer below 400', () => {
  const rate = rateOf(ROWS, 10, ({ service }) => service === 'shop/web')
  expect(rate).toEqual({ perSecond: 10, failed: 0.1, latencyMs: 20 })
  expect(rateWords(rate)).toBe('10/s, 20 ms, 10% failed')
  expect(rateWords(rateOf(ROWS, 10, () => false))).toBe('no requests')
})

test('ribbons run where requests do: through the Ingress, to the Service, to the Pod that answers', () => {
  const drawing = networkDrawing(MAP, ROWS, 10, new Map([['load:door', 'shop.test']]), 1000)
  expect(drawing.ribbons.map(({ key }) => key)).toEqual([
    'load:door door',
    'pod:shop/curl shop/web',
    'door shop/web',
    'shop/web slice',
    'shop/web 10.1.0.1',
  ])
  expect(ribbonWidth(0)).toBe(0)
  expect(ribbonWidth(1e6)).toBeLessThanOrEqual(34)
})

test('boxes of a column never touch', () => {
  const { services, height } = networkDrawing(MAP, ROWS, 10, new Map(), 1000)
  const [first, second] = services
  expect((first?.slice.y ?? 0) + (first?.slice.height ?? 0)).toBeLessThan(second?.slice.y ?? 0)
  expect(height).toBeGreaterThan((second?.slice.y ?? 0) + (second?.slice.height ?? 0))
})

test('a slice’s name is cut at its beginning where the count beside it needs the room', () => {
  expect(sliceTitle('web-x2z9q', 206)).toBe('web-x2z9q')
  expect(sliceTitle('random-generator-2qwr4', 206)).toBe('…enerator-2qwr4')
})
