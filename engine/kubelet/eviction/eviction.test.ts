import { describe, expect, it } from 'vitest'
import { pod } from '../../testing/builders.ts'
import { NetworkWorld } from '../../testing/networkworld.ts'
import { oneNode, SmallCluster } from '../../testing/scenarios/smallcluster.ts'
import { byPressure } from './rank.ts'

const GI = 1024 ** 3

describe('a node short of memory', () => {
  it('says so, ends who uses most over its requests, and gets well after five minutes', () => {
    const w = new NetworkWorld()
    const start = (name: string, memory: string | undefined, priority?: number) => {
      const builder = pod(name).image('nginx:1.27').node('node-1')
      if (memory !== undefined) builder.requests({ memory })
      w.create(builder.pod(priority === undefined ? {} : { priority }).build())
      w.untilState(name, '1/1 Running 0')
    }
    start('modest', '6Gi')
    start('greedy', '1Gi')
    start('small', undefined)
    w.servers.use('modest', 4 * GI)
    w.servers.use('small', 0.2 * GI)
    w.run(20_000)
    expect(condition(w)).toMatchObject({ status: 'False', reason: 'KubeletHasSufficientMemory' })
    w.servers.use('greedy', 3.75 * GI)
    w.run(3_000)
    expect(condition(w)).toMatchObject({ status: 'True', reason: 'KubeletHasInsufficientMemory' })
    w.until('evicted', () => w.pod('greedy').status.phase === 'Failed')
    expect(w.pod('greedy').status).toMatchObject({ reason: 'Evicted' })
    expect(w.pod('greedy').status.message).toMatch(
      /^The node was low on resource: memory\. Threshold quantity: 100Mi, available: .*\. Container app was using 3840Mi, request is 1Gi, has larger consumption of memory\. $/,
    )
    expect(w.reasons('greedy')).toContain('Evicted')
    expect(w.reasons('node-1')).toEqual(expect.arrayContaining(['NodeHasInsufficientMemory', 'EvictionThresholdMet']))
    w.create(pod('late').image('nginx:1.27').node('node-1').build())
    w.run(2_000)
    expect(w.pod('late').status).toMatchObject({ phase: 'Failed', reason: 'Evicted' })
    expect(w.pod('late').status.message).toContain('The node had condition: [MemoryPressure].')
    w.run(320_000)
    expect(condition(w)).toMatchObject({ status: 'False', reason: 'KubeletHasSufficientMemory' })
    expect(w.state('modest')).toBe('1/1 Running 0')
    expect(w.state('small')).toBe('1/1 Running 0')
  })

  it('ranks by requests exceeded, priority and excess', () => {
    const one = (uid: string, priority: number, usage: number, request: number) => ({
      row: 0,
      uid,
      priority,
      usage,
      request,
    })
    const order = byPressure([
      one('within', 0, 5, 10),
      one('high', 100, 50, 0),
      one('little', 0, 12, 10),
      one('much', 0, 40, 10),
    ])
    expect(order.map(({ uid }) => uid)).toEqual(['much', 'little', 'high', 'within'])
  })
})

describe('an emptyDir', () => {
  it('that outgrows its limit takes its Pod along', () => {
    const w = new NetworkWorld()
    const volumes = [{ name: 'cache', emptyDir: { sizeLimit: '1Ki' } }]
    const volumeMounts = [{ name: 'cache', mountPath: '/cache' }]
    w.create(pod('web').container({ name: 'app', image: 'nginx:1.27', volumeMounts }).pod({ volumes }).build())
    w.untilState('web', '1/1 Running 0')
    w.run(30_000)
    expect(w.state('web')).toBe('1/1 Running 0')
    const volume = w.servers.specOf('web').mounts?.[0]?.volume as number
    w.servers.disks.writeVolumeFile(volume, 'f', 'x'.repeat(2000))
    w.until('evicted', () => w.pod('web').status.phase === 'Failed', 60_000)
    expect(w.pod('web').status.message).toBe('Usage of EmptyDir volume "cache" exceeds the limit "1Ki". ')
  })
})

describe('a soft threshold', () => {
  it('is acted upon after its grace period, and until its minimum is got back', () => {
    const kubelet = {
      evictionSoft: { 'memory.available': '1Gi' },
      evictionSoftGracePeriod: { 'memory.available': '30s' },
      evictionMinimumReclaim: { 'memory.available': '2Gi' },
      evictionMaxPodGracePeriod: 20,
      evictionPressureTransitionPeriod: '1m',
    }
    const w = new NetworkWorld({ nodes: oneNode({ kubelet }) })
    for (const [name, use] of [
      ['first', 4],
      ['second', 3.5],
    ] as const) {
      w.create(pod(name).image('nginx:1.27').pod({ terminationGracePeriodSeconds: 10 }).build())
      w.untilState(name, '1/1 Running 0')
      w.servers.use(name, use * GI)
    }
    w.run(3_000)
    expect(condition(w)?.status).toBe('True')
    expect(w.state('first')).toBe('1/1 Running 0')
    w.until('evicted', () => w.pod('first').status.reason === 'Evicted', 60_000)
    expect(w.nowMs).toBeGreaterThan(30_000)
    expect(w.pod('first').status.message).toContain('Threshold quantity: 1Gi, available: 512Mi.')
    // 4.5Gi are left now, more than 1Gi and the 2Gi beyond it.
    w.run(120_000)
    expect(w.state('second')).toBe('1/1 Running 0')
    expect(condition(w)?.status).toBe('False')
  })
})

