/** Programs that have a say in scheduling: what they are told, what their answers do, and what happens when they fail. */
import { describe, expect, it } from 'vitest'
import type { CallOutcome, ClusterCalls } from '../../core/calls.ts'
import type { Event, Pod } from '../../kinds/types.ts'
import { node, pod } from '../../testing/builders.ts'
import { SchedulerWorld } from '../../testing/schedulerworld.ts'
import type { ExtenderConfiguration } from '../config/types.ts'
import { formatFieldError } from '../../api/fielderror.ts'
import { validateConfiguration } from '../config/validation.ts'
import { placeOf } from './client.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- what goes over the wire has no type here
type Json = any
type Program = (verb: string, args: Json) => Json

const URL_PREFIX = 'http://gate.tools.svc:8888/scheduler'
const EXTENDED = 'example.com/gpu'

interface Asked {
  readonly where: string
  readonly args: Json
}

function world(extender: Partial<ExtenderConfiguration>, program: Program | CallOutcome, nodes = 2) {
  const asked: Asked[] = []
  const calls: ClusterCalls = {
    service: (namespace, name, port, { path, body }) => {
      const args = JSON.parse(body)
      asked.push({ where: `${namespace}/${name}:${port}${path}`, args })
      if (typeof program !== 'function') return program
      const said = JSON.stringify(program(path.split('/').at(-1) as string, args))
      return { response: { status: 200, headers: {}, body: said, latencyMs: 1 } }
    },
    address: () => ({ failure: 'refused', message: 'nobody' }),
  }
  const w = new SchedulerWorld({ calls, config: { extenders: [{ urlPrefix: URL_PREFIX, ...extender }] } })
  for (let i = 1; i <= nodes; i++) {
    const allocatable = { cpu: '4', memory: '8Gi', pods: '110' }
    w.create('nodes', { ...node(`node-${i}`).build(), status: { allocatable } })
  }
  return { w, asked }
}

function add(w: SchedulerWorld, name: string, requests: Record<string, string> = { cpu: '1' }, priority = 0): void {
  const manifest = pod(name).image('nginx').build()
  const containers = [{ name: 'c', image: 'nginx', resources: { requests, limits: requests } }]
  const spec = { ...(manifest.spec as object), containers, priority, terminationGracePeriodSeconds: 0 }
  w.create('pods', { ...manifest, spec, status: { phase: 'Pending' } })
}

const nodeOf = (w: SchedulerWorld, name: string) => w.pod(name)?.spec.nodeName
const messageOf = (w: SchedulerWorld, name: string) => w.pod(name)?.status.conditions?.[0]?.message
const reasonOf = (w: SchedulerWorld, name: string) => w.pod(name)?.status.conditions?.[0]?.reason
const events = (w: SchedulerWorld) => (w.server.store.table('events').list() as Event[]).map(({ reason }) => reason)

describe('filters', () => {
  it('of programs that know the nodes get names and leave the best of what stays', () => {
    const { w, asked } = world({ filterVerb: 'filter', nodeCacheCapable: true }, () => ({ NodeNames: ['node-2'] }))
    for (const name of ['a', 'b', 'c']) add(w, name)
    w.settle(1000)
    expect(['a', 'b', 'c'].map((name) => nodeOf(w, name))).toEqual(['node-2', 'node-2', 'node-2'])
    expect(asked[0]?.where).toBe('tools/gate:8888/scheduler/filter')
    expect(asked[0]?.args.NodeNames.toSorted()).toEqual(['node-1', 'node-2'])
    expect(asked[0]?.args.Pod.metadata.name).toBe('a')
  })

  it('of others get the nodes, say why not, and are asked again when anything happens', () => {
    let hot = true
    const { w } = world({ filterVerb: 'filter' }, (_, { Nodes }) => {
      const failed = Object.fromEntries(Nodes.items.map((each: Json) => [each.metadata.name, 'too hot']))
      return hot ? { nodes: { items: [] }, failedNodes: failed } : { nodes: Nodes }
    })
    add(w, 'a')
    w.settle(1000)
    expect(messageOf(w, 'a')).toMatch(/^0\/2 nodes are available: 2 too hot\. preemption: 0\/2 nodes are available: /)
    hot = false
    w.run(1000)
    expect(nodeOf(w, 'a')).toBeUndefined()
    w.create('nodes', { ...node('node-3').build(), status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } } })
    w.settle(20_000)
    expect(nodeOf(w, 'a')).toMatch(/^node-/)
  })

  it('are not believed when they name strangers', () => {
    const { w } = world({ filterVerb: 'filter', nodeCacheCapable: true }, () => ({ NodeNames: ['elsewhere'] }))
    add(w, 'a')
    w.run(500)
    const claim = `extender "${URL_PREFIX}" claims a filtered node "elsewhere" which is not found in the input node list`
    expect([reasonOf(w, 'a'), messageOf(w, 'a')]).toEqual(['SchedulerError', claim])
  })
})

describe('failures', () => {
  const failure: CallOutcome = { failure: 'noEndpoints', message: 'no endpoints available for service "gate"' }

  it('keep a Pod waiting, which tries again', () => {
    const { w, asked } = world({ filterVerb: 'filter' }, failure)
    add(w, 'a')
    w.run(10_000)
    expect(messageOf(w, 'a')).toBe(`Post "${URL_PREFIX}/filter": no endpoints available for service "gate"`)
    expect(asked.length).toBeGreaterThan(2)
  })

  it('are passed over where that is allowed', () => {
    const { w } = world({ filterVerb: 'filter', ignorable: true }, failure)
    add(w, 'a')
    w.settle(1000)
    expect(nodeOf(w, 'a')).toMatch(/^node-/)
  })

  it('say the code, or what the program says', () => {
    const { w } = world({ filterVerb: 'filter' }, { response: { status: 500, headers: {}, body: '', latencyMs: 1 } })
    add(w, 'a')
    w.run(500)
    expect(messageOf(w, 'a')).toBe(`failed filter with extender at URL ${URL_PREFIX}/filter, code 500`)
    const second = world({ filterVerb: 'filter' }, () => ({ Error: 'no idea' })).w
    add(second, 'a')
    second.run(500)
    expect(messageOf(second, 'a')).toBe('no idea')
  })
})

