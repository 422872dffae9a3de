/** Cases of upstream's endpointslicemirroring tests (reconciler_test.go, endpointslicemirroring_controller_test.go, utils_test.go). */
import { describe, expect, it } from 'vitest'
import type { Endpoints, EndpointSlice } from '../../kinds/types.ts'
import { service } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { garbageCollector } from '../garbage/controller.ts'
import { endpointSliceMirroringController } from './controller.ts'
import { mirrored } from './mirrored.ts'

const MANAGED = {
  'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
  'kubernetes.io/service-name': 'db',
}
const http = { name: 'http', port: 80, protocol: 'TCP' }
const https = { name: 'https', port: 443, protocol: 'TCP' }
const at = (...ips: string[]) => ips.map((ip) => ({ ip }))

const world = () => new World({ controllers: [endpointSliceMirroringController, garbageCollector] })
const bare = () => service('db').with({ selector: undefined }).build()
const endpoints = (subsets: Endpoints['subsets'], metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'db', namespace: 'default', ...metadata },
  subsets,
})
const slices = (w: World) =>
  w
    .list<EndpointSlice>('endpointslices.discovery.k8s.io')
    .map(({ addressType, ports, endpoints: list }) => ({
      type: addressType,
      ports: (ports ?? []).map(({ port }) => port),
      ready: list.filter(({ conditions }) => conditions?.ready).flatMap(({ addresses }) => addresses),
      notReady: list.filter(({ conditions }) => !conditions?.ready).flatMap(({ addresses }) => addresses),
    }))
    .sort((a, b) => (`${a.type}${a.ports}` < `${b.type}${b.ports}` ? -1 : 1))

function mirror(subsets: Endpoints['subsets'], metadata?: object): World {
  const w = world()
  w.create(bare())
  w.create(endpoints(subsets, metadata))
  w.run(5_000)
  return w
}