describe('a machine short of disk', () => {
  const small = (kubelet = {}) => new SmallCluster({ nodes: oneNode({ disk: '1Gi', kubelet }) })
  const disk = (w: SmallCluster) => condition(w, 'DiskPressure')
  const writer = (name: string, megabytes: number, limits?: Record<string, string>) =>
    pod(name).container({
      image: 'busybox:1.36',
      command: [
        'sh',
        '-c',
        `sleep 5; for i in $(seq ${megabytes / 10}); do truncate -s 10M /big$i; done; sleep 100000`,
      ],
      ...(limits && { resources: { limits } }),
    })

  it('removes images that nobody uses first, then ends who takes most', () => {
    const w = small()
    w.create(
      pod('once')
        .container({ image: 'nginx:1.27', command: ['true'] })
        .pod({ restartPolicy: 'Never' })
        .build(),
    )
    w.until('done', () => w.pod('once').status.phase === 'Succeeded')
    w.run(10_000)
    const images = () => w.node('node-1').status.images?.flatMap(({ names }) => names) ?? []
    expect(images().join()).toContain('nginx')
    w.create(writer('small', 10).build())
    w.untilState('small', '1/1 Running 0')
    w.fault('fillDisk', { node: 'node-1', bytes: Math.trunc(0.8 * GI) })
    w.run(30_000)
    expect(disk(w)).toMatchObject({ status: 'True', reason: 'KubeletHasDiskPressure' })
    expect(images().join()).not.toContain('nginx')
    expect(w.state('small')).toBe('1/1 Running 0')
    w.fault('fillDisk', { node: 'node-1', bytes: Math.trunc(0.95 * GI) })
    w.until('evicted', () => w.pod('small').status.reason === 'Evicted', 60_000)
    expect(w.pod('small').status.message).toMatch(
      /^The node was low on resource: ephemeral-storage\. Threshold quantity: 107374184, available: .*\. Container app was using 10Mi, request is 0, has larger consumption of ephemeral-storage\. $/,
    )
    expect(w.pod('small').status.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }),
    )
    expect(w.events('node-1').join()).toContain('EvictionThresholdMet Attempting to reclaim ephemeral-storage')
    w.until('tainted', () => w.node('node-1').spec.taints?.[0]?.key === 'node.kubernetes.io/disk-pressure', 10_000)
    w.fault('fillDisk', { node: 'node-1', bytes: 0 })
    w.run(320_000)
    expect(disk(w)).toMatchObject({ status: 'False', reason: 'KubeletHasNoDiskPressure' })
  })

  it('is noticed when a container writes', () => {
    const w = small()
    w.create(writer('big', 950).build())
    w.until('evicted', () => w.pod('big').status.reason === 'Evicted', 60_000)
  })

  it('ends a container that outgrows its own limit', () => {
    const w = small()
    w.create(writer('limited', 20, { 'ephemeral-storage': '10Mi' }).build())
    w.until('evicted', () => w.pod('limited').status.reason === 'Evicted', 60_000)
    expect(w.pod('limited').status.message).toBe(
      'Pod ephemeral local storage usage exceeds the total limit of containers 10Mi. ',
    )
  })

  it('collects images in time, before any Pod has to go', () => {
    const w = small({
      evictionHard: { 'nodefs.available': '1%' },
      imageGCHighThresholdPercent: 50,
      imageGCLowThresholdPercent: 40,
    })
    w.create(
      pod('once')
        .container({ image: 'nginx:1.27', command: ['true'] })
        .pod({ restartPolicy: 'Never' })
        .build(),
    )
    w.until('done', () => w.pod('once').status.phase === 'Succeeded')
    w.fault('fillDisk', { node: 'node-1', bytes: Math.trunc(0.6 * GI) })
    w.run(620_000)
    expect(w.node('node-1').status.images ?? []).toEqual([])
    expect(w.reasons('node-1')).toContain('FreeDiskSpaceFailed')
    expect(disk(w)?.status).toBe('False')
  })
})

describe('a machine short of process numbers', () => {
  it('ends who has most of them', () => {
    const w = new SmallCluster({ nodes: oneNode({ kubelet: { evictionHard: { 'pid.available': '32620' } } }) })
    const command = (count: number) => ['sh', '-c', `for i in $(seq ${count}); do sleep 1000 & done; wait`]
    w.create(
      pod('few')
        .container({ image: 'busybox:1.36', command: command(5) })
        .build(),
    )
    w.create(
      pod('many')
        .container({ image: 'busybox:1.36', command: command(40) })
        .build(),
    )
    w.until('evicted', () => w.pod('many').status.reason === 'Evicted', 60_000)
    expect(w.pod('many').status.message).toMatch(
      /^The node was low on resource: pids\. Threshold quantity: 32620, available: \d+\. $/,
    )
    expect(condition(w, 'PIDPressure')).toMatchObject({ status: 'True', reason: 'KubeletHasInsufficientPID' })
    w.run(360_000)
    expect(w.state('few')).toBe('1/1 Running 0')
    expect(condition(w, 'PIDPressure')?.status).toBe('False')
  })
})

describe('a kubelet that is told nonsense', () => {
  it('does not start', () => {
    const kubelet = { evictionSoft: { 'memory.available': '1Gi' } }
    expect(() => new SmallCluster({ nodes: oneNode({ kubelet }) })).toThrow(
      'grace period must be specified for the soft eviction threshold memory.available',
    )
  })
})

function condition(w: SmallCluster, name = 'MemoryPressure') {
  return w.node('node-1').status.conditions?.find(({ type }) => type === name)
}
