import { describe, expect, it } from 'vitest'
import type { Lease, Pod } from '../kinds/types.ts'
import { node, pod } from '../testing/builders.ts'
import { oneNode, SmallCluster } from '../testing/scenarios/smallcluster.ts'

const word = (w: SmallCluster, name: string) =>
  w.node(name).status.conditions?.map(({ type, status }) => `${type}=${status}`)

const lease = (w: SmallCluster, name: string) =>
  w.table('leases.coordination.k8s.io').find('kube-node-lease', name) as Lease | undefined

const renewed = (w: SmallCluster, name: string) =>
  w.cluster.server.calendar.virtualMs(lease(w, name)?.spec.renewTime as unknown as string) as number

describe('a machine', () => {
  it('is ready from the first instant when the cluster starts with it', () => {
    const w = new SmallCluster()
    expect(word(w, 'node-2')).toEqual(['MemoryPressure=False', 'DiskPressure=False', 'PIDPressure=False', 'Ready=True'])
    expect(w.node('node-2').status).toMatchObject({
      capacity: { cpu: '4', memory: '8Gi', pods: '110' },
      addresses: [
        { type: 'InternalIP', address: '172.18.0.3' },
        { type: 'Hostname', address: 'node-2' },
      ],
      nodeInfo: { kubeletVersion: 'v1.32.13' },
    })
  })

  it('joins when its Node is created, takes Pods, and leaves with it', () => {
    const w = new SmallCluster({ nodes: [] })
    w.create(pod('web').image('nginx:1.27').build())
    w.run(5_000)
    expect(w.state('web')).toBe('0/1 Pending 0')
    const big = node('big').build()
    w.create({ ...big, status: { capacity: { cpu: '2', memory: '4Gi', pods: '10' } } } as never)
    w.run(2_000)
    expect(word(w, 'big')).toContain('Ready=True')
    expect(w.node('big').status.allocatable).toEqual({ cpu: '2', memory: '4Gi', pods: '10' })
    expect(lease(w, 'big')?.spec).toMatchObject({ holderIdentity: 'big', leaseDurationSeconds: 40 })
    w.delete('nodes', 'big')
    w.run(60_000)
    expect(w.cluster.server.heartbeats.beating('big')).toBe(false)
    expect(lease(w, 'big')).toBeUndefined()
  })

  it('renews its lease every ten seconds, until it stops', () => {
    const w = new SmallCluster().run(20_000)
    const first = renewed(w, 'node-1')
    w.run(100_000)
    expect(renewed(w, 'node-1') - first).toBe(100_000)
    expect(w.nowMs - renewed(w, 'node-1')).toBeLessThan(10_000)
    w.fault('nodeDown', { node: 'node-1' })
    const last = renewed(w, 'node-1')
    w.run(100_000)
    expect(renewed(w, 'node-1')).toBe(last)
    w.fault('nodeUp', { node: 'node-1' })
    w.run(10_000)
    expect(w.nowMs - renewed(w, 'node-1')).toBeLessThanOrEqual(10_000)
  })

  it('lists its images, the largest first', () => {
    const w = new SmallCluster({ nodes: oneNode() })
    w.create(
      pod('small')
        .image('busybox:1.36')
        .container({ command: ['sleep', 'infinity'] })
        .build(),
    )
    w.create(pod('large').image('nginx:1.27').build())
    w.run(20_000)
    expect(w.node('node-1').status.images?.map(({ names, sizeBytes }) => [names?.[1], sizeBytes])).toEqual([
      ['docker.io/library/nginx:1.27', 70_000_000],
      ['docker.io/library/busybox:1.36', 2_200_000],
    ])
  })
})

