/** In-place resize, from the subresource to the running process. */
import { describe, expect, it } from 'vitest'
import type { ApiResponse } from '../protocol/api.ts'
import { pod } from '../testing/builders.ts'
import { oneNode, SmallCluster } from '../testing/scenarios/smallcluster.ts'

const PATH = '/api/v1/namespaces/default/pods/web/resize'

function resize(w: SmallCluster, resources: object): ApiResponse {
  const body = JSON.stringify({ spec: { containers: [{ name: 'app', resources }] } })
  const headers = { 'content-type': 'application/strategic-merge-patch+json' }
  return w.cluster.handle({ method: 'PATCH', path: PATH, headers, body }) as ApiResponse
}

const BOTH = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { cpu, memory } })

function world(container: object = {}): SmallCluster {
  const w = new SmallCluster({ nodes: oneNode() })
  const script = 'while sleep 5; do cat /sys/fs/cgroup/memory.max; done'
  const base = { name: 'app', image: 'busybox:1.36', command: ['sh', '-c', script], resources: BOTH('500m', '128Mi') }
  w.create(
    pod('web')
      .container({ ...base, ...container })
      .build(),
  )
  w.untilState('web', '1/1 Running 0')
  return w
}

const status = (w: SmallCluster) => w.pod('web').status.containerStatuses?.[0]
const condition = (w: SmallCluster, type: string) => w.pod('web').status.conditions?.find((one) => one.type === type)
const messageOf = ({ body }: ApiResponse): string => (body as { message: string }).message

describe('a resize', () => {
  it('reaches the process that runs, without a restart, and its status says so', () => {
    const w = world()
    w.run(6_000)
    expect(resize(w, BOTH('1', '256Mi')).code).toBe(200)
    w.until('done', () => status(w)?.resources?.limits?.cpu === ('1' as never), 5_000)
    expect(condition(w, 'PodResizeInProgress')).toBeUndefined()
    expect(status(w)).toMatchObject({
      restartCount: 0,
      resources: BOTH('1', '256Mi'),
      allocatedResources: { cpu: '1' },
    })
    w.run(6_000)
    expect([w.log('web')[0], w.log('web').at(-1)]).toEqual([String(128 * 2 ** 20), String(256 * 2 ** 20)])
  })

  it('restarts the container whose policy asks for it', () => {
    const w = world({ resizePolicy: [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }] })
    expect(resize(w, BOTH('500m', '64Mi')).code).toBe(200)
    w.untilState('web', '1/1 Running 1', 60_000)
    expect(w.events('web').join()).toContain('Killing Container app resize requires restart')
    expect(status(w)?.resources).toMatchObject({ limits: { memory: '64Mi' } })
  })

  it('that the node can never give is infeasible, one that must wait is deferred until there is room', () => {
    const w = world()
    w.create(pod('other').image('nginx:1.27').requests({ cpu: '3' }).build())
    w.untilState('other', '1/1 Running 0')
    resize(w, BOTH('50', '128Mi'))
    w.run(2_000)
    expect(condition(w, 'PodResizePending')).toMatchObject({ status: 'True', reason: 'Infeasible' })
    resize(w, BOTH('2', '128Mi'))
    w.run(2_000)
    expect(condition(w, 'PodResizePending')).toMatchObject({ reason: 'Deferred' })
    w.delete('pods', 'other')
    w.until('it got room', () => condition(w, 'PodResizePending') === undefined, 120_000)
    w.run(2_000)
    expect(status(w)?.resources).toMatchObject({ limits: { cpu: '2' } })
  })

  it('may not change the class, take memory without a restart, or come in by the Pod itself', () => {
    const w = world()
    expect(messageOf(resize(w, { requests: { cpu: '100m' } }))).toContain('Pod QOS Class may not change')
    expect(messageOf(resize(w, BOTH('500m', '64Mi')))).toContain(
      'memory limits cannot be decreased unless resizePolicy',
    )
    const spec = { containers: [{ name: 'app', resources: BOTH('1', '256Mi') }] }
    const headers = { 'content-type': 'application/strategic-merge-patch+json' }
    const path = '/api/v1/namespaces/default/pods/web'
    const other = w.cluster.handle({ method: 'PATCH', path, headers, body: JSON.stringify({ spec }) }) as ApiResponse
    expect(other.code).toBe(422)
  })
})
