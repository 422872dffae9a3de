import { describe, expect, it } from 'vitest'
import { pod } from '../testing/builders.ts'
import { oneNode, SmallCluster } from '../testing/scenarios/smallcluster.ts'

/** A shell as process 1: it does not hear TERM. */
const DEAF = { image: 'busybox:1.36', command: ['sh', '-c', 'sleep 3600'] }

function running(container: object, spec: object = {}) {
  const w = new SmallCluster({ nodes: oneNode() })
  w.create(pod('web').container(container).pod(spec).build())
  w.untilState('web', '1/1 Running 0')
  return w
}

const gone = (w: SmallCluster) => Math.floor(w.untilState('web', 'gone') / 1000)

describe('a Pod that is deleted', () => {
  it('goes as soon as its processes do', () => {
    const w = running({ image: 'nginx:1.27' })
    w.delete('pods', 'web')
    expect(w.state('web')).toBe('1/1 Terminating 0')
    expect(gone(w)).toBe(0)
    expect(w.events('web').at(-1)).toBe('Killing Stopping container app')
  })

  it.each([
    [{}, {}, 30],
    [{ terminationGracePeriodSeconds: 7 }, {}, 7],
    [{}, { gracePeriodSeconds: 4 }, 4],
    [{}, { gracePeriodSeconds: 1 }, 2],
  ])('is killed when its grace is over: %o %o', (spec, options, seconds) => {
    const w = running(DEAF, spec)
    w.delete('pods', 'web', options)
    expect(gone(w)).toBe(seconds)
  })

  it('can have its grace cut short, but not made longer', () => {
    const w = running(DEAF)
    w.delete('pods', 'web')
    w.run(5_000)
    w.delete('pods', 'web', { gracePeriodSeconds: 60 })
    w.run(1_000)
    w.delete('pods', 'web', { gracePeriodSeconds: 3 })
    expect(gone(w)).toBe(3)
  })

  it('by force is gone at once; its processes follow', () => {
    const w = running(DEAF)
    const row = w.table('pods').row('default', 'web')
    w.delete('pods', 'web', { gracePeriodSeconds: 0 })
    expect(w.state('web')).toBe('gone')
    expect(w.cluster.kubelets.worker.works.get(row)?.containers[0]?.process).toBeGreaterThanOrEqual(0)
    w.run(3_000)
    expect(w.cluster.kubelets.worker.works.get(row)).toBeUndefined()
  })

  it('by force makes room for another of its name', () => {
    const w = running(DEAF)
    w.delete('pods', 'web', { gracePeriodSeconds: 0 })
    w.create(pod('web').image('nginx:1.27').build())
    w.untilState('web', '1/1 Running 0')
    expect(w.pod('web').status.containerStatuses?.[0]?.image).toContain('nginx')
  })

  it('runs its preStop hook within the grace', () => {
    const hook = (command: string[]) => ({ image: 'nginx:1.27', lifecycle: { preStop: { exec: { command } } } })
    const cases: [string[], number][] = [
      [['sleep', '4'], 4],
      // The hook takes all of the grace; the process gets the minimum, and needs none of it.
      [['sleep', '60'], 10],
      [['false'], 0],
    ]
    for (const [command, seconds] of cases) {
      const w = running(hook(command), { terminationGracePeriodSeconds: 10 })
      w.delete('pods', 'web')
      expect([command, gone(w)]).toEqual([command, seconds])
    }
    const w = running({ image: 'nginx:1.27', lifecycle: { preStop: { sleep: { seconds: 6 } } } })
    w.delete('pods', 'web')
    expect(gone(w)).toBe(6)
  })

  it('stops its sidecars last, the one that started last first', () => {
    const w = new SmallCluster({ nodes: oneNode() })
    const sidecar = (name: string) => ({ name, image: 'nginx:1.27', restartPolicy: 'Always' })
    w.create(
      pod('web')
        .container(DEAF)
        .pod({ initContainers: [sidecar('a'), sidecar('b')] })
        .build(),
    )
    w.untilState('web', '3/3 Running 0')
    w.delete('pods', 'web', { gracePeriodSeconds: 5 })
    gone(w)
    const killing = w.events('web').filter((line) => line.startsWith('Killing'))
    expect(killing.map((line) => line.split(' ').at(-1))).toEqual(['app', 'b', 'a'])
  })

  it('ends well while a liveness probe’s kill is under way', () => {
    const livenessProbe = { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1 }
    const lifecycle = { preStop: { exec: { command: ['sleep', '20'] } } }
    const w = new SmallCluster({ nodes: oneNode() })
    w.create(
      pod('web')
        .container({ ...DEAF, livenessProbe, lifecycle })
        .build(),
    )
    w.until('killing', () => w.reasons('web').includes('Killing'))
    w.run(1_000)
    w.delete('pods', 'web', { gracePeriodSeconds: 5 })
    expect(gone(w)).toBeLessThanOrEqual(6)
  })

  it.each(['pulling', 'in its back-off', 'not yet seen by its node'])('goes while it is %s', (when) => {
    const w = new SmallCluster({ nodes: oneNode() })
    w.create(
      pod('web')
        .image(when === 'in its back-off' ? 'nginx:nope' : 'nginx:1.27')
        .build(),
    )
    const stage = () => w.cluster.kubelets.worker.works.get(w.table('pods').row('default', 'web'))?.containers[0]?.stage
    if (when === 'pulling') w.until('pulling', () => stage() === 'pulling')
    else if (when === 'in its back-off') w.until('backing off', () => stage() === 'pullBackoff')
    else w.until('bound', () => w.pod('web').spec.nodeName !== undefined)
    w.delete('pods', 'web')
    expect(gone(w)).toBe(0)
  })

  it('ends a Pod’s sidecars when its own containers have', () => {
    const w = new SmallCluster({ nodes: oneNode() })
    const initContainers = [{ name: 'proxy', image: 'nginx:1.27', restartPolicy: 'Always' }]
    const container = { image: 'busybox:1.36', command: ['sh', '-c', 'sleep 3'] }
    w.create(pod('job').container(container).pod({ initContainers, restartPolicy: 'Never' }).build())
    w.until('over', () => w.pod('job').status.phase === 'Succeeded')
    expect(w.pod('job').status.initContainerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 0 })
  })
})
