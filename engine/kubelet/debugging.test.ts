/** Ephemeral containers: from the subresource to a process in the Pod. */
import { describe, expect, it } from 'vitest'
import type { Event, Pod } from '../kinds/types.ts'
import type { ApiResponse } from '../protocol/api.ts'
import { pod } from '../testing/builders.ts'
import { oneNode, SmallCluster } from '../testing/scenarios/smallcluster.ts'

const PATH = '/api/v1/namespaces/default/pods/web/ephemeralcontainers'

function debug(w: SmallCluster, container: object): number {
  const body = JSON.stringify({ spec: { ephemeralContainers: [container] } })
  const headers = { 'content-type': 'application/strategic-merge-patch+json' }
  return (w.cluster.handle({ method: 'PATCH', path: PATH, headers, body }) as ApiResponse).code
}

function world(spec: object = {}): SmallCluster {
  const w = new SmallCluster({ nodes: oneNode() })
  w.create(pod('web').container({ name: 'app', image: 'k8spatterns/mini-http-server' }).pod(spec).build())
  w.untilState('web', '1/1 Running 0')
  return w
}

const shell = (script: string) => ({ name: 'debug', image: 'busybox:1.36', command: ['sh', '-c', script] })
const status = (w: SmallCluster) => w.pod('web').status.ephemeralContainerStatuses?.[0]

describe('an ephemeral container', () => {
  it('runs in the network of a Pod that runs, and ends once for all', () => {
    const w = world()
    expect(debug(w, shell('wget -qO- http://localhost:8080; exit 3'))).toBe(200)
    w.until('it ended', () => status(w)?.state?.terminated !== undefined, 60_000)
    expect(w.log('web', 'debug')).toEqual(['Hello'])
    expect(status(w)).toMatchObject({
      name: 'debug',
      ready: false,
      restartCount: 0,
      state: { terminated: { exitCode: 3 } },
    })
    w.run(120_000)
    expect(w.state('web')).toBe('1/1 Running 0')
    expect(status(w)?.restartCount).toBe(0)
    expect(w.events('web')).toContain('Started Started container debug')
    const started = (w.table('events').list() as Event[]).find(({ message }) => message === 'Started container debug')
    expect(started?.involvedObject.fieldPath).toBe('spec.ephemeralContainers{debug}')
  })

  it('does not keep a Pod whose own containers have ended, and goes with one that is deleted', () => {
    const w = new SmallCluster({ nodes: oneNode() })
    const container = { name: 'app', image: 'busybox:1.36', command: ['sleep', '20'] }
    w.create(pod('web').container(container).pod({ restartPolicy: 'Never' }).build())
    w.untilState('web', '1/1 Running 0')
    debug(w, shell('sleep 1000'))
    w.until('it runs', () => status(w)?.state?.running !== undefined, 60_000)
    w.until('over', () => w.pod('web').status.phase === 'Succeeded', 120_000)
    w.until('it is stopped', () => status(w)?.state?.terminated !== undefined, 60_000)
  })

  it('can be entered, and counts for nothing that the Pod asks of its node', () => {
    const w = world()
    debug(w, shell('sleep 1000'))
    w.until('it runs', () => status(w)?.state?.running !== undefined, 60_000)
    expect(w.cluster.kubelets.runningProcess('default', 'web', 'debug')).toBeGreaterThanOrEqual(0)
    const conditions = (w.pod('web') as Pod).status.conditions?.filter((one) => one.status === 'True')
    expect(conditions?.map(({ type }) => type)).toEqual(expect.arrayContaining(['Ready', 'ContainersReady']))
    w.delete('pods', 'web')
    expect(w.untilState('web', 'gone')).toBeLessThan(32_000)
  })
})
