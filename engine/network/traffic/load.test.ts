import { describe, expect, it } from 'vitest'
import { LATENCY } from '../../testing/echoservers.ts'
import { NetworkWorld } from '../../testing/networkworld.ts'
import { pod } from '../../testing/builders.ts'
import type { LoadSpec } from '../../protocol/traffic.ts'
import { dueUntil } from './shape.ts'

const WEB = { app: 'web' }
const target = { kind: 'service', namespace: 'default', name: 'web' } as const
const steady = (ratePerSecond: number) => [{ atSeconds: 0, ratePerSecond }]

function world(): NetworkWorld {
  const w = new NetworkWorld()
  w.runPod('web-1', { ...WEB, version: 'v1' }, 'node-1')
  w.runPod('web-2', { ...WEB, version: 'v2' }, 'node-2')
  w.serve('web', WEB)
  return w
}

const load = (w: NetworkWorld, spec: Partial<LoadSpec>) =>
  w.cluster.act({ verb: 'load', load: { name: 'l', target, shape: steady(20), ...spec } })

/** Sums over all seconds. */
function sums(w: NetworkWorld) {
  const total = { sent: 0, outcomes: {} as Record<string, number>, versions: {} as Record<string, number> }
  for (const { sent, outcomes, versions } of w.cluster.load.report('l')) {
    total.sent += sent
    for (const [key, n] of Object.entries(outcomes)) total.outcomes[key] = (total.outcomes[key] ?? 0) + n
    for (const [key, n] of Object.entries(versions)) total.versions[key] = (total.versions[key] ?? 0) + n
  }
  return total
}

describe('a load source', () => {
  it('sends at its rate and records who answered, with which version, how fast', () => {
    const w = world()
    load(w, {})
    w.run(30_000)
    const seconds = w.cluster.load.report('l').slice(1, -2)
    expect(seconds).toHaveLength(28)
    for (const { sent, outcomes, latencyMaxMs, latencySumMs } of seconds) {
      expect([sent, outcomes]).toEqual([20, { '200': 20 }])
      expect(latencyMaxMs).toBeLessThan(40)
      expect(latencySumMs).toBeGreaterThanOrEqual(20 * 5)
    }
    expect(Object.keys(sums(w).versions).sort()).toEqual(['v1', 'v2'])
    expect(w.cluster.act({ verb: 'endLoad', name: 'l' })).toBe(true)
    expect(w.cluster.load.list()).toEqual([])
  })

  it('follows its shape', () => {
    const ramp = [
      { atSeconds: 0, ratePerSecond: 0 },
      { atSeconds: 10, ratePerSecond: 100 },
    ]
    expect(dueUntil(ramp, false, 10)).toBe(500)
    expect(dueUntil(ramp, false, 12)).toBe(700)
    expect(dueUntil(ramp, true, 20)).toBe(1000)
    const w = world()
    load(w, { shape: ramp })
    w.run(12_000)
    expect(sums(w).sent).toBeGreaterThan(690)
    expect(sums(w).sent).toBeLessThan(702)
  })

  it('sees refusals without endpoints, names that are not there, and requests that died with their container', () => {
    const w = world()
    load(w, { name: 'nobody', target: { ...target, name: 'nobody' } })
    w.run(2_000)
    expect(w.cluster.load.report('nobody')[1]?.outcomes).toEqual({ name: 20 })
    w.create(
      pod('slow')
        .container({
          name: 'app',
          image: 'nginx:1.27',
          ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
        })
        .podLabel('app', 'slow')
        .podAnnotation(LATENCY, '3000')
        .build(),
    )
    w.untilState('slow', '1/1 Running 0')
    w.serve('slow', { app: 'slow' })
    load(w, { target: { ...target, name: 'slow' }, shape: steady(10) })
    w.run(2_000)
    w.fault('killPod', { namespace: 'default', pod: 'slow' })
    w.delete('pods', 'slow', { gracePeriodSeconds: 0 })
    w.run(6_000)
    const { outcomes } = sums(w)
    expect(outcomes.reset).toBeGreaterThan(15)
    expect(outcomes.refused).toBeGreaterThan(20)
    load(w, { name: 'late', target: { ...target, name: 'web' }, timeoutMs: 2 })
    w.run(1_500)
    expect(w.cluster.load.report('late')[0]?.outcomes.timeout).toBeGreaterThan(0)
  })

  it('goes through the Ingress controller by host and path, which has answers of its own', () => {
    const w = world()
    const ingress = (name: string, rule: object, annotations = {}) =>
      w.create({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name, namespace: 'default', annotations },
        spec: { rules: [rule] },
      } as never)
    const backend = (name: string) => ({ service: { name, port: { number: 80 } } })
    ingress(
      'shop',
      {
        host: 'shop.example.com',
        http: {
          paths: [
            { path: '/api(/|$)(.*)', pathType: 'ImplementationSpecific', backend: backend('web') },
            { path: '/gone', pathType: 'Prefix', backend: backend('gone') },
          ],
        },
      },
      { 'nginx.ingress.kubernetes.io/rewrite-target': '/$2' },
    )
    w.run(1_000)
    const { status } = w.find('ingresses.networking.k8s.io', 'shop') as never as { status: object }
    expect(status).toEqual({ loadBalancer: { ingress: [{ ip: '172.19.0.1' }] } })
    const outcome = (host: string, path: string) => {
      load(w, { target: { kind: 'ingress', host }, path, name: `${host}${path}` })
      w.run(1_500)
      return Object.keys(w.cluster.load.report(`${host}${path}`)[0]?.outcomes ?? {})
    }
    expect(outcome('shop.example.com', '/api/info?x=1')).toEqual(['200'])
    expect(w.servers.served.at(-1)?.path).toBe('/info?x=1')
    expect(outcome('shop.example.com', '/gone')).toEqual(['503'])
    expect(outcome('other.example.com', '/api')).toEqual(['404'])
  })

  it('refuses specs that make no sense', () => {
    const w = world()
    expect(() => load(w, { shape: [] })).toThrow('1 to 1000 points')
    expect(() => load(w, { shape: steady(10_001) })).toThrow('0 to 10000')
    expect(() => load(w, { clients: 0 })).toThrow('positive')
  })

  it('is part of the run: a checkpoint gives the same again', () => {
    const w = world()
    load(w, {})
    w.run(3_000)
    const checkpoint = w.cluster.checkpoint()
    w.run(5_000)
    const [digest, report] = [w.cluster.digest(), JSON.stringify(w.cluster.load.report('l'))]
    w.cluster.restore(checkpoint)
    w.run(5_000)
    expect(w.cluster.digest()).toBe(digest)
    expect(JSON.stringify(w.cluster.load.report('l'))).toBe(report)
  })
})