describe('Endpoints made by hand', () => {
  it.each<[string, Endpoints['subsets'], object[]]>([
    ['no subset', [], []],
    ['one', [{ addresses: at('10.1.0.1'), ports: [http] }], [['IPv4', [80], ['10.1.0.1'], []]]],
    [
      'ready and not ready ones',
      [{ addresses: at('10.1.0.1'), notReadyAddresses: at('10.1.0.2'), ports: [http, https] }],
      [['IPv4', [80, 443], ['10.1.0.1'], ['10.1.0.2']]],
    ],
    [
      'both families',
      [{ addresses: at('10.1.0.1', '2001:DB8::0001'), ports: [http] }],
      [
        ['IPv4', [80], ['10.1.0.1'], []],
        ['IPv6', [80], ['2001:db8::1'], []],
      ],
    ],
    [
      'several subsets',
      [
        { addresses: at('10.1.0.1'), ports: [http] },
        { addresses: at('10.1.0.2'), ports: [https] },
      ],
      [
        ['IPv4', [443], ['10.1.0.2'], []],
        ['IPv4', [80], ['10.1.0.1'], []],
      ],
    ],
    [
      'several subsets of the same ports',
      [
        { addresses: at('10.1.0.1'), ports: [http] },
        { addresses: at('10.1.0.2'), notReadyAddresses: at('10.1.0.1'), ports: [http] },
      ],
      [['IPv4', [80], ['10.1.0.2'], ['10.1.0.1']]],
    ],
    [
      'several subsets of the same addresses',
      [
        { addresses: at('10.1.0.1'), ports: [http] },
        { addresses: at('10.1.0.1'), ports: [https] },
      ],
      [['IPv4', [80, 443], ['10.1.0.1'], []]],
    ],
    ['no port', [{ addresses: at('10.1.0.1') }], [['IPv4', [], ['10.1.0.1'], []]]],
  ])('are mirrored: %s', (_, subsets, wanted) => {
    const found = slices(mirror(subsets)).map(({ type, ports, ready, notReady }) => [type, ports, ready, notReady])
    expect(found).toEqual(wanted)
  })

  it('give their labels and annotations, less what is theirs alone, and own the slices', () => {
    const w = mirror([{ addresses: [{ ip: '10.1.0.1', hostname: 'a', nodeName: 'node-1' }], ports: [http] }], {
      labels: { team: 'blue', 'kubernetes.io/service-name': 'other' },
      annotations: {
        note: 'x',
        'endpoints.kubernetes.io/last-change-trigger-time': '2025-01-01T00:00:00Z',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
      },
    })
    const [slice] = w.list<EndpointSlice>('endpointslices.discovery.k8s.io')
    const { uid } = w.get<Endpoints>('endpoints', 'db').metadata
    expect(slice?.metadata).toMatchObject({
      generateName: 'db-',
      labels: { team: 'blue', ...MANAGED },
      annotations: { note: 'x' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Endpoints', name: 'db', uid, controller: true }],
    })
    expect(slice?.metadata.annotations).toEqual({ note: 'x' })
    expect(slice?.endpoints).toEqual([
      { addresses: ['10.1.0.1'], conditions: { ready: true }, hostname: 'a', nodeName: 'node-1' },
    ])
  })

  it.each([
    ['asked not to be', { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }],
    ['a lock of leaders', { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } }],
  ])('are left alone when they are %s, and their slices go', (_, metadata) => {
    const subsets = [{ addresses: at('10.1.0.1'), ports: [http] }]
    expect(slices(mirror(subsets, metadata))).toEqual([])
    const w = mirror(subsets)
    w.change<Endpoints>('endpoints', 'db', (e) => ({ ...e, metadata: { ...e.metadata, ...metadata } }))
    w.run(5_000)
    expect(slices(w)).toEqual([])
  })

  it('follow changes in place: a slice no longer wanted is used again, one put back when somebody takes it away', () => {
    const w = mirror([{ addresses: at('10.1.0.1'), ports: [http] }])
    const name = () => w.list<EndpointSlice>('endpointslices.discovery.k8s.io').map(({ metadata }) => metadata.name)
    const first = name()
    const set = (subsets: Endpoints['subsets']) => {
      w.change<Endpoints>('endpoints', 'db', (e) => ({ ...e, subsets }) as Endpoints)
      w.run(5_000)
    }
    set([{ addresses: at('10.1.0.3'), ports: [https] }])
    expect(name()).toEqual(first)
    expect(slices(w)).toEqual([{ type: 'IPv4', ports: [443], ready: ['10.1.0.3'], notReady: [] }])
    w.delete('endpointslices.discovery.k8s.io', first[0] as string)
    w.run(5_000)
    expect(slices(w)).toEqual([{ type: 'IPv4', ports: [443], ready: ['10.1.0.3'], notReady: [] }])
    set([])
    expect(slices(w)).toEqual([])
  })

  it('are mirrored only while there is a Service, and it has no selector', () => {
    const w = mirror([{ addresses: at('10.1.0.1'), ports: [http] }])
    const select = (selector: object | undefined) => {
      w.change('services', 'db', (s) => ({ ...s, spec: { ...(s as { spec?: object }).spec, selector } }))
      w.run(5_000)
    }
    select({ app: 'db' })
    expect(slices(w)).toEqual([])
    select(undefined)
    expect(slices(w)).toHaveLength(1)
    w.delete('services', 'db')
    w.run(5_000)
    expect(slices(w)).toEqual([])
  })

  it('say which addresses they cannot have mirrored', () => {
    const many = Array.from({ length: 1_003 }, (_, n) => `10.2.${n >> 8}.${n & 255}`)
    const w = mirror([{ addresses: at(...many), ports: [http] }])
    expect(slices(w)[0]?.ready).toHaveLength(1_000)
    expect(w.events('db')).toEqual([
      'TooManyAddressesToMirror A max of 1000 addresses can be mirrored to EndpointSlices per Endpoints subset. 3 addresses were skipped',
    ])
    const bad = { subsets: [{ addresses: at('10.1.0.1', 'nonsense', '10.0.0.256'), ports: [http] }] } as Endpoints
    expect(mirrored(bad)).toMatchObject({ invalid: 2, skipped: 2 })
  })
})
