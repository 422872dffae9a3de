import { describe, expect, it } from 'vitest'
import type { Endpoints, EndpointSlice, Pod, Service } from '../../kinds/types.ts'
import { deployment, pod, service } from '../../testing/builders.ts'
import { World } from '../../testing/world.ts'
import { deploymentController } from '../deployment/controller.ts'
import { endpointsController } from '../endpoints/controller.ts'
import { garbageCollector } from '../garbage/controller.ts'
import { replicaSetController } from '../replicaset/controller.ts'
import { endpointSliceController } from './controller.ts'

const world = () =>
  new World({
    controllers: [
      deploymentController,
      replicaSetController,
      garbageCollector,
      endpointSliceController,
      endpointsController,
    ],
  })
const slices = (w: World) => w.list<EndpointSlice>('endpointslices.discovery.k8s.io')
const endpointsOf = (w: World) => slices(w).flatMap(({ endpoints }) => endpoints ?? [])
const legacy = (w: World, name = 'web') => w.get<Endpoints>('endpoints', name).subsets ?? []
const scale = (w: World, replicas: number) =>
  w.change<Pod>('deployments.apps', 'web', (d) => ({ ...d, spec: { ...d.spec, replicas } }))

/** Names by state, from the Pods themselves and from both forms of endpoints. */
function states(w: World) {
  const addresses = legacy(w).flatMap((s) => s.addresses ?? [])
  const pods = w.list<Pod>('pods').filter((p) => p.metadata.labels?.app === 'web' && p.status.podIP)
  return {
    pods: pods.map((p) => p.metadata.name).sort(),
    slices: endpointsOf(w)
      .map((e) => e.targetRef?.name)
      .sort(),
    ready: endpointsOf(w)
      .filter((e) => e.conditions?.ready)
      .map((e) => e.targetRef?.name)
      .sort(),
    legacyReady: addresses.map((a) => a.targetRef?.name).sort(),
  }
}

