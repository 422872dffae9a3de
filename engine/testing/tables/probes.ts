/** Three probes: liveness, readiness, startup. */
import { expect } from 'vitest'
import { isReady } from '../corpus/asking.ts'
import type { SmallCluster } from '../scenarios/smallcluster.ts'
import {
  apply,
  type Claims,
  deployment,
  k,
  living,
  MINUTE_MS,
  pod,
  ready,
  restarts,
  scene,
  service,
  serving,
  template,
  untilReady,
} from './scene.ts'

const exec = (script: string, more: object = {}) => ({
  exec: { command: ['sh', '-c', script] },
  periodSeconds: 2,
  ...more,
})
const IDLE = { image: 'busybox:1.36', command: ['sh', '-c', 'while :; do sleep 1; done'] }
const COUNT = 'echo asked >> /tmp/asked'

const restarted = (probe: object): void => {
  const w = scene([pod({ ...IDLE, ...probe })])
  w.until('restarted', () => restarts(w.pod('web')) > 0, 3 * MINUTE_MS)
  expect(w.reasons('web')).toContain('Killing')
}

/** How often it was asked in a minute. */
function asked(probe: object, script = ''): { w: SmallCluster; times: number } {
  const w = scene([pod({ ...IDLE, ...(script ? { command: ['sh', '-c', script] } : {}), ...probe })])
  w.until('running', () => w.pod('web').status.containerStatuses?.[0]?.state?.running !== undefined, MINUTE_MS)
  w.run(15_000)
  const times = Number(k(w, 'exec web -- sh -c "touch /tmp/asked; wc -l < /tmp/asked"'))
  return { w, times }
}

/** The startup probe passes after half a minute. */
const SLOW = { startupProbe: exec('test -e /tmp/up', { failureThreshold: 60 }) }
const SLOW_SCRIPT = 'sleep 30; touch /tmp/up; while :; do sleep 1; done'

/** A new template with this probe: how many of its Pods took over within two minutes. */
function rolled(probe: object): number {
  const w = scene([deployment({ replicas: 2, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } })])
  untilReady(w, 2)
  const old = living(w).map(({ metadata }) => metadata.uid)
  apply(
    w,
    deployment({
      replicas: 2,
      template: template(probe),
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    }),
  )
  w.run(2 * MINUTE_MS)
  return 2 - living(w).filter(({ metadata }) => old.includes(metadata.uid)).length
}

const patient = exec('false', { failureThreshold: 1000 })
const twice = (name: string) => () => apply(scene([]), pod({ [name]: exec('true', { successThreshold: 2 }) }))

export const probes: Claims = {
  'It fails too often': [
    () => restarted({ livenessProbe: exec('false') }),
    () => {
      const w = scene([
        service(),
        pod({ ...IDLE, readinessProbe: exec('test ! -e /tmp/busy', { failureThreshold: 2 }) }),
      ])
      w.until('ready', () => ready(w).length === 1, MINUTE_MS)
      w.until('serving', () => serving(w).length === 1, MINUTE_MS)
      k(w, 'exec web -- touch /tmp/busy')
      w.until('out of rotation', () => serving(w).length === 0, MINUTE_MS)
      w.run(2 * MINUTE_MS)
      expect(restarts(w.pod('web'))).toBe(0)
      expect(isReady(w.pod('web'))).toBe(false)
    },
    () => restarted({ startupProbe: exec('false') }),
  ],
  'It has passed once': [
    () => expect(asked({ livenessProbe: exec(COUNT) }).times).toBeGreaterThan(4),
    () => expect(asked({ readinessProbe: exec(COUNT) }).times).toBeGreaterThan(4),
    () => expect(asked({ startupProbe: exec(COUNT) }).times).toBe(1),
  ],
  'Before the startup probe has passed': [
    () => expect(asked({ ...SLOW, livenessProbe: exec(COUNT) }, SLOW_SCRIPT).times).toBe(0),
    () => {
      const { w, times } = asked({ ...SLOW, readinessProbe: exec(COUNT) }, SLOW_SCRIPT)
      expect(times).toBe(0)
      expect(isReady(w.pod('web'))).toBe(false)
    },
    () => {
      const startupProbe = exec(`${COUNT}; test -e /tmp/up`, { failureThreshold: 60 })
      expect(asked({ startupProbe }, SLOW_SCRIPT).times).toBeGreaterThan(4)
    },
  ],
  'A rollout': [
    () => expect(rolled({ livenessProbe: patient })).toBe(2),
    () => expect(rolled({ readinessProbe: patient })).toBe(0),
    () => expect(rolled({ startupProbe: patient })).toBe(0),
  ],
  'successThreshold: 2': [
    () => expect(twice('livenessProbe')).toThrow('must be 1'),
    () => expect(twice('readinessProbe')).not.toThrow(),
    () => expect(twice('startupProbe')).toThrow('must be 1'),
  ],
}