describe('a machine that is replaced', () => {
  it('has none of the images of the one before', () => {
    const w = new SmallCluster({ nodes: oneNode() })
    w.create(pod('one').image('nginx:1.27').build())
    w.untilState('one', '1/1 Running 0')
    w.delete('nodes', 'node-1')
    w.delete('pods', 'one', { gracePeriodSeconds: 0 })
    w.run(5_000)
    w.create(node('node-1').build())
    w.create(pod('two').image('nginx:1.27').build())
    w.untilState('two', '1/1 Running 0')
    expect(w.reasons('two')).toContain('Pulling')
  })
})

describe('a Pod that names its node itself', () => {
  const cases: [string, Partial<Pod['spec']>, string, string][] = [
    [
      'cpu',
      { containers: [{ name: 'app', image: 'a:1', resources: { requests: { cpu: '3' } } }] },
      'OutOfcpu',
      "Pod was rejected: Node didn't have enough resource: cpu, requested: 3000, used: 2000, capacity: 4000",
    ],
    [
      'memory',
      { containers: [{ name: 'app', image: 'a:1', resources: { requests: { memory: '9Gi' } } }] },
      'OutOfmemory',
      "Pod was rejected: Node didn't have enough resource: memory, requested: 9663676416, used: 0, capacity: 8589934592",
    ],
    [
      'labels',
      { nodeSelector: { disk: 'ssd' } },
      'NodeAffinity',
      "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ],
    [
      'ports',
      { containers: [{ name: 'app', image: 'a:1', ports: [{ containerPort: 80, hostPort: 80 }] }] },
      'NodePorts',
      "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    ],
  ]
  it.each(cases)('is refused for want of %s', (_what, spec, reason, message) => {
    const w = new SmallCluster({ nodes: oneNode() })
    const ports = [{ containerPort: 80, hostPort: 80 }]
    w.create(
      pod('first')
        .node('node-1')
        .container({ ports, resources: { requests: { cpu: '2' } } })
        .build(),
    )
    w.untilState('first', '1/1 Running 0')
    w.create(pod('web').pod(spec).node('node-1').build())
    w.run(1_000)
    expect(w.pod('web').status).toMatchObject({ phase: 'Failed', reason, message })
    expect(w.events('web')).toEqual([`${reason} ${message.replace('Pod was rejected: ', '')}`])
    w.delete('pods', 'web')
    expect(w.state('web')).toBe('gone')
  })

  it('has the room of one that was deleted by force, though that still ends', () => {
    const w = new SmallCluster({ nodes: oneNode() })
    const half = { resources: { requests: { cpu: '3' } }, ports: [{ containerPort: 80, hostPort: 80 }] }
    w.create(pod('first').node('node-1').container(half).build())
    w.untilState('first', '1/1 Running 0')
    w.delete('pods', 'first', { gracePeriodSeconds: 0 })
    w.run(100)
    w.create(pod('next').node('node-1').container(half).build())
    w.untilState('next', '1/1 Running 0')
    // What the first one had is given back once.
    w.create(pod('third').node('node-1').container(half).build())
    w.run(1_000)
    expect(w.pod('third').status).toMatchObject({ reason: 'OutOfcpu' })
  })

  it('is refused by a node with as many Pods as it takes, until one goes', () => {
    const w = new SmallCluster({ nodes: oneNode({ pods: 1 }) })
    w.create(pod('first').node('node-1').image('nginx:1.27').build())
    w.untilState('first', '1/1 Running 0')
    w.create(pod('web').node('node-1').build())
    w.run(1_000)
    expect(w.pod('web').status).toMatchObject({ reason: 'OutOfpods' })
    w.delete('pods', 'first')
    w.untilState('first', 'gone')
    w.create(pod('next').node('node-1').image('nginx:1.27').build())
    w.untilState('next', '1/1 Running 0')
  })

  it('starts when its node joins', () => {
    const w = new SmallCluster({ nodes: [] })
    w.create(
      pod('web')
        .node('late')
        .image('nginx:1.27')
        .pod({ tolerations: [{ operator: 'Exists' }] })
        .build(),
    )
    w.run(5_000)
    w.create(node('late').build())
    w.untilState('web', '1/1 Running 0')
  })
})
