/** Helpers in a Pod: an init container, a sidecar, a second container. */
import { expect } from 'vitest'
import type { ContainerStatus, Job } from '../../kinds/types.ts'
import { holds, isReady } from '../corpus/asking.ts'
import type { SmallCluster } from '../scenarios/smallcluster.ts'
import { apply, type Claims, k, LABELS, MINUTE_MS, pod, restarts, scene, sh } from './scene.ts'

const IDLE = sh('while :; do sleep 1; done')

/** The same helper in each of the three places. */
function withHelper(place: number, helper: object, main: object = IDLE) {
  if (place === 2) {
    const containers = [
      { name: 'app', ...main },
      { name: 'helper', ...helper },
    ]
    return pod(main, { containers })
  }
  return pod(main, {
    initContainers: [{ name: 'helper', ...(place === 1 ? { restartPolicy: 'Always' } : {}), ...helper }],
  })
}

const statusOf = (w: SmallCluster, name: string): ContainerStatus | undefined => {
  const { initContainerStatuses = [], containerStatuses = [] } = w.pod('web').status
  return [...initContainerStatuses, ...containerStatuses].find((each) => each.name === name)
}
const secondsOf = (text: string | undefined): number => Date.parse(String(text)) / 1000
const startOf = (w: SmallCluster, name: string): number => {
  const { running, terminated } = statusOf(w, name)?.state ?? {}
  return secondsOf(running?.startedAt ?? terminated?.startedAt)
}
const mainRuns = (w: SmallCluster) => () => statusOf(w, 'app')?.state?.running !== undefined

function begun(place: number, helper: object, main: object = IDLE): SmallCluster {
  const w = scene([withHelper(place, helper, main)])
  w.until('the main container runs', mainRuns(w), 2 * MINUTE_MS)
  return w
}

/** The helper ends with an error after a while; the main container is let alone. */
function aloneAgain(place: number): void {
  const w = begun(place, sh('sleep 10; exit 1'))
  w.until('started again', () => restarts(w.pod('web'), 'helper') > 1, 5 * MINUTE_MS)
  expect(restarts(w.pod('web'), 'app')).toBe(0)
  expect(mainRuns(w)()).toBe(true)
}

const HEARS = sh('trap "echo heard; sleep 2; exit 0" TERM; while :; do sleep 1; done')
const SLOW_END = sh('trap "sleep 6; exit 0" TERM; while :; do sleep 1; done')

/** Whether the helper had heard TERM while the main container was still there, and whether it heard it at all. */
function ending(place: number): { early: boolean; late: boolean } {
  const w = begun(place, HEARS, SLOW_END)
  w.run(5000)
  k(w, 'delete pod web --wait=false')
  w.run(3000)
  const heard = () => w.log('web', 'helper').includes('heard')
  const early = heard()
  let late = early
  w.until(
    'gone',
    () => {
      if (w.find('pods', 'web') === undefined) return true
      late ||= heard()
      return false
    },
    MINUTE_MS,
  )
  return { early, late }
}

/** A Job whose work takes five seconds, with a helper that does not end by itself (as an init container: that does). */
function completes(place: number): boolean {
  const helper = place === 0 ? sh('sleep 2') : IDLE
  const { spec } = withHelper(place, helper, sh('sleep 5'))
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'web' },
    spec: { template: { metadata: { labels: LABELS }, spec: { ...spec, restartPolicy: 'Never' } } },
  }
  const w = scene([job])
  w.run(3 * MINUTE_MS)
  return holds(w.find<Job>('jobs.batch', 'web') as never, 'Complete')
}

const NEVER_READY = { ...IDLE, readinessProbe: { exec: { command: ['false'] }, periodSeconds: 1 } }
function holdsBack(place: number): void {
  const w = begun(place, NEVER_READY)
  w.run(MINUTE_MS)
  expect(statusOf(w, 'app')?.ready).toBe(true)
  expect(isReady(w.pod('web'))).toBe(false)
}

export const helpers: Claims = {
  'The main container starts': [
    () => {
      const w = begun(0, sh('sleep 5'))
      expect(startOf(w, 'app')).toBeGreaterThanOrEqual(secondsOf(statusOf(w, 'helper')?.state?.terminated?.finishedAt))
    },
    () => {
      const w = begun(1, IDLE)
      expect(statusOf(w, 'helper')?.state?.running).toBeDefined()
      expect(startOf(w, 'app')).toBeGreaterThanOrEqual(startOf(w, 'helper'))
    },
    () => {
      const w = begun(2, IDLE)
      w.run(10_000)
      expect(Math.abs(startOf(w, 'app') - startOf(w, 'helper'))).toBeLessThan(3)
    },
  ],
  'It ends with an error': [
    () => {
      const w = scene([withHelper(0, sh('sleep 1; exit 1'))])
      w.until('started again', () => restarts(w.pod('web'), 'helper') > 1, 5 * MINUTE_MS)
      expect(statusOf(w, 'app')?.state?.waiting?.reason).toBe('PodInitializing')
    },
    () => aloneAgain(1),
    () => aloneAgain(2),
  ],
  'The Pod ends': [
    () => {
      const w = begun(0, sh('sleep 1'))
      expect(statusOf(w, 'helper')?.state?.terminated?.exitCode).toBe(0)
    },
    () => expect(ending(1)).toEqual({ early: false, late: true }),
    () => expect(ending(2)).toEqual({ early: true, late: true }),
  ],
  'In a Job': [
    () => expect(completes(0)).toBe(true),
    () => expect(completes(1)).toBe(true),
    () => expect(completes(2)).toBe(false),
  ],
  'Its readiness counts': [
    () => expect(() => apply(scene([]), withHelper(0, NEVER_READY))).toThrow('may not be set for init containers'),
    () => holdsBack(1),
    () => holdsBack(2),
  ],
}
