/** Cases of upstream's topologycache_test.go and utils_test.go, and the Service that asks for it in a cluster. */
import { describe, expect, it } from 'vitest'
import type { EndpointSlice, EndpointSliceEndpoint, Node, Service } from '../../kinds/types.ts'
import { node, pod, service } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { endpointSliceController } from './controller.ts'
import { Slices } from './slices.ts'
import { allocate, cpuShares, shareOut } from './topology.ts'

const MODE = 'service.kubernetes.io/topology-mode'
const shares = (of: Record<string, number>) => new Map(Object.entries(of))

const endpoint = (zone: string | undefined, n: number, hint?: string): EndpointSliceEndpoint => ({
  addresses: [`10.0.0.${n}`],
  conditions: { ready: true },
  targetRef: { kind: 'Pod', name: `p${n}` },
  ...(zone ? { zone } : {}),
  ...(hint ? { hints: { forZones: [{ name: hint }] } } : {}),
})
const slice = (endpoints: EndpointSliceEndpoint[]) => ({ endpoints, ports: [] }) as unknown as EndpointSlice
const hintsOf = (slices: Slices) =>
  slices.drafts.flatMap(({ endpoints }) => endpoints.map(({ hints }) => hints?.forZones?.[0]?.name))
const spread = (zones: string) => [...zones].map((zone, n) => endpoint(zone, n))

describe('shares of CPUs', () => {
  const plain = (name: string, zone: string, cpu: string) =>
    ({
      ...node(name).zone(zone).build(),
      status: { allocatable: { cpu }, conditions: [{ type: 'Ready', status: 'True' }] },
    }) as Node
  it('are by zone, of ready workers', () => {
    const nodes = [plain('1', 'a', '1'), plain('2', 'b', '3')]
    const controlPlane = node('3').zone('c').label('node-role.kubernetes.io/control-plane', '').build() as Node
    expect(cpuShares([...nodes, controlPlane])).toEqual(shares({ a: 0.25, b: 0.75 }))
  })
  it('are not known when a node says no zone, no CPU, or all are in one zone', () => {
    const nodes = [plain('1', 'a', '1'), plain('2', 'b', '3')]
    expect(cpuShares([...nodes, node('3').build() as Node])).toBeUndefined()
    expect(cpuShares([...nodes, plain('3', 'c', '0')])).toBeUndefined()
    expect(cpuShares([plain('1', 'a', '1'), plain('2', 'a', '3')])).toBeUndefined()
  })
})

describe('an allocation', () => {
  it.each([
    ['4 to 2, even', 4, { a: 0.5, b: 0.5 }, { a: [2, 2], b: [2, 2] }],
    ['10 to 3', 10, { a: 0.5, b: 0.3, c: 0.2 }, { a: [5, 5], b: [3, 3], c: [2, 2] }],
    ['21 to 3', 21, { a: 0.5, b: 0.3, c: 0.2 }, { a: [9, 11], b: [6, 8], c: [4, 6] }],
  ])('of %s has room for 20 % of overload', (_, total, of, wanted) => {
    const found = allocate(total, shares(of)) as ReadonlyMap<string, { minimum: number; maximum: number }>
    expect(Object.fromEntries([...found].map(([zone, { minimum, maximum }]) => [zone, [minimum, maximum]]))).toEqual(
      wanted,
    )
  })
  it.each([
    ['no shares', 3, undefined, /^Insufficient Node information/],
    ['fewer endpoints than zones', 1, { a: 0.5, b: 0.5 }, 'Insufficient number of endpoints (1 endpoints, 2 zones)'],
    ['zones too uneven', 2, { a: 0.3, b: 0.7 }, /overload threshold \(2 endpoints, 2 zones\)$/],
  ])('is impossible: %s', (_, total, of, why) => {
    expect(allocate(total, of && shares(of))).toEqual(typeof why === 'string' ? why : expect.stringMatching(why))
  })
})

