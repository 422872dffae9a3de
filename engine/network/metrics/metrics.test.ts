import { describe, expect, it } from 'vitest'
import type { ApiResponse } from '../../api/request.ts'
import { workers } from '../../boot.ts'
import { Cluster, type ClusterOptions } from '../../cluster.ts'
import type { ContainerRuntime } from '../../core/runtime.ts'
import { Processes } from '../../runtime/processes.ts'
import { sampleTimes } from './samples.ts'

const NODES = '/apis/metrics.k8s.io/v1beta1/nodes'
const PODS = '/apis/metrics.k8s.io/v1beta1/pods'
const OURS = '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods'

const cluster = (options: Partial<ClusterOptions> = {}) => new Cluster({ nodes: workers(2), ...options })

function get(c: Cluster, path: string, accept = 'application/json', query = {}): ApiResponse {
  return c.handle({ method: 'GET', path, query, headers: { accept } }) as ApiResponse
}

function run(c: Cluster, name: string, labels = {}): void {
  c.handle({
    method: 'POST',
    path: '/api/v1/namespaces/default/pods',
    body: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels },
      spec: { containers: [{ name: 'app', image: 'nginx' }] },
    }),
  })
}

const advance = (c: Cluster, ms: number) => c.server.clock.runUntil(c.nowMs + ms)
// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
const items = (answer: ApiResponse): any[] => (answer.body as { items: any[] }).items

describe('sample times', () => {
  it('need two points, one of which may be the start', () => {
    expect(sampleTimes(1000, 14_000)).toBeUndefined()
    expect(sampleTimes(1000, 16_000)).toEqual({ atMs: 15_000, windowMs: 14_000 })
    expect(sampleTimes(8000, 16_000)).toBeUndefined()
    expect(sampleTimes(8000, 31_000)).toEqual({ atMs: 30_000, windowMs: 15_000 })
  })
})

describe('metrics.k8s.io', () => {
  it('is found by discovery, unless it is left out', () => {
    const groups = (c: Cluster) =>
      (get(c, '/apis').body as { groups: { name: string }[] }).groups.map(({ name }) => name)
    expect(groups(cluster())).toContain('metrics.k8s.io')
    const without = cluster({ features: { metricsServer: false } })
    expect(groups(without)).not.toContain('metrics.k8s.io')
    expect(get(without, NODES).code).toBe(404)
  })

  it('measures Pods and nodes every fifteen seconds', () => {
    const c = cluster()
    run(c, 'web', { app: 'web' })
    run(c, 'other')
    advance(c, 5000)
    expect(items(get(c, PODS))).toEqual([])
    advance(c, 60_000)
    const [pod] = items(get(c, OURS, 'application/json', { labelSelector: 'app=web' }))
    expect(pod).toMatchObject({
      metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
      timestamp: '2025-01-01T00:01:00Z',
      window: '15s',
      containers: [{ name: 'app', usage: { memory: expect.stringMatching(/^\d+Ki$/) } }],
    })
    expect(items(get(c, PODS))).toHaveLength(2)
    expect(get(c, `${OURS}/web`).body).toMatchObject({ kind: 'PodMetrics', metadata: { name: 'web' } })
    expect(get(c, `${OURS}/none`).code).toBe(404)
    expect(items(get(c, NODES)).map(({ metadata }) => metadata.name)).toEqual(['node-1', 'node-2'])
  })

  it('comes as a table', () => {
    const c = cluster()
    run(c, 'web')
    advance(c, 60_000)
    const { columnDefinitions, rows } = get(c, OURS, 'application/json;as=Table;g=meta.k8s.io;v=v1').body as {
      columnDefinitions: { name: string }[]
      rows: { cells: string[] }[]
    }
    expect(columnDefinitions.map(({ name }) => name)).toEqual(['Name', 'cpu', 'memory', 'Window'])
    expect(rows[0]?.cells).toEqual(['web', expect.any(String), expect.stringMatching(/Ki$/), '15s'])
  })

  it('knows nothing of a machine that does not answer', () => {
    const c = cluster()
    advance(c, 60_000)
    c.fault('nodeDown', { node: 'node-1' })
    advance(c, 60_000)
    expect(items(get(c, NODES)).map(({ metadata }) => metadata.name)).toEqual(['node-2'])
  })

  it('counts what is spent on work in the window in which it was spent', () => {
    const burned = new Map<number, number>()
    let listener: Parameters<ContainerRuntime['listen']>[0] | undefined
    const runtime = (server: Cluster['server']): ContainerRuntime => {
      const real = new Processes(server)
      return new Proxy(real, {
        get(target, name, receiver) {
          if (name === 'listen') return (l: typeof listener) => target.listen((listener = l) as never)
          if (name === 'usage')
            return (process: number) => ({
              ...target.usage(process),
              work: { restMilli: 1, burnedMicros: burned.get(process) ?? 0 },
            })
          const value = Reflect.get(target, name, receiver)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    }
    const c = cluster({ runtime })
    run(c, 'web')
    advance(c, 60_000)
    const cpu = () => items(get(c, OURS))[0].containers[0].usage.cpu
    expect(cpu()).toBe('1m')
    let process = -1
    c.kubelets.eachRunning(c.server.store.table('pods').row('default', 'web'), (_, number) => {
      process = number
    })
    burned.set(process, 3_000_000)
    listener?.usageChanged?.(process)
    advance(c, 15_000)
    expect(cpu()).toBe('201m')
    advance(c, 15_000)
    expect(cpu()).toBe('1m')
    expect(c.server.clock.pendingWork).toBe(0)
  })
})