it('scores count ten times their weight', () => {
  const extender = { prioritizeVerb: 'prioritize', weight: 5, nodeCacheCapable: true }
  const { w } = world(extender, () => [
    { Host: 'node-1', Score: 1 },
    { Host: 'node-2', Score: 9 },
  ])
  for (const name of ['a', 'b', 'c']) add(w, name)
  w.settle(1000)
  expect(new Set(Object.values(w.placements()))).toEqual(new Set(['node-2']))
  const scores = w.scheduler.explain('default/a')[0]?.nodes?.map(({ node: name, scores: by }) => [name, by?.Extender])
  expect(scores?.toSorted()).toEqual([
    ['node-1', 50],
    ['node-2', 450],
  ])
})

it('only Pods with a managed resource are asked about, and the scheduler does not count it', () => {
  const managedResources = [{ name: EXTENDED, ignoredByScheduler: true }]
  const { w, asked } = world({ filterVerb: 'filter', managedResources }, (_, { Nodes }) => ({ Nodes }))
  add(w, 'plain')
  w.settle(1000)
  expect(asked).toEqual([])
  add(w, 'gpu', { cpu: '1', [EXTENDED]: '1' })
  w.settle(1000)
  expect([asked.length, nodeOf(w, 'gpu')]).toEqual([1, expect.stringMatching(/^node-/)])
})

it('an extender that binds is left to do it', () => {
  const { w, asked } = world({ bindVerb: 'bind' }, () => ({}))
  add(w, 'a')
  w.settle(1000)
  const { uid, namespace } = (w.pod('a') as Pod).metadata
  expect(asked[0]?.args).toMatchObject({ PodName: 'a', PodNamespace: namespace, PodUID: uid })
  expect([nodeOf(w, 'a'), events(w)]).toEqual([undefined, ['Scheduled']])
})

it('victims are taken where the extender agrees', () => {
  const { w, asked } = world({ preemptVerb: 'preempt', nodeCacheCapable: true }, (_, { NodeNameToMetaVictims }) => ({
    NodeNameToMetaVictims: { 'node-1': NodeNameToMetaVictims['node-1'] },
  }))
  for (const name of ['a', 'b']) add(w, name, { cpu: '3' })
  w.settle(1000)
  const [victim] = ['a', 'b'].filter((name) => nodeOf(w, name) === 'node-1')
  add(w, 'high', { cpu: '3' }, 10)
  w.run(100)
  expect(Object.keys(asked[0]?.args.NodeNameToMetaVictims).toSorted()).toEqual(['node-1', 'node-2'])
  expect(w.pod('high')?.status.nominatedNodeName).toBe('node-1')
  expect(w.pod(victim as string)).toBeUndefined()
})

it('nobody is preempted where the extender agrees to nothing', () => {
  const { w } = world({ preemptVerb: 'preempt' }, () => ({}), 1)
  add(w, 'low', { cpu: '3' })
  w.settle(1000)
  add(w, 'high', { cpu: '3' }, 10)
  w.run(100)
  const why = 'preemption: no candidate node for preemption'
  expect(messageOf(w, 'high')).toBe(`0/1 nodes are available: 1 Insufficient cpu. ${why}`)
  expect(nodeOf(w, 'low')).toBe('node-1')
})

it('what-ifs ask nobody', () => {
  const { w, asked } = world({ filterVerb: 'filter' }, () => ({ NodeNames: [] }))
  const { spec } = pod('a').image('nginx').build()
  expect(
    w.scheduler.place({ metadata: { name: 'a', namespace: 'default' }, spec, status: {} } as Pod).attempt.node,
  ).toMatch(/^node-/)
  expect(asked).toEqual([])
})

it.each([
  ['http://gate.tools:80/s/filter', { scheme: 'http', host: 'gate.tools', port: 80, path: '/s/filter' }],
  ['https://10.0.0.1/filter', { scheme: 'https', host: '10.0.0.1', port: 443, path: '/filter' }],
])('%s is taken apart', (url, parts) => {
  expect(placeOf(url, false)).toEqual(parts)
})

it('configurations are refused in upstream words', () => {
  const extenders = [
    { urlPrefix: '', prioritizeVerb: 'p', bindVerb: 'b', managedResources: [{ name: 'cpu' }] },
    { urlPrefix: URL_PREFIX, bindVerb: 'b', managedResources: [{ name: EXTENDED }, { name: EXTENDED }] },
  ]
  expect(validateConfiguration({ extenders }).map(formatFieldError)).toEqual([
    'extenders[0].urlPrefix: Required value',
    'extenders[0].weight: Invalid value: 0: must have a positive weight applied to it',
    'extenders[0].managedResources[0].name: Invalid value: "cpu": is an invalid extended resource name',
    `extenders[1].managedResources[1].name: Invalid value: "${EXTENDED}": duplicate extender managed resource name`,
    'extenders: Invalid value: "found 2 extenders implementing bind": only one extender can implement bind',
  ])
})
