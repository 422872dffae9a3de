/** Profiles from a configuration: several schedulers, plugins on and off, weights, arguments; what is refused. */
import { describe, expect, it } from 'vitest'
import { formatFieldError } from '../../api/fielderror.ts'
import { node, pod } from '../../testing/builders.ts'
import { SchedulerWorld } from '../../testing/schedulerworld.ts'
import { DEFAULT_PLUGINS, PluginSwitches } from './defaults.ts'
import { ConfigurationError } from './profiles.ts'
import type { SchedulerConfiguration } from './types.ts'
import { validateConfiguration } from './validation.ts'

function world(config: SchedulerConfiguration): SchedulerWorld {
  const w = new SchedulerWorld({ config })
  for (const name of ['node-1', 'node-2']) {
    w.create('nodes', { ...node(name).build(), status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } } })
  }
  return w
}

function add(w: SchedulerWorld, name: string, more: object = {}): void {
  const manifest = pod(name).image('nginx').requests({ cpu: '1' }).build()
  const spec = { ...(manifest.spec as object), schedulerName: 'default-scheduler', ...more }
  w.create('pods', { ...manifest, spec, status: { phase: 'Pending' } })
}

const errors = (config: SchedulerConfiguration) => validateConfiguration(config).map(formatFieldError)

describe('profiles', () => {
  it('schedule the Pods that name them, and sign their events', () => {
    const w = world({ profiles: [{ schedulerName: 'default-scheduler' }, { schedulerName: 'second' }] })
    add(w, 'a', { schedulerName: 'second' })
    add(w, 'b', { schedulerName: 'third' })
    w.settle(1000)
    expect([w.pod('a')?.spec.nodeName !== undefined, w.pod('b')?.spec.nodeName]).toEqual([true, undefined])
    const [event] = w.server.store.table('events').list() as { source?: { component?: string } }[]
    expect(event?.source?.component).toBe('second')
  })

  it('pack Pods where the strategy says so', () => {
    const args = { scoringStrategy: { type: 'MostAllocated', resources: [{ name: 'cpu', weight: 1 }] } }
    const w = world({
      profiles: [
        {
          plugins: { score: { disabled: [{ name: 'NodeResourcesBalancedAllocation' }] } },
          pluginConfig: [{ name: 'NodeResourcesFit', args }],
        },
      ],
    })
    for (const name of ['a', 'b', 'c']) add(w, name)
    w.settle(1000)
    expect(new Set(Object.values(w.placements())).size).toBe(1)
  })

  it('do without plugins that are switched off', () => {
    const w = world({ profiles: [{ plugins: { filter: { disabled: [{ name: 'NodeResourcesFit' }] } } }] })
    add(w, 'huge', { containers: [{ name: 'c', image: 'x', resources: { requests: { cpu: '100' } } }] })
    w.settle(1000)
    expect(w.pod('huge')?.spec.nodeName).toMatch(/^node-/)
  })

  it('add an affinity to every Pod', () => {
    const term = { matchExpressions: [{ key: 'pool', operator: 'In', values: ['x'] }] }
    const addedAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } }
    const w = world({ profiles: [{ pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity } }] }] })
    add(w, 'a')
    w.settle(1000)
    expect(w.pod('a')?.status.conditions?.[0]?.message).toMatch(/2 node\(s\) didn't match scheduler-enforced node affi/)
  })

  it('look at as many nodes as told', () => {
    const feasible = (config: SchedulerConfiguration) => {
      const w = world(config)
      for (let i = 0; i < 198; i++) {
        w.create('nodes', {
          ...node(`more-${i}`).build(),
          status: { allocatable: { cpu: '4', pods: '110', memory: '8Gi' } },
        })
      }
      add(w, 'a')
      w.settle(1000)
      return w.scheduler.explain('default/a')[0]?.feasible
    }
    expect(feasible({})).toBe(100)
    expect(feasible({ percentageOfNodesToScore: 75 })).toBe(150)
    expect(feasible({ percentageOfNodesToScore: 75, profiles: [{ percentageOfNodesToScore: 100 }] })).toBe(200)
  })

  it('leave resources out that they ignore', () => {
    const args = { ignoredResources: ['example.com/gpu'], ignoredResourceGroups: ['example.org'] }
    const w = world({ profiles: [{ pluginConfig: [{ name: 'NodeResourcesFit', args }] }] })
    const asking = (resource: string) => [{ name: 'c', image: 'x', resources: { requests: { [resource]: '1' } } }]
    for (const [i, name] of ['example.com/gpu', 'example.org/any', 'example.com/other'].entries())
      add(w, `p-${i}`, { containers: asking(name) })
    w.settle(1000)
    expect(Object.keys(w.placements())).toEqual(['default/p-0', 'default/p-1'])
  })

  it('weigh what standing Pods require of others', () => {
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'x' } } }
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } }
    const scoreWith = (hardPodAffinityWeight: number) => {
      const args = { hardPodAffinityWeight }
      const w = new SchedulerWorld({ config: { profiles: [{ pluginConfig: [{ name: 'InterPodAffinity', args }] }] } })
      for (const name of ['node-1', 'node-2']) {
        const made = node(name).label('kubernetes.io/hostname', name).build()
        w.create('nodes', { ...made, status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } } })
      }
      const manifest = pod('x').image('nginx').podLabel('app', 'x').build()
      w.create('pods', { ...manifest, spec: { ...(manifest.spec as object), affinity }, status: { phase: 'Pending' } })
      w.settle(1000)
      w.create('pods', { ...manifest, metadata: { ...manifest.metadata, name: 'y' }, status: { phase: 'Pending' } })
      w.settle(1000)
      const verdicts = w.scheduler.explain('default/y')[0]?.nodes ?? []
      return Math.max(...verdicts.map(({ scores }) => scores?.InterPodAffinity ?? 0))
    }
    expect([scoreWith(0), scoreWith(1)]).toEqual([0, 200])
  })

  it('spread Pods of a Service by constraints of their own', () => {
    const constraint = { maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule' }
    const args = { defaultingType: 'List', defaultConstraints: [constraint] }
    const w = world({ profiles: [{ pluginConfig: [{ name: 'PodTopologySpread', args }] }] })
    w.create('services', { metadata: { name: 's', namespace: 'default' }, spec: { selector: { app: 'x' } } })
    const manifest = pod('a').image('nginx').podLabel('app', 'x').build()
    w.create('pods', { ...manifest, status: { phase: 'Pending' } })
    w.settle(1000)
    const missing = "node(s) didn't match pod topology spread constraints (missing required label)"
    expect(w.pod('a')?.status.conditions?.[0]?.message).toContain(`2 ${missing}`)
  })

  it('need something that binds, and one order of the queue', () => {
    const off = (point: 'bind' | 'queueSort') => () =>
      world({ profiles: [{ plugins: { [point]: { disabled: [{ name: '*' }] } } }] })
    const prefix = 'initializing profiles: creating profile for scheduler name default-scheduler: '
    expect(off('bind')).toThrow(
      `${prefix}at least one bind plugin is needed for profile with scheduler name "default-scheduler"`,
    )
    expect(off('queueSort')).toThrow(
      `${prefix}only one queue sort plugin required for profile with scheduler name "default-scheduler", but got 0`,
    )
  })

  it('back off as told', () => {
    const w = world({ podInitialBackoffSeconds: 3, podMaxBackoffSeconds: 4 })
    w.scheduler.queue.retry(0, 'x')
    expect(w.scheduler.queue.retryAtOf(0)).toBe(3000)
  })
})

