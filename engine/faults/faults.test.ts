import { describe, expect, it } from 'vitest'
import { pod } from '../testing/builders.ts'
import { oneNode, SmallCluster } from '../testing/scenarios/smallcluster.ts'
import { faults } from './list.ts'

function running() {
  const w = new SmallCluster({ nodes: oneNode() })
  w.create(pod('web').image('nginx:1.27').build())
  w.untilState('web', '1/1 Running 0')
  return w
}

const target = { namespace: 'default', pod: 'web' }

describe('faults', () => {
  it('crashContainer ends one process with an exit code', () => {
    const w = running()
    expect(w.fault('crashContainer', { ...target, exitCode: 42 })).toBe(true)
    w.untilState('web', '1/1 Running 1', 10_000)
    expect(w.pod('web').status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 42,
      reason: 'Error',
    })
    expect(w.fault('crashContainer', { ...target, container: 'other' })).toBe(false)
  })

  it('killPod kills every process', () => {
    const w = running()
    expect(w.fault('killPod', target)).toBe(true)
    w.untilState('web', '1/1 Running 1', 10_000)
    expect(w.pod('web').status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      signal: 9,
    })
    expect(w.fault('killPod', { namespace: 'default', pod: 'none' })).toBe(false)
  })

  it('fillMemory is killed at the limit; without one the machine runs short and evicts', () => {
    const w = running()
    w.create(
      pod('tight')
        .image('nginx:1.27')
        .container({ resources: { limits: { memory: '64Mi' } } })
        .build(),
    )
    w.untilState('tight', '1/1 Running 0')
    const tight = { namespace: 'default', pod: 'tight' }
    expect(w.fault('fillMemory', { ...tight, bytes: 20 * 2 ** 20 })).toBe(true)
    w.run(2000)
    expect(w.state('tight')).toBe('1/1 Running 0')
    w.fault('fillMemory', { ...tight, bytes: 60 * 2 ** 20 })
    w.untilState('tight', '1/1 Running 1', 10_000)
    expect(w.pod('tight').status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    })
    w.fault('fillMemory', { ...target, bytes: 8 * 2 ** 30 })
    w.until('evicted', () => w.pod('web').status.reason === 'Evicted', 30_000)
    // What is there again begins without it.
    w.run(20_000)
    expect(w.state('tight')).toBe('1/1 Running 1')
    expect(w.fault('fillMemory', { namespace: 'default', pod: 'none', bytes: 1 })).toBe(false)
  })

  it('slowContainer answers too late for its probe, until it is quick again', () => {
    const w = new SmallCluster({ nodes: oneNode() })
    w.create(
      pod('web')
        .image('nginx:1.27')
        .container({ readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 2 } })
        .build(),
    )
    w.untilState('web', '1/1 Running 0')
    expect(w.fault('slowContainer', { ...target, container: 'app', extraMs: 1500 })).toBe(true)
    w.untilState('web', '0/1 Running 0', 30_000)
    expect(w.fault('slowContainer', { ...target, extraMs: 0 })).toBe(true)
    w.untilState('web', '1/1 Running 0', 30_000)
  })

  it('nodeDown silences a machine; nodeUp brings back what is still bound to it', () => {
    const w = running()
    expect(w.fault('nodeDown', { node: 'node-1' })).toBe(true)
    expect(w.fault('nodeDown', { node: 'node-1' })).toBe(false)
    w.run(20_000)
    expect(w.state('web')).toBe('1/1 Running 0')
    expect(w.cluster.server.heartbeats.beating('node-1')).toBe(false)
    expect(w.fault('nodeUp', { node: 'node-1' })).toBe(true)
    w.untilState('web', '1/1 Running 1', 20_000)
    expect(w.pod('web').status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 255,
      reason: 'Unknown',
    })
    expect(w.fault('nodeUp', { node: 'node-1' })).toBe(false)
    expect(w.fault('nodeDown', { node: 'nowhere' })).toBe(false)
  })

  it('a machine that boots again does not restart what must not be', () => {
    const w = new SmallCluster({ nodes: oneNode() })
    w.create(pod('job').image('nginx:1.27').pod({ restartPolicy: 'Never' }).build())
    w.untilState('job', '1/1 Running 0')
    w.fault('nodeDown', { node: 'node-1' })
    w.run(5_000)
    w.fault('nodeUp', { node: 'node-1' })
    w.until('failed', () => w.pod('job').status.phase === 'Failed', 20_000)
  })

  it.each(faults.map(({ name }) => name))('%s refuses arguments of the wrong shape', (name) => {
    const w = running()
    // Healing needs no arguments: none at all is right.
    const none = name === 'heal' ? [] : [{}]
    for (const args of [...none, { namespace: 1, pod: 2, node: 3 }, { ...target, node: '', exitCode: 256, pod: '' }]) {
      expect(() => w.fault(name, args)).toThrow(RangeError)
    }
  })

  it('are told apart by name', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length)
    expect(() => running().fault('earthquake', {})).toThrow('no fault named earthquake')
  })

  it('zoneDown takes every machine of a zone', () => {
    const w = new SmallCluster()
    expect(w.fault('zoneDown', { zone: 'b' })).toBe(true)
    expect(['node-1', 'node-2', 'node-3'].map((node) => w.cluster.kubelets.isUp(node))).toEqual([true, false, true])
    expect(w.fault('zoneDown', { zone: 'b' })).toBe(false)
  })
})
