/** Lifecycle hooks whose command lives beside the container's own processes. */
import { describe, expect, it } from 'vitest'
import { pod } from '../testing/builders.ts'
import { oneNode, SmallCluster } from '../testing/scenarios/smallcluster.ts'

const shell = (script: string) => ['sh', '-c', script]

function world(script: string, hook: 'postStart' | 'preStop', command: string, spec: object = {}): SmallCluster {
  const w = new SmallCluster({ nodes: oneNode() })
  const lifecycle = { [hook]: { exec: { command: shell(command) } } }
  const container = { image: 'busybox:1.36', command: shell(script), lifecycle }
  w.create(pod('web').container(container).pod(spec).build())
  return w
}

describe('a postStart hook', () => {
  it('sees what its container does meanwhile, and the container what the hook does', () => {
    const main = 'sleep 3; touch /tmp/up; until [ -e /tmp/hooked ]; do sleep 1; done; echo hooked; sleep 1000'
    const w = world(main, 'postStart', 'until [ -e /tmp/up ]; do sleep 1; done; sleep 2; touch /tmp/hooked')
    const took = w.untilState('web', '1/1 Running 0')
    expect(took).toBeGreaterThan(5_000)
    w.run(2_000)
    expect(w.log('web')).toEqual(['hooked'])
  })

  it('that never ends holds its container back, and has failed when that ends', () => {
    const w = world('sleep 10; exit 4', 'postStart', 'sleep 1000')
    w.until('it ended', () => w.pod('web').status.containerStatuses?.[0]?.lastState?.terminated !== undefined)
    expect(w.pod('web').status.containerStatuses?.[0]?.lastState?.terminated?.exitCode).toBe(4)
    expect(w.reasons('web')).toContain('FailedPostStartHook')
  })
})

describe('a preStop hook', () => {
  const DRAINING = 'until [ -e /tmp/drain ]; do sleep 1; done; sleep 4; touch /tmp/drained; sleep 1000'

  it('waits for what its container does, and TERM comes when it is over', () => {
    const w = world(
      `trap 'exit 0' TERM; (${DRAINING}) & wait $!`,
      'preStop',
      'touch /tmp/drain; until [ -e /tmp/drained ]; do sleep 1; done',
    )
    w.untilState('web', '1/1 Running 0')
    w.delete('pods', 'web')
    const took = w.untilState('web', 'gone')
    expect(took).toBeGreaterThan(4_000)
    expect(took).toBeLessThan(8_000)
  })

  it('has the grace and no more; what is left of it then is the least there is', () => {
    const w = world('while true; do sleep 1; done', 'preStop', 'sleep 1000', { terminationGracePeriodSeconds: 10 })
    w.untilState('web', '1/1 Running 0')
    w.delete('pods', 'web')
    expect(Math.floor(w.untilState('web', 'gone') / 1000)).toBe(12)
    expect(w.reasons('web')).not.toContain('FailedPreStopHook')
  })

  it('that fails is told, without a word of what it said, and TERM follows at once', () => {
    const w = world("trap 'exit 0' TERM; while true; do sleep 1 & wait; done", 'preStop', 'echo secret; exit 7')
    w.untilState('web', '1/1 Running 0')
    w.delete('pods', 'web')
    expect(w.untilState('web', 'gone')).toBeLessThan(2_000)
    expect(w.events('web')).toContain('FailedPreStopHook PreStopHook failed')
  })

  it('goes on after a checkpoint in its midst', () => {
    const w = world('while true; do date; sleep 1; done', 'preStop', 'sleep 6', { terminationGracePeriodSeconds: 9 })
    w.untilState('web', '1/1 Running 0')
    w.delete('pods', 'web')
    w.run(3_000)
    const checkpoint = w.cluster.checkpoint()
    const first = w.untilState('web', 'gone')
    w.cluster.restore(checkpoint)
    expect(w.untilState('web', 'gone')).toBe(first)
  })
})