describe('switches', () => {
  it('leave the defaults in order, with weights', () => {
    const switches = new PluginSwitches({})
    expect(switches.names).toEqual(DEFAULT_PLUGINS.map(({ name }) => name))
    expect(switches.at('score', 'TaintToleration')).toEqual({ on: true, weight: 3 })
  })

  it('take everything away and some back', () => {
    const multiPoint = { disabled: [{ name: '*' }], enabled: [{ name: 'NodeAffinity', weight: 7 }] }
    const switches = new PluginSwitches({ plugins: { multiPoint, filter: { enabled: [{ name: 'NodeName' }] } } })
    expect(switches.names).toEqual(['NodeAffinity', 'NodeName'])
    expect(switches.at('score', 'NodeAffinity')).toEqual({ on: true, weight: 7 })
    expect([switches.at('filter', 'NodeName').on, switches.at('score', 'NodeName').on]).toEqual([true, false])
  })
})

describe('validation', () => {
  it('lets the defaults pass', () => {
    expect(errors({})).toEqual([])
  })

  it('says what upstream says', () => {
    const shape = [
      { utilization: 50, score: 11 },
      { utilization: 40, score: 1 },
    ]
    const scoringStrategy = { type: 'RequestedToCapacityRatio', resources: [{ name: 'cpu', weight: 101 }] }
    const fit = { scoringStrategy: { ...scoringStrategy, requestedToCapacityRatio: { shape } } }
    const config = {
      parallelism: 0,
      percentageOfNodesToScore: 101,
      podInitialBackoffSeconds: 5,
      podMaxBackoffSeconds: 1,
      profiles: [
        { schedulerName: 'a', pluginConfig: [{ name: 'NodeResourcesFit', args: fit }] },
        { schedulerName: 'a', pluginConfig: [{ name: 'InterPodAffinity', args: { hardPodAffinityWeight: 200 } }] },
      ],
    }
    const args = 'profiles[0].pluginConfig[0].args.scoringStrategy'
    expect(errors(config)).toEqual([
      'parallelism: Invalid value: 0: should be an integer value greater than zero',
      `${args}.resources[0].weight: Invalid value: 101: resource weight of cpu not in valid range [1, 100]`,
      `${args}.shape[0].score: Invalid value: 11: not in valid range [0-10]`,
      `${args}.shape[1].utilization: Invalid value: 40: utilization values must be sorted in increasing order`,
      'profiles[1].pluginConfig[0].args.hardPodAffinityWeight: Invalid value: 200: not in valid range [0-100]',
      'profiles[1].schedulerName: Duplicate value: "a"',
      'percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]',
      'podMaxBackoffSeconds: Invalid value: 1: must be greater than or equal to PodInitialBackoffSeconds',
    ])
  })

  it('keeps a scheduler from starting', () => {
    expect(() => world({ profiles: [] })).toThrow(ConfigurationError)
  })
})
