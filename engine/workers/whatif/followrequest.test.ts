import { describe, expect, it } from 'vitest'
import { pod } from '../../testing/builders.ts'
import { NetworkWorld } from '../../testing/networkworld.ts'
import { ClusterSession } from '../session.ts'
import { followRequest } from './followrequest.ts'

const WEB = { app: 'web' }
const ASK = {
  namespace: 'default',
  service: 'web',
  port: 80,
  path: '/',
  from: { namespace: 'default', name: 'client' },
}

function world(): NetworkWorld {
  const w = new NetworkWorld()
  w.runPod('web-1', WEB, 'node-1')
  w.runPod('web-2', WEB, 'node-2')
  w.runPod('client', {}, 'node-1')
  w.serve('web', WEB)
  return w
}

const policy = (name: string, spec: object) =>
  ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'default' },
    spec,
  }) as never

describe('a request that is followed', () => {
  it('tells name, rule, way, policies, Pod and answer in their order', () => {
    const w = world()
    const { hops, outcome, said, tookMs, servedMs } = followRequest(w.cluster, ASK)
    const after = hops.slice(hops.findIndex(({ at }) => at === 'name'))
    expect(after.map(({ at }) => at)).toEqual(['name', 'service', 'way', 'policy', 'policy', 'pod'])
    const [name, service, way, , , target] = after as never as [
      { name: string; data: string[]; tookMs: number },
      { node: string; candidates: number; endpoints: { pod: string }[]; taken: string },
      { from: string; to: string; tookMs: number },
      unknown,
      unknown,
      { pod: string; address: string; node: string; listens: boolean; ready: boolean },
    ]
    expect(name).toMatchObject({ code: 'NOERROR', data: [w.clusterIP('web')] })
    expect(service).toMatchObject({ node: 'node-1', candidates: 2, service: 'default/web', to: 'endpoint' })
    expect(service.endpoints.map((each) => each.pod).sort()).toEqual(['default/web-1', 'default/web-2'])
    expect(service.taken).toBe(`${target.address}:8080`)
    expect(target).toMatchObject({ listens: true, ready: true })
    expect(way).toMatchObject({ from: 'node-1', to: target.node })
    // It was answered by the very Pod that was chosen, and the time is that of all its hops.
    expect({ outcome, said: `default/${said}`, servedMs }).toEqual({ outcome: '200', said: target.pod, servedMs: 5 })
    expect(tookMs).toBe(name.tookMs + way.tookMs * 2 + servedMs)
    expect(w.servers.served.filter((each) => each.headers['user-agent'] === 'follow')).toHaveLength(1)
  })

  it('names the policy that lets it pass, or those that do not', () => {
    const w = world()
    w.create(policy('deny', { podSelector: { matchLabels: WEB } }))
    const denied = followRequest(w.cluster, ASK)
    expect(denied.hops.at(-1)).toMatchObject({
      at: 'policy',
      direction: 'Ingress',
      isolating: ['deny'],
      allowed: false,
    })
    expect(denied).toMatchObject({ outcome: 'timeout' })
    expect(denied.tookMs).toBeGreaterThanOrEqual(5000)
    w.create(policy('allow', { podSelector: { matchLabels: WEB }, ingress: [{ ports: [{ port: 'http' }] }] }))
    const { hops, outcome } = followRequest(w.cluster, ASK)
    expect(hops.find((hop) => hop.at === 'policy' && hop.direction === 'Ingress' && hop.by)).toMatchObject({
      by: 'allow',
      isolating: ['deny', 'allow'],
    })
    expect(outcome).toBe('200')
  })

  it('ends where nobody is ready, where there is no such name, and where a machine is cut off', () => {
    const w = world()
    w.serve('none', { app: 'nobody' })
    const refused = followRequest(w.cluster, { ...ASK, service: 'none' })
    expect(refused.outcome).toBe('refused')
    expect(refused.hops.at(-1)).toMatchObject({ at: 'service', to: 'refused', candidates: 0, endpoints: [] })
    expect(followRequest(w.cluster, { ...ASK, service: 'nowhere' })).toMatchObject({ outcome: 'name' })
    w.serve('second', { app: 'second' })
    w.runPod('second-1', { app: 'second' }, 'node-2')
    w.run(2000)
    w.fault('partition', { nodes: ['node-2'], withControlPlane: false })
    const cut = followRequest(w.cluster, { ...ASK, service: 'second' })
    expect(cut).toMatchObject({ outcome: 'timeout' })
    expect(cut.hops.at(-1)).toMatchObject({ at: 'way', to: 'node-2', reached: false })
    expect(() => followRequest(w.cluster, { ...ASK, from: { namespace: 'default', name: 'gone' } })).toThrow('gone')
  })

  it('comes from outside, too', () => {
    const w = world()
    const { hops, outcome } = followRequest(w.cluster, { ...ASK, from: undefined } as never)
    expect(outcome).toBe('200')
    expect(hops.map(({ at }) => at)).toContain('service')
  })
})

it('leaves the cluster as it was', () => {
  const session = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  session.boot(1, { seed: 3 })
  const manifest = pod('web').image('k8spatterns/random-generator:1.0').podLabel('app', 'web').build()
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: WEB, ports: [{ port: 80, targetPort: 8080 }] },
  }
  for (const each of [manifest, service]) session.apply(JSON.stringify(each), { dryRun: false, namespace: 'default' })
  session.step(60_000)
  const before = session.digest()
  const from = { namespace: 'default', name: 'web' }
  expect(session.followRequest({ ...ASK, from })).toMatchObject({ outcome: '200' })
  expect(session.digest()).toBe(before)
})
