import { describe, expect, test } from 'vitest'
import type { NodeRow } from '../../engine/protocol/batch.ts'
import type { PodState } from '../../engine/protocol/pods.ts'
import { nodeName, nodeVerdict, podName, podShortName, taintWords } from './names.ts'
import { capacityText, resourceBar } from './resource-bar.ts'
import { troubleOf } from './trouble.ts'
import { workloadCodes } from './workload-code.ts'
import { refreshZones, zonesOf } from './zones.ts'

const GI = 2 ** 30
const node = (part: Partial<NodeRow>): NodeRow => ({
  id: 1,
  name: 'b-1',
  zone: 'b',
  ready: true,
  cordoned: false,
  draining: false,
  pressure: '',
  taints: [],
  cpuMilli: 4000,
  cpuRequestedMilli: 0,
  cpuUsedMilli: 0,
  memoryBytes: 8 * GI,
  memoryRequestedBytes: 0,
  memoryUsedBytes: 0,
  podCapacity: 110,
  podCount: 5,
  ...part,
})

describe('names', () => {
  test.each([
    ['catalog-7c46b8-x2lqp', 'catalog', 'catalog x2lqp'],
    ['catalog', 'catalog', 'catalog'],
    ['other-1', 'catalog', 'other-1'],
    ['web-0', '', 'web-0'],
  ])('%s of %s is %s', (name, owner, short) => {
    expect(podShortName(name, owner)).toBe(short)
  })

  test('a Pod in back-off', () => {
    const label = { id: 1, namespace: 'shop', name: 'catalog-7c46b8-x2lqp', note: '' }
    const name = podName({ label, owner: 'catalog', state: 'backoff', leftMs: 124_000, node: 'b-1' })
    expect(name).toBe('catalog x2lqp, back-off, 2 minutes left, node b-1')
  })

  test('a Pod without countdown or node', () => {
    const label = { id: 1, namespace: 'shop', name: 'web-1', note: '0/6 nodes: cpu' }
    expect(podName({ label, owner: '', state: 'unscheduled', leftMs: Number.NaN, node: '' })).toBe(
      'web-1, unscheduled, 0/6 nodes: cpu',
    )
  })

  test.each([
    [[], '', 'node b-1, Ready, 5 Pods'],
    [
      ['node-role.kubernetes.io/control-plane:NoSchedule'],
      'control plane · tainted NoSchedule',
      'node b-1, Ready, control plane, tainted NoSchedule, 5 Pods',
    ],
    [['gpu=yes:NoSchedule'], 'tainted gpu=yes:NoSchedule', 'node b-1, Ready, tainted gpu=yes:NoSchedule, 5 Pods'],
    [['node.kubernetes.io/unschedulable:NoSchedule'], '', 'node b-1, Ready, 5 Pods'],
  ])('a node tainted %o says %j', (taints, words, name) => {
    expect(taintWords(node({ taints })).join(' · ')).toBe(words)
    expect(nodeName(node({ taints }))).toBe(name)
  })

  test.each([
    [{}, 'ready', 'Ready'],
    [{ pressure: 'Memory pressure' }, 'pressure', 'Memory pressure'],
    [{ cordoned: true, pressure: 'Memory pressure' }, 'cordoned', 'Cordoned'],
    [{ cordoned: true, draining: true }, 'cordoned', 'Cordoned, draining'],
    [{ ready: false, cordoned: true }, 'lost', 'Not ready'],
  ])('node with %o', (part, kind, words) => {
    expect(nodeVerdict(node(part))).toEqual({ kind, words })
    expect(nodeName(node(part))).toBe(`node b-1, ${words}, 5 Pods`)
  })
})

describe('labels of trouble', () => {
  const pod = (state: PodState, note = '', restarts = 0) =>
    troubleOf({ state, note, restarts, sinceMs: 0, untilMs: 1000 })

  test('healthy Pods stay compact', () => {
    expect(
      (['ready', 'completed', 'running', 'pulling', 'scheduled', 'unscheduled'] as const).map((state) => pod(state)),
    ).toEqual(Array.from({ length: 6 }))
  })

  test('back-off counts down and says how often', () => {
    expect(pod('backoff', '', 5)).toEqual({ strong: '', countsDown: true, line: 'back-off, 5 restarts', bad: true })
    expect(pod('backoff', 'ImagePullBackOff')?.line).toBe('ImagePullBackOff')
  })

  test('a note is split at its head', () => {
    expect(pod('pulling', 'queued: 2nd image pull')).toMatchObject({ strong: 'queued', line: '2nd image pull' })
    expect(pod('evicted', 'memory')).toMatchObject({ strong: 'memory', line: '' })
  })
})

