import { describe, expect, it } from 'vitest'
import { pod } from '../testing/builders.ts'
import { oneNode, SmallCluster } from '../testing/scenarios/smallcluster.ts'
import { images } from './images/list.ts'
import type { Processes } from './processes.ts'
import { canonicalRepository, findImage } from './registry.ts'

function running(container: object, state = '1/1 Running 0') {
  const w = new SmallCluster({ nodes: oneNode() })
  w.create(pod('web').container(container).build())
  w.untilState('web', state)
  w.run(3_000)
  const runtime = w.cluster.kubelets.runtime as Processes
  const process = w.cluster.kubelets.worker.processes(w.table('pods').row('default', 'web'))[0]?.process ?? -1
  return { w, runtime, process, get: (port: number, path: string) => runtime.http(process, port, path) }
}

describe('every image', () => {
  it.each(images.map(({ repository }) => repository))(
    '%s has a size, a tag and a program that runs or ends',
    (repository) => {
      const image = repository === '*' ? 'registry.test/anything:1' : `${repository}:${tagOf(repository)}`
      expect(findImage(image)?.info.sizeBytes).toBeGreaterThan(0)
      const w = new SmallCluster({ nodes: oneNode() })
      w.create(pod('web').image(image).build())
      w.until('started', () => w.reasons('web').includes('Started'))
      w.delete('pods', 'web')
      // Whatever runs goes at TERM.
      expect(w.untilState('web', 'gone')).toBeLessThan(1_000)
    },
  )
})

const tagOf = (repository: string) =>
  repository.includes('generator')
    ? '1.0'
    : repository.includes('pause')
      ? '3.9'
      : repository.includes('agnhost')
        ? '2.47'
        : 'latest'

describe('the registry', () => {
  it('knows repositories by their short and full names', () => {
    expect(canonicalRepository('nginx')).toBe('docker.io/library/nginx')
    expect(canonicalRepository('a/b')).toBe('docker.io/a/b')
    expect(canonicalRepository('host.tld/x')).toBe('host.tld/x')
    expect(canonicalRepository('host:5000/x')).toBe('host:5000/x')
    expect(findImage('nginx')?.info.reference).toBe('docker.io/library/nginx:latest')
    expect(findImage('docker.io/library/nginx:1.27')?.info).toEqual(findImage('nginx:1.27')?.info)
  })

  it.each(['nginx:nope', 'Nginx', 'nginx:1.27:2', '', 'registry.test/app:does-not-exist'])('has no %j', (reference) => {
    expect(findImage(reference)).toBeUndefined()
  })
})

describe('servers', () => {
  it('nginx and httpd answer on port 80 whatever is declared', () => {
    for (const image of ['nginx:1.27', 'httpd:2.4']) {
      const { get } = running({ image, ports: [{ containerPort: 8080 }] })
      expect(get(80, '/')?.status).toBe(200)
      expect(get(80, '/nowhere')?.status).toBe(404)
      expect(get(81, '/')).toBeUndefined()
    }
  })

  it('an unknown image serves its declared ports and says so', () => {
    const { get, w } = running({ image: 'registry.test/app:1', ports: [{ containerPort: 9000 }] })
    expect(get(9000, '/any')?.status).toBe(200)
    expect(get(80, '/any')).toBeUndefined()
    expect(w.log('web')).toEqual([
      'drydock: image registry.test/app:1 is not known here; serving its declared ports 9000',
    ])
  })
})

