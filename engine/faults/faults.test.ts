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
