import { describe, expect, it } from 'vitest'
import type { Probe } from '../kinds/types.ts'
import { pod } from '../testing/builders.ts'
import { oneNode, SmallCluster } from '../testing/scenarios/smallcluster.ts'

const world = () => new SmallCluster({ nodes: oneNode() })
const http = (path: string, port: number | string = 8080) => ({ httpGet: { path, port: port as never } })
const GENERATOR = 'k8spatterns/random-generator:1.0'

/** A request to a Pod's container, as a client inside the cluster would send it. */
function get(w: SmallCluster, name: string, path: string) {
  const [running] = w.cluster.kubelets.worker.processes(w.table('pods').row('default', name))
  const runtime = w.cluster.kubelets.runtime as unknown as {
    http(process: number, port: number, path: string): unknown
  }
  return runtime.http(running?.process ?? -1, 8080, path)
}

function withProbes(name: string, probes: Record<string, Probe>, image = GENERATOR) {
  return pod(name)
    .container({ image, ...probes })
    .pod({ terminationGracePeriodSeconds: 5 })
    .build()
}

describe('probes', () => {
  it('readiness waits for the program, says why not, and needs as many successes as asked', () => {
    for (const [successThreshold, seconds] of [
      [1, 2],
      [3, 4],
    ] as const) {
      const w = world()
      const readinessProbe = { ...http('/actuator/health'), periodSeconds: 1, successThreshold }
      w.create(withProbes('web', { readinessProbe }))
      w.untilState('web', '0/1 Running 0')
      const took = w.untilState('web', '1/1 Running 0')
      expect(Math.floor(took / 1000)).toBe(seconds)
      expect(w.events('web').at(-1)).toMatch(
        /^Unhealthy Readiness probe failed: Get "http:\/\/10\.244\.0\.2:8080\/actuator\/health": dial tcp 10\.244\.0\.2:8080: connect: connection refused ×\d$/,
      )
    }
  })

  it('readiness follows what the program says, after failureThreshold failures', () => {
    const w = world()
    const readinessProbe = { ...http('/actuator/health/readiness'), periodSeconds: 10, failureThreshold: 2 }
    w.create(withProbes('web', { readinessProbe }))
    w.untilState('web', '1/1 Running 0')
    get(w, 'web', '/toggle-ready')
    const took = w.untilState('web', '0/1 Running 0')
    expect(took).toBeGreaterThan(10_000)
    expect(took).toBeLessThan(21_000)
    expect(w.events('web').at(-1)).toBe('Unhealthy Readiness probe failed: HTTP probe failed with statuscode: 503 ×2')
    get(w, 'web', '/toggle-ready')
    expect(w.untilState('web', '1/1 Running 0')).toBeLessThan(11_000)
    expect(w.pod('web').status.containerStatuses?.[0]?.restartCount).toBe(0)
  })

  it('liveness restarts after failureThreshold failures, with the probe’s own grace', () => {
    for (const [own, grace] of [
      [undefined, 20],
      [3, 3],
    ] as const) {
      const w = world()
      const livenessProbe = { ...http('/nope'), periodSeconds: 10, failureThreshold: 3, initialDelaySeconds: 5 }
      const probe = own === undefined ? livenessProbe : { ...livenessProbe, terminationGracePeriodSeconds: own }
      // A shell as process 1 does not hear TERM, so the whole grace passes.
      const command = ['sh', '-c', 'sleep 3600']
      w.create(
        pod('web')
          .container({ image: GENERATOR, command, livenessProbe: probe })
          .pod({ terminationGracePeriodSeconds: 20 })
          .build(),
      )
      w.until('killing', () => w.reasons('web').includes('Killing'))
      expect(w.reasons('web').filter((reason) => reason === 'Unhealthy')).toHaveLength(1)
      expect(w.events('web').at(-1)).toBe('Killing Container app failed liveness probe, will be restarted')
      const started = w.cluster.server.calendar.virtualMs(
        w.pod('web').status.containerStatuses?.[0]?.state?.running?.startedAt as unknown as string,
      ) as number
      expect(w.nowMs - started).toBeGreaterThan(25_000)
      expect(w.nowMs - started).toBeLessThan(36_000)
      const took = w.until('restarted', () => w.pod('web').status.containerStatuses?.[0]?.restartCount === 1)
      expect(Math.floor(took / 1000)).toBe(grace)
      expect(w.pod('web').status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 137 })
    }
  })

  it('startup holds the others back, and restarts what does not come up', () => {
    const w = world()
    const startupProbe = { ...http('/actuator/health'), periodSeconds: 5, failureThreshold: 2 }
    const livenessProbe = { ...http('/actuator/health'), periodSeconds: 1, failureThreshold: 1 }
    const env = [{ name: 'DELAY_STARTUP', value: '60' }]
    w.create(pod('slow').container({ image: GENERATOR, env, startupProbe, livenessProbe }).build())
    w.until('killing', () => w.reasons('slow').includes('Killing'))
    expect(w.events('slow').filter((line) => line.includes('Liveness'))).toEqual([])
    expect(w.events('slow')).toContain('Killing Container app failed startup probe, will be restarted')

    const patient = world()
    patient.create(
      pod('slow')
        .container({ image: GENERATOR, env, startupProbe: { ...startupProbe, failureThreshold: 30 }, livenessProbe })
        .build(),
    )
    patient.untilState('slow', '0/1 Running 0')
    expect(patient.pod('slow').status.containerStatuses?.[0]).toMatchObject({ started: false, ready: false })
    patient.untilState('slow', '1/1 Running 0', 80_000)
    expect(patient.pod('slow').status.containerStatuses?.[0]).toMatchObject({ started: true, restartCount: 0 })
  })

  it('asks named ports, sockets and commands, and gives up waiting', () => {
    const ports = [{ name: 'http', containerPort: 8080 }]
    const cases: [Probe, string][] = [
      [http('/actuator/health', 'http'), '1/1'],
      [http('/actuator/health', 'admin'), '0/1'],
      [{ tcpSocket: { port: 8080 as never } }, '1/1'],
      [{ tcpSocket: { port: 9 as never } }, '0/1'],
      [{ exec: { command: ['true'] } }, '1/1'],
      [{ exec: { command: ['sh', '-c', 'exit 1'] } }, '0/1'],
      [{ exec: { command: ['sleep', '2'] }, timeoutSeconds: 3 }, '1/1'],
      [{ exec: { command: ['sleep', '2'] } }, '0/1'],
    ]
    for (const [probe, ready] of cases) {
      const w = world()
      w.create(pod('web').container({ image: GENERATOR, ports, readinessProbe: probe }).build())
      w.until('running', () => w.pod('web').status.phase === 'Running')
      w.run(15_000)
      expect([probe, w.state('web')]).toEqual([probe, `${ready} Running 0`])
    }
  })
})