describe('EndpointSlices and Endpoints', () => {
  it('list the Pods a Service selects, with node, zone and target', () => {
    const w = world()
    w.create(service('web').label('tier', 'front').port({ name: 'http', port: 80, targetPort: 8080 }).build())
    w.create(deployment('web').replicas(2).build())
    w.create(pod('other').build())
    w.settle()
    const [slice] = slices(w) as [EndpointSlice]
    expect(slices(w)).toHaveLength(1)
    expect(slice.metadata.name).toMatch(/^web-[a-z0-9]{5}$/)
    expect(slice.metadata.labels).toEqual({
      tier: 'front',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': 'web',
    })
    expect(slice.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Service', name: 'web', controller: true })
    expect(slice.metadata.annotations?.['endpoints.kubernetes.io/last-change-trigger-time']).toMatch(/^2025-01-01T/)
    expect(slice).toMatchObject({ addressType: 'IPv4', ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] })
    expect(slice.endpoints).toHaveLength(2)
    for (const endpoint of slice.endpoints) {
      expect(endpoint).toMatchObject({
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: expect.stringMatching(/^node-\d$/) as string,
        zone: expect.stringMatching(/^[abc]$/) as string,
        targetRef: { kind: 'Pod', namespace: 'default' },
      })
    }
    expect(legacy(w)).toMatchObject([{ ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] }])
    expect(legacy(w)[0]?.addresses).toHaveLength(2)
  })

  it('keep an empty slice for a Service nothing matches, and drop it with the Service', () => {
    const w = world()
    w.create(service('web').build())
    w.settle()
    expect(slices(w)).toMatchObject([{ endpoints: [], ports: [] }])
    expect(legacy(w)).toEqual([])
    w.delete('services', 'web')
    w.settle()
    expect(slices(w)).toEqual([])
    expect(w.find('endpoints', 'web')).toBeUndefined()
  })

  it('say when a Pod is not ready, is leaving, is gone', () => {
    const w = world()
    w.create(service('web').build())
    w.create(pod('web').podAnnotation('fake/kill-ms', '1000').build())
    w.settle()
    w.kubelet.setReady('default', 'web', false)
    w.run(100)
    expect(endpointsOf(w)[0]?.conditions).toEqual({ ready: false, serving: false, terminating: false })
    expect(legacy(w)).toMatchObject([{ notReadyAddresses: [{ targetRef: { name: 'web' } }] }])
    w.kubelet.setReady('default', 'web', true)
    w.delete('pods', 'web')
    w.run(100)
    expect(endpointsOf(w)[0]?.conditions).toEqual({ ready: false, serving: true, terminating: true })
    expect(legacy(w)).toEqual([])
    const names = slices(w).map(({ metadata }) => metadata.name)
    w.settle()
    expect(endpointsOf(w)).toEqual([])
    expect(slices(w).map(({ metadata }) => metadata.name)).toEqual(names)
  })

  it('publish what is not ready where the Service asks for it', () => {
    const w = world()
    w.create(
      service('web')
        .with({ publishNotReadyAddresses: true, clusterIP: 'None', clusterIPs: ['None'] })
        .build(),
    )
    w.create(pod('web').podAnnotation('fake/never-ready', '1').build())
    w.settle()
    expect(endpointsOf(w)[0]?.conditions).toEqual({ ready: true, serving: false, terminating: false })
    expect(slices(w)[0]?.metadata.labels).toMatchObject({ 'service.kubernetes.io/headless': '' })
    expect(legacy(w)[0]?.addresses).toHaveLength(1)
  })

  it('resolve named ports Pod by Pod, a slice for each answer', () => {
    const w = world()
    w.create(service('web').port({ port: 80, targetPort: 'http' }).build())
    for (const [name, containerPort] of [
      ['a', 8080],
      ['b', 9090],
      ['c', 8080],
    ] as const) {
      w.create(
        pod(name)
          .podLabel('app', 'web')
          .container({ ports: [{ name: 'http', containerPort }] })
          .build(),
      )
    }
    w.create(pod('d').podLabel('app', 'web').build())
    w.settle()
    const found = slices(w).map(({ ports, endpoints }) => `${ports?.[0]?.port}: ${endpoints.length}`)
    expect(found.sort()).toEqual(['8080: 2', '9090: 1', 'undefined: 1'])
    expect(legacy(w).map((s) => [s.ports?.[0]?.port, s.addresses?.length])).toEqual([
      [8080, 2],
      [9090, 1],
    ])
  })

  it('follow a Service whose selector changes', () => {
    const w = world()
    w.create(service('web').build())
    w.create(pod('web').build())
    w.create(pod('blue').build())
    w.settle()
    w.change<Service>('services', 'web', (s) => ({ ...s, spec: { ...s.spec, selector: { app: 'blue' } } }))
    w.settle()
    expect(endpointsOf(w).map((e) => e.targetRef?.name)).toEqual(['blue'])
    expect(legacy(w)[0]?.addresses?.map((a) => a.targetRef?.name)).toEqual(['blue'])
  })

  it('put back what somebody else changed', () => {
    const w = world()
    w.create(service('web').build())
    w.create(pod('web').build())
    w.settle()
    const [{ metadata }] = slices(w) as [EndpointSlice]
    w.change<EndpointSlice>('endpointslices.discovery.k8s.io', metadata.name, (s) => ({ ...s, endpoints: [] }))
    w.change<Endpoints>('endpoints', 'web', (e) => ({ ...e, subsets: [] }))
    w.settle()
    expect(endpointsOf(w)).toHaveLength(1)
    expect(legacy(w)).toHaveLength(1)
  })

  it('fill slices of a hundred, and Endpoints up to a thousand', () => {
    const w = world()
    w.create(service('web').build())
    w.create(deployment('web').replicas(1050).build())
    w.settle()
    const sizes = slices(w).map(({ endpoints }) => endpoints.length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1050)
    // Upstream, too, opens a new slice when no single one has room for all that came at once.
    expect([Math.max(...sizes), sizes.length < 16]).toEqual([100, true])
    expect(legacy(w)[0]?.addresses).toHaveLength(1000)
    const { annotations } = w.get('endpoints', 'web').metadata
    expect(annotations?.['endpoints.kubernetes.io/over-capacity']).toBe('truncated')
    scale(w, 30)
    w.settle()
    expect(endpointsOf(w)).toHaveLength(30)
    expect(legacy(w)[0]?.addresses).toHaveLength(30)
    expect(w.get('endpoints', 'web').metadata.annotations ?? {}).not.toHaveProperty([
      'endpoints.kubernetes.io/over-capacity',
    ])
  })

  it('agree with the Pods through random lives', () => {
    const w = world()
    const dice = w.server.random.stream('test')
    w.create(service('web').build())
    w.create(service('twin').selector({ app: 'web' }).build())
    w.create(deployment('web').replicas(20).build())
    for (let step = 0; step < 80; step++) {
      const pods = w.list<Pod>('pods')
      const any = pods[dice.below(Math.max(1, pods.length))]
      const act = dice.below(5)
      if (act === 0) scale(w, dice.below(150))
      else if (act === 1 && any) w.delete('pods', any.metadata.name)
      else if (act === 2 && any?.status.phase === 'Running') {
        w.kubelet.setReady('default', any.metadata.name, dice.below(2) === 0)
      }
      w.run(dice.below(300))
      if (step % 8 !== 7) continue
      w.settle()
      const { pods: names, slices: listed, ready, legacyReady } = states(w)
      expect(listed).toEqual([...names, ...names].sort())
      expect(ready).toEqual([...legacyReady, ...legacyReady].sort())
      const twins = slices(w).filter((s) => s.metadata.labels?.['kubernetes.io/service-name'] === 'twin')
      expect(twins.flatMap((s) => s.endpoints.map((e) => e.targetRef?.name)).sort()).toEqual(names)
    }
  })
})