describe('codes of workloads', () => {
  const workloads = (...names: string[]) => names.map((name) => ({ kind: 'Deployment', namespace: 'x', name }))
  const names = ['storefront', 'catalog', 'search', 'orders-db', 'sss', 'a', 'aa', 'b', 'scanner', 'storage']

  test('letters differ where the name allows, two letters from the ninth on', () => {
    expect(workloadCodes(workloads(...names)).map((code) => code.letter)).toEqual([
      'S',
      'C',
      'E',
      'O',
      'S',
      'A',
      'A',
      'B',
      'SC',
      'ST',
    ])
  })

  test('a code never changes as workloads come', () => {
    const all = workloadCodes(workloads(...names))
    for (let count = 0; count <= names.length; count++) {
      expect(workloadCodes(workloads(...names.slice(0, count)))).toEqual(all.slice(0, count))
    }
  })

  test('colours come in turn', () => {
    expect(workloadCodes(workloads(...names)).map((code) => code.hue)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1, 2])
  })
})

describe('resource bars', () => {
  test('parts of the allocatable, memory above its request is hot', () => {
    expect(resourceBar(8 * GI, 6.6 * GI, 7.4 * GI, 'memory')).toEqual({
      requested: 82.5,
      used: 92.5,
      hot: true,
      text: '7.4 used, 6.6 req',
    })
    expect(resourceBar(4000, 1000, 2000, 'cpu')).toMatchObject({ requested: 25, used: 50, hot: false })
    expect(resourceBar(0, 10, 900, 'cpu')).toMatchObject({ requested: 0, used: 0 })
    expect(capacityText(4000, 8 * GI)).toBe('4 cpu, 8 Gi')
  })
})

describe('zones', () => {
  const master = node({
    id: 9,
    name: 'control-plane-1',
    zone: '',
    taints: ['node-role.kubernetes.io/control-plane:NoSchedule'],
  })

  test('by name, numbers as numbers, nodes without a zone last', () => {
    const rows = [
      master,
      node({ id: 1, name: 'node-10', zone: 'b' }),
      node({ id: 2, name: 'node-2', zone: 'b' }),
      node({ id: 3, zone: 'a' }),
    ]
    const zones = zonesOf(rows)
    expect(zones.map((zone) => [zone.title, zone.nodes.map((row) => row.name)])).toEqual([
      ['zone a', ['b-1']],
      ['zone b', ['node-2', 'node-10']],
      ['control plane', ['control-plane-1']],
    ])
    expect(zonesOf(rows.toReversed())).toEqual(zones)
    expect(zonesOf([node({ zone: '' })])[0]?.title).toBe('no zone')
  })

  test('changed rows keep the order, untouched zones their identity', () => {
    const rows = new Map([node({ id: 1, zone: 'a' }), node({ id: 2, zone: 'b' })].map((row) => [row.id, row]))
    const before = refreshZones({ zones: [], order: [] }, rows)
    const busier = new Map(rows).set(1, node({ id: 1, zone: 'a', podCount: 6 }))
    const after = refreshZones(before, busier)
    expect(after.zones).toEqual(zonesOf(busier.values()))
    expect(after.order).toBe(before.order)
    expect([after.zones[0] === before.zones[0], after.zones[1] === before.zones[1]]).toEqual([false, true])
    for (const changed of [
      new Map([...busier].slice(1)),
      new Map(busier).set(3, node({ id: 3 })),
      new Map(busier).set(1, node({ zone: 'c' })),
    ]) {
      const { zones, order } = refreshZones(after, changed)
      expect(zones).toEqual(zonesOf(changed.values()))
      expect(order).toBe(zones)
    }
  })
})
