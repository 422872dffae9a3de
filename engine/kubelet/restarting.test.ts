import { describe, expect, it } from 'vitest'
import { pod } from '../testing/builders.ts'
import { oneNode, SmallCluster } from '../testing/scenarios/smallcluster.ts'

const world = () => new SmallCluster({ nodes: oneNode() })
const script = (text: string) => ({ image: 'busybox:1.36', command: ['sh', '-c', text] })
const restarts = (w: SmallCluster, name: string) => w.pod(name).status.containerStatuses?.[0]?.restartCount ?? 0

describe('a container that ends', () => {
  it('completes its Pod under restartPolicy OnFailure and Never', () => {
    for (const restartPolicy of ['OnFailure', 'Never']) {
      const w = world()
      w.create(pod('job').container(script('echo hello; sleep 3')).pod({ restartPolicy }).build())
      w.untilState('job', '0/1 Completed 0')
      const { phase, conditions, containerStatuses } = w.pod('job').status
      expect(phase).toBe('Succeeded')
      expect(conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
        status: 'False',
        reason: 'PodCompleted',
      })
      expect(containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' })
      expect(w.log('job')).toEqual(['hello'])
    }
  })

  it('fails its Pod under Never', () => {
    const w = world()
    w.create(pod('job').container(script('exit 3')).pod({ restartPolicy: 'Never' }).build())
    w.untilState('job', '0/1 Error 0')
    expect(w.pod('job').status).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ state: { terminated: { exitCode: 3, reason: 'Error' } } }],
    })
  })

  it('leaves the end of its log as its last words, if asked to', () => {
    for (const [terminationMessagePolicy, message] of [
      ['FallbackToLogsOnError', 'one\ntwo\n'],
      ['File', undefined],
    ] as const) {
      const w = world()
      const container = { ...script('echo one; echo two; exit 3'), terminationMessagePolicy }
      w.create(pod('job').container(container).pod({ restartPolicy: 'Never' }).build())
      w.untilState('job', '0/1 Error 0')
      expect(w.pod('job').status.containerStatuses?.[0]?.state?.terminated?.message).toBe(message)
    }
  })

  it('starts again at once, then after 10, 20, 40 … 300 s', () => {
    const w = world()
    w.create(pod('web').container(script('exit 1')).build())
    const starts: number[] = []
    for (let n = 0; n < 9; n++) {
      w.until(`restart ${n}`, () => w.pod('web').status.phase === 'Running' && restarts(w, 'web') === n)
      starts.push(w.nowMs)
    }
    const waits = starts.slice(1).map((at, n) => Math.round((at - (starts[n] as number)) / 1000))
    expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300].map((s) => expect.closeTo(s, -0.4)))
  })

  it('says what it waits for', () => {
    const w = world()
    w.create(pod('web').container(script('exit 1')).build())
    w.untilState('web', '0/1 CrashLoopBackOff 1')
    const [status] = w.pod('web').status.containerStatuses ?? []
    const { uid } = w.pod('web').metadata
    expect(status?.state?.waiting).toEqual({
      reason: 'CrashLoopBackOff',
      message: `back-off 10s restarting failed container=app pod=web_default(${uid})`,
    })
    expect(status?.lastState?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' })
    expect(w.events('web').at(-1)).toBe(`BackOff Back-off restarting failed container app in pod web_default(${uid})`)
    expect(w.pod('web').status.phase).toBe('Running')
  })

  it('is forgiven after ten minutes of running', () => {
    const w = world()
    w.create(pod('web').container(script('sleep 601; exit 1')).build())
    for (let n = 1; n <= 3; n++) {
      w.until(`restart ${n}`, () => restarts(w, 'web') === n && w.state('web') === `1/1 Running ${n}`)
    }
    expect(w.reasons('web')).not.toContain('BackOff')
  })

  it('keeps the logs of this start and of the one before', () => {
    const w = world()
    w.create(pod('web').container(script('echo hello; sleep 5; exit 1')).build())
    w.untilState('web', '1/1 Running 0')
    expect(w.cluster.kubelets.lines('default', 'web', 'app', true)).toBeUndefined()
    w.untilState('web', '0/1 CrashLoopBackOff 1')
    expect(w.log('web')).toEqual(['hello'])
    expect(w.log('web', 'app', true)).toEqual(['hello'])
  })

  it('fails its Pod when the deadline of the Pod has passed', () => {
    const w = world()
    w.create(pod('job').image('nginx:1.27').pod({ activeDeadlineSeconds: 30 }).build())
    w.untilState('job', '1/1 Running 0')
    w.until('failed', () => w.pod('job').status.phase === 'Failed', 60_000)
    expect(w.pod('job').status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
    w.delete('pods', 'job')
    expect(w.state('job')).toBe('gone')
  })

  it('is replaced when its image is changed in place', () => {
    const w = world()
    w.create(pod('web').image('nginx:1.26').build())
    w.untilState('web', '1/1 Running 0')
    w.change('pods', 'web', (old) => ({
      ...old,
      spec: { ...w.pod('web').spec, containers: [{ ...w.pod('web').spec.containers[0], image: 'nginx:1.27' }] },
    }))
    w.untilState('web', '1/1 Running 1', 60_000)
    expect(w.pod('web').status.containerStatuses?.[0]?.image).toBe('docker.io/library/nginx:1.27')
    expect(w.events('web')).toContain('Killing Container app definition changed, will be restarted')
  })
})
