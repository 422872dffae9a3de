import { describe, expect, it } from 'vitest'
import type { Pod } from '../kinds/types.ts'
import { pod } from '../testing/builders.ts'
import { oneNode, SmallCluster } from '../testing/scenarios/smallcluster.ts'

const world = () => new SmallCluster({ nodes: oneNode() })

describe('a Pod that starts', () => {
  it('goes through sandbox, pull, create and start to ready', () => {
    const w = world()
    w.create(pod('web').image('nginx:1.27').build())
    w.untilState('web', '1/1 Running 0')
    expect(w.events('web').map((line) => line.replace(/in [\d.ms ()a-z]+\./, 'in T.'))).toEqual([
      'Scheduled Successfully assigned default/web to node-1',
      'Pulling Pulling image "nginx:1.27"',
      'Pulled Successfully pulled image "nginx:1.27" in T. Image size: 70000000 bytes.',
      'Created Created container: app',
      'Started Started container app',
    ])
    const { status } = w.pod('web')
    expect(status).toMatchObject({
      phase: 'Running',
      podIP: '10.244.0.2',
      hostIP: '172.18.0.2',
      qosClass: 'BestEffort',
    })
    expect(status.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ])
    expect(status.containerStatuses?.[0]).toMatchObject({
      name: 'app',
      image: 'docker.io/library/nginx:1.27',
      imageID: expect.stringMatching(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/),
      containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
      lastState: {},
      restartCount: 0,
      ready: true,
      started: true,
    })
  })

  it('finds an image that is there', () => {
    const w = world()
    w.create(pod('one').image('nginx:1.27').build())
    w.untilState('one', '1/1 Running 0')
    w.create(pod('two').image('nginx:1.27').build())
    w.untilState('two', '1/1 Running 0')
    expect(w.events('two')).toContain('Pulled Container image "nginx:1.27" already present on machine')
    expect(w.reasons('two')).not.toContain('Pulling')
  })

  it('pulls the image :latest again every time', () => {
    const w = world()
    for (const name of ['one', 'two']) {
      w.create(pod(name).image('nginx').build())
      w.untilState(name, '1/1 Running 0')
    }
    expect(w.reasons('two')).toContain('Pulling')
  })

  it('waits for the node’s other pulls', () => {
    const w = world()
    for (const name of ['one', 'two']) w.create(pod(name).image(`registry.test/${name}:1`).build())
    w.untilState('two', '1/1 Running 0')
    // 60 MB at 50 MB/s and half a second each, one after the other.
    expect(w.events('two').find((line) => line.startsWith('Pulled'))).toMatch(/in 1\.7s \(3\.\d+s including waiting\)/)
  })

  it('never pulls under the policy Never', () => {
    const w = world()
    w.create(pod('web').container({ image: 'nginx:1.27', imagePullPolicy: 'Never' }).build())
    w.untilState('web', '0/1 ErrImageNeverPull 0')
    expect(w.events('web').slice(1)).toEqual([
      'ErrImageNeverPull Container image "nginx:1.27" is not present with pull policy of Never',
      'Failed Error: ErrImageNeverPull',
    ])
  })

  it('says when an image has no proper name', () => {
    const w = world()
    w.create(pod('web').image('Nginx:1.27').build())
    w.untilState('web', '0/1 InvalidImageName 0')
    expect(w.events('web').slice(1)).toEqual([
      `InspectFailed Failed to apply default image tag "Nginx:1.27": couldn't parse image name "Nginx:1.27": invalid reference format`,
      'Failed Error: InvalidImageName',
    ])
  })

  it('backs off from an image that is not there: 10 s, doubling to 5 min', () => {
    const w = world()
    w.create(pod('web').image('nginx:nope').build())
    w.untilState('web', '0/1 ErrImagePull 0')
    w.untilState('web', '0/1 ImagePullBackOff 0', 5_000)
    const { waiting } = w.pod('web').status.containerStatuses?.[0]?.state ?? {}
    expect(waiting?.message).toMatch(/^Back-off pulling image "nginx:nope": ErrImagePull: rpc error: code = NotFound/)
    const pulls: number[] = []
    for (let n = 0; n < 8; n++) {
      w.untilState('web', '0/1 ErrImagePull 0')
      pulls.push(w.nowMs)
      w.untilState('web', '0/1 ImagePullBackOff 0')
    }
    const waits = pulls.slice(1).map((at, n) => Math.round((at - (pulls[n] as number)) / 1000))
    expect(waits).toEqual([21, 41, 81, 161, 301, 301, 301].map((s) => expect.closeTo(s, -0.5)))
  })

  it('waits for a ConfigMap it needs, and starts when that is there', () => {
    const w = world()
    const env = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }]
    w.create(pod('web').container({ image: 'nginx:1.27', env }).build())
    w.untilState('web', '0/1 CreateContainerConfigError 0')
    expect(w.pod('web').status.containerStatuses?.[0]?.state?.waiting?.message).toBe('configmap "settings" not found')
    w.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1' } } as never)
    w.untilState('web', '1/1 Running 0', 15_000)
  })

  it('waits for the ConfigMaps and Secrets it mounts', () => {
    const w = world()
    const volumes = [
      { name: 'settings', configMap: { name: 'settings' } },
      { name: 'maybe', secret: { secretName: 'maybe', optional: true } },
    ]
    w.create(pod('web').image('nginx:1.27').pod({ volumes }).build())
    w.run(10_000)
    expect(w.state('web')).toBe('0/1 ContainerCreating 0')
    // Half a second, one, two, four.
    expect(w.events('web').at(-1)).toBe(
      'FailedMount MountVolume.SetUp failed for volume "settings" : configmap "settings" not found ×5',
    )
    w.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: {} } as never)
    w.untilState('web', '1/1 Running 0', 15_000)
  })

  it('has its node’s address when it uses the node’s network', () => {
    const w = world()
    w.create(pod('web').image('nginx:1.27').pod({ hostNetwork: true }).build())
    w.untilState('web', '1/1 Running 0')
    expect(w.pod('web').status).toMatchObject({ podIP: '172.18.0.2', hostIP: '172.18.0.2' })
    w.delete('pods', 'web')
    w.untilState('web', 'gone')
  })

  it('is ready when its containers are and its gates say so', () => {
    const w = world()
    const gate = 'example.com/balanced'
    w.create(
      pod('web')
        .image('nginx:1.27')
        .pod({ readinessGates: [{ conditionType: gate }] })
        .build(),
    )
    const ready = () => w.pod('web').status.conditions?.find(({ type }) => type === 'Ready')
    w.until('gated', () => ready()?.reason === 'ReadinessGatesNotReady')
    expect(ready()?.message).toBe(`corresponding condition of pod readiness gate "${gate}" does not exist.`)
    const { verbs } = w.cluster.server
    const turn = (status: string) => {
      const conditions = w.pod('web').status.conditions?.filter(({ type }) => type !== gate) ?? []
      const next = { ...w.pod('web').status, conditions: [...conditions, { type: gate, status }] }
      verbs.replaceStatus<Pod>(w.table('pods'), w.table('pods').row('default', 'web'), next)
      w.run(1_000)
      return ready()?.status
    }
    expect(turn('True')).toBe('True')
    expect(turn('False')).toBe('False')
  })

  it('runs init containers one after the other, and its own after them', () => {
    const w = world()
    const init = (name: string) => ({ name, image: 'busybox:1.36', command: ['sh', '-c', 'sleep 2'] })
    w.create(
      pod('web')
        .image('nginx:1.27')
        .pod({ initContainers: [init('a'), init('b')] })
        .build(),
    )
    const seen = new Set<string>()
    w.until('running', () => {
      seen.add(w.state('web'))
      return w.state('web') === '1/1 Running 0'
    })
    expect([...seen]).toEqual([
      '0/1 Pending 0',
      '0/1 Init:0/2 0',
      '0/1 Init:1/2 0',
      '0/1 PodInitializing 0',
      '1/1 Running 0',
    ])
    expect(
      w.pod('web').status.initContainerStatuses?.map(({ ready, state }) => [ready, state?.terminated?.reason]),
    ).toEqual([
      [true, 'Completed'],
      [true, 'Completed'],
    ])
  })

  it('runs sidecars before and beside its own containers', () => {
    const w = world()
    const sidecar = { name: 'proxy', image: 'registry.test/proxy:1', restartPolicy: 'Always' }
    w.create(
      pod('web')
        .image('nginx:1.27')
        .pod({ initContainers: [sidecar] })
        .build(),
    )
    w.untilState('web', '2/2 Running 0')
    const order = w.events('web').filter((line) => line.startsWith('Started'))
    expect(order).toEqual(['Started Started container proxy', 'Started Started container app'])
  })

  it('fails for good when an init container does and must not restart', () => {
    const w = world()
    const initContainers = [{ name: 'a', image: 'busybox:1.36', command: ['false'] }]
    w.create(pod('web').pod({ initContainers, restartPolicy: 'Never' }).build())
    w.untilState('web', '0/1 Init:Error 0')
    w.run(60_000)
    expect(w.pod('web').status.phase).toBe('Failed')
    expect(w.reasons('web').filter((reason) => reason === 'Started')).toHaveLength(1)
  })

  it('holds the next container until the postStart hook is through', () => {
    const w = world()
    const lifecycle = { postStart: { exec: { command: ['sleep', '5'] } } }
    const containers: Pod['spec']['containers'] = [
      { name: 'first', image: 'nginx:1.27', lifecycle },
      { name: 'second', image: 'nginx:1.27' },
    ]
    w.create(pod('web').pod({ containers }).build())
    w.untilState('web', '2/2 Running 0')
    const started = w.pod('web').status.containerStatuses?.map((s) => String(s.state?.running?.startedAt))
    const seconds = (text = '') => w.cluster.server.calendar.virtualMs(text) as number
    expect(seconds(started?.[1]) - seconds(started?.[0])).toBeGreaterThanOrEqual(5000)
  })

  it('restarts a container whose postStart hook fails', () => {
    const w = world()
    const lifecycle = { postStart: { exec: { command: ['sh', '-c', 'exit 3'] } } }
    w.create(pod('web').container({ image: 'nginx:1.27', lifecycle }).build())
    w.until('restarted', () => (w.pod('web').status.containerStatuses?.[0]?.restartCount ?? 0) >= 2)
    expect(w.reasons('web')).toEqual(expect.arrayContaining(['FailedPostStartHook', 'Killing', 'BackOff']))
  })
})