describe('hints', () => {
  it.each([
    ['of an even Service are its zones', 'abc', { a: 0.35, b: 0.3, c: 0.35 }, 'abc'],
    ['move to where they lack', 'aaab', { a: 0.5, b: 0.5 }, 'baab'],
    ['go to a zone without endpoints', 'aabb', { a: 0.25, b: 0.25, c: 0.5 }, 'cacb'],
  ])('%s', (_, zones, of, wanted) => {
    const slices = new Slices([slice(spread(zones))])
    expect(shareOut(slices.drafts, shares(of))).toBeUndefined()
    expect(hintsOf(slices).join('')).toBe(wanted)
  })

  it('that still fit are left alone; others are made anew', () => {
    const right = slice([endpoint('a', 0, 'a'), endpoint('b', 1, 'b')])
    const fresh = slice([endpoint('a', 2), endpoint('b', 3)])
    const slices = new Slices([right, fresh])
    shareOut(slices.drafts, shares({ a: 0.5, b: 0.5 }))
    expect(slices.drafts.map(({ changed }) => changed)).toEqual([false, true])
    const lost = new Slices([slice([endpoint('a', 0, 'z'), endpoint('b', 1, 'b')])])
    shareOut(lost.drafts, shares({ a: 0.5, b: 0.5 }))
    expect(hintsOf(lost)).toEqual(['a', 'b'])
  })

  it('are taken off where they cannot be', () => {
    const slices = new Slices([
      slice([endpoint('a', 0, 'a'), endpoint(undefined, 1)]),
      slice([endpoint('b', 2), endpoint('b', 3)]),
    ])
    expect(shareOut(slices.drafts, shares({ a: 0.5, b: 0.5 }))).toBe(
      'One or more endpoints do not have a zone specified',
    )
    expect(hintsOf(slices)).toEqual([undefined, undefined, undefined, undefined])
    expect(slices.drafts.map(({ changed }) => changed)).toEqual([true, false])
  })
})

describe('a Service in topology mode Auto', () => {
  /** Of six Pods four are in zone a. */
  function world(): World {
    const w = new World({ controllers: [endpointSliceController] })
    w.create(service('web').annotation(MODE, 'Auto').build())
    const nodes = ['node-1', 'node-1', 'node-1', 'node-1', 'node-2', 'node-3']
    for (const [n, name] of nodes.entries()) w.create(pod(`web-${n}`).podLabel('app', 'web').node(name).build())
    w.settle()
    return w
  }
  const hints = (w: World) =>
    w
      .list<EndpointSlice>('endpointslices.discovery.k8s.io')
      .flatMap(({ endpoints }) => endpoints.map(({ hints: h }) => h?.forZones?.[0]?.name ?? '-'))
      .sort()
      .join('')

  it('has its endpoints shared out, says so once, and stays as it is', () => {
    const w = world()
    expect(hints(w)).toBe('aabbcc')
    expect(w.events('web').at(-1)).toBe(
      'TopologyAwareHintsEnabled Topology Aware Hints has been enabled, addressType: IPv4',
    )
    const { revision } = w.server.store
    w.run(60_000)
    expect(w.server.store.revision).toBe(revision)
  })

  it('loses its hints with a zone, or when it asks no longer', () => {
    const w = world()
    w.change<Node>('nodes', 'node-2', (n) => ({ ...n, metadata: { ...n.metadata, labels: {} } }))
    w.run(10_000)
    expect(hints(w)).toBe('------')
    expect(w.events('web').at(-1)).toMatch(/^TopologyAwareHintsDisabled Insufficient Node information.*IPv4$/)
    const other = world()
    other.change<Service>('services', 'web', (s) => ({ ...s, metadata: { ...s.metadata, annotations: {} } }))
    other.run(10_000)
    expect(hints(other)).toBe('------')
    expect(other.events('web').at(-1)).toMatch(/^TopologyAwareHintsDisabled Topology Aware Hints has been disabled/)
  })
})
