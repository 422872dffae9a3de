import { expect, it } from 'vitest'
import type { Decision, Followed } from '../../../engine/protocol/network.ts'
import { hopLines, outcomeWords } from './hop-words.ts'

const followed = (hops: Decision[], more: Partial<Followed> = {}): Followed => ({
  ask: { namespace: 'shop', service: 'web', port: 80, path: '/' },
  atMs: 0,
  hops,
  outcome: '200',
  said: 'hello',
  tookMs: 14,
  servedMs: 10,
  ...more,
})
const policy = (more: Partial<Decision> = {}): Decision =>
  ({ at: 'policy', pod: 'shop/web-1', direction: 'Ingress', isolating: [], allowed: true, ...more }) as Decision
const name: Decision = {
  at: 'name',
  name: 'web.shop.svc.cluster.local',
  server: '10.96.0.10',
  asked: ['web.shop.svc.cluster.local'],
  code: 'NOERROR',
  data: ['10.96.0.7'],
  tookMs: 2,
}
const lines = (given: Followed) => hopLines(given).map(({ who, what }) => `${who}: ${what}`)

it('says who decided what, and what it took', () => {
  const service: Decision = {
    at: 'service',
    service: 'shop/web',
    node: 'node-1',
    to: 'endpoint',
    endpoints: [
      { address: '10.244.1.2', pod: 'shop/web-1', ready: true, terminating: false },
      { address: '10.244.1.3', pod: 'shop/web-2', ready: false, terminating: false },
    ],
    candidates: 1,
    taken: '10.244.1.2:8080',
  }
  const way: Decision = { at: 'way', from: 'node-1', to: 'node-2', reached: true, tookMs: 1 }
  const all = [policy(), policy(), name, service, way, policy(), policy({ direction: 'Egress' })]
  expect(lines(followed(all))).toEqual([
    'Name service 10.96.0.10: web.shop.svc.cluster.local is 10.96.0.7',
    'Rule of Service web on node-1: 10.244.1.2:8080, one of 1 endpoint it may take; out of rotation: web-2 (not ready)',
    'From node-1 to node-2: the way is open',
    'NetworkPolicy: none isolates either end',
    'Answer: status 200, of which the program took 10 ms: hello',
  ])
  expect(hopLines(followed(all)).map(({ took }) => took)).toEqual(['2 ms', '', '1 ms each way', '', '14 ms in all'])
})

it('tells each policy that isolates, and what was dropped', () => {
  const denied = policy({ isolating: ['deny'], allowed: false })
  const end = followed([policy(), name, policy({ direction: 'Egress' }), denied], {
    outcome: 'timeout',
    said: '',
    tookMs: 5002,
    servedMs: 0,
  })
  expect(lines(end).slice(1)).toEqual([
    'NetworkPolicy of web-1, for what it gets: deny: no rule lets it pass, so it is dropped in silence',
    'Answer: nothing came back: the caller gave up',
  ])
  expect(hopLines(end).map(({ isBad }) => isBad)).toEqual([false, true, true])
  expect(hopLines(end)[1]?.about).toMatchObject({ kind: 'NetworkPolicy', namespace: 'shop', name: 'deny' })
  expect(outcomeWords(end)).toBe('nothing came back: the caller gave up after 5002 ms')
  expect(outcomeWords(followed([]))).toBe('200 in 14 ms')
})
