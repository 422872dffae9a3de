import { describe, expect, it } from 'vitest'
import { pod } from '../../testing/builders.ts'
import { NetworkWorld } from '../../testing/networkworld.ts'
import { byMemoryPressure } from './rank.ts'

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
    const one = (uid: string, priority: number, usageBytes: number, requestBytes: number) => ({
      row: 0,
      uid,
      priority,
      usageBytes,
      requestBytes,
    })
    const order = byMemoryPressure([
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

function condition(w: NetworkWorld) {
  return w.node('node-1').status.conditions?.find(({ type }) => type === 'MemoryPressure')
}