describe('the sample service', () => {
  const image = 'k8spatterns/random-generator:1.0'

  it('gives random numbers, its health and what its environment says', () => {
    const env = [
      { name: 'PATTERN', value: 'Predictable Demands' },
      { name: 'VERSION', value: '7' },
    ]
    const { get } = running({ image, env })
    const first = JSON.parse(get(8080, '/')?.body as string)
    const second = JSON.parse(get(8080, '/')?.body as string)
    expect(first).toMatchObject({ pattern: 'Predictable Demands', version: '7' })
    expect(first.id).toBe(second.id)
    expect(first.random).not.toBe(second.random)
    expect(get(8080, '/actuator/health')).toMatchObject({ status: 200, body: '{"status":"UP"}' })
    expect(JSON.parse(get(8080, '/info')?.body as string)).toMatchObject({ version: '7', 'memory.max': 256 })
    get(8080, '/toggle-live')
    expect(get(8080, '/actuator/health')?.status).toBe(503)
  })

  it('gives each process numbers of its own, and equal ones where SEED says so', () => {
    const drawn = (env: { name: string; value: string }[]) => {
      const w = new SmallCluster({ nodes: oneNode() })
      const runtime = w.cluster.kubelets.runtime as Processes
      return ['one', 'two'].map((name) => {
        w.create(pod(name).container({ image, env }).build())
        w.untilState(name, '1/1 Running 0')
        w.run(3_000)
        const process = w.cluster.kubelets.worker.processes(w.table('pods').row('default', name))[0]?.process ?? -1
        const reply = runtime.http(process, 8080, '/')
        return (JSON.parse((reply as { body: string }).body) as { random: number }).random
      })
    }
    const [one, two] = drawn([])
    expect(one).not.toBe(two)
    const [same, again] = drawn([{ name: 'SEED', value: '7' }])
    expect(same).toBe(again)
  })

  it('ends when told, and is killed when it eats more memory than it may', () => {
    const { get, w } = running({ image })
    get(8080, '/shutdown')
    w.untilState('web', '1/1 Running 1')
    expect(w.pod('web').status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 0,
      reason: 'Completed',
    })
    const hungry = running({ image, resources: { limits: { memory: '128Mi' } } })
    hungry.get(8080, '/memory-eater?mb=100')
    hungry.w.untilState('web', '1/1 Running 1')
    expect(hungry.w.pod('web').status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    })
  })

  it('starts later when asked to, and logs its end', () => {
    const { w, get } = running({ image, env: [{ name: 'DELAY_STARTUP', value: '5' }] })
    expect(get(8080, '/')).toBeUndefined()
    w.run(5_000)
    expect(get(8080, '/')?.status).toBe(200)
    w.delete('pods', 'web')
    w.run(200)
    expect(w.log('web').at(-1)).toBe('>>>> SHUTDOWN HOOK CALLED. Possible exiting gracefully.')
  })
})

describe('commands', () => {
  const cases: [string, number, string[], number][] = [
    ['echo one; echo "two; three"', 0, ['one', 'two; three'], 0],
    ['echo a && sleep 2 && echo b; exit 4', 4, ['a', 'b'], 2],
    ['false', 1, [], 0],
    ['true; :', 0, [], 0],
    ['nonsense --now', 127, ['sh: nonsense: not found'], 0],
    ['sleep 1m; exit 0', 0, [], 60],
  ]
  it.each(cases)('%j ends with %i', (script, exitCode, lines, seconds) => {
    const w = new SmallCluster({ nodes: oneNode() })
    const command = ['sh', '-c', script]
    w.create(pod('job').container({ image: 'busybox:1.36', command }).pod({ restartPolicy: 'Never' }).build())
    w.until('over', () => ['Succeeded', 'Failed'].includes(w.pod('job').status.phase as string))
    const ended = w.pod('job').status.containerStatuses?.[0]?.state?.terminated
    expect(ended?.exitCode).toBe(exitCode)
    expect(w.log('job')).toEqual(lines)
    const at = (text: unknown) => w.cluster.server.calendar.virtualMs(text as string) as number
    expect(Math.abs(at(ended?.finishedAt) - at(ended?.startedAt) - seconds * 1000)).toBeLessThanOrEqual(1000)
  })

  it('loop for ever, in bounded log', () => {
    const { w } = running({ image: 'busybox:1.36', command: ['sh', '-c', 'while true; do echo tick; sleep 1; done'] })
    w.run(7_200_000)
    expect(w.log('web').length).toBeLessThanOrEqual(5200)
    expect(w.state('web')).toBe('1/1 Running 0')
  })
})
