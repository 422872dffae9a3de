/** Who keeps Pods alive: Deployment, StatefulSet, DaemonSet, Job. */
import { expect } from 'vitest'
import type { Job, Pod } from '../../kinds/types.ts'
import { isReady, podsOf } from '../corpus/asking.ts'
import type { SmallCluster } from '../scenarios/smallcluster.ts'
import {
  apply,
  type Claims,
  deployment,
  k,
  LABELS,
  living,
  MINUTE_MS,
  namesOf,
  ready,
  refused,
  restarts,
  scene,
  sh,
  template,
  untilReady,
} from './scene.ts'

const FOREVER = sh('trap "exit 0" TERM; while :; do sleep 1; done')

const stateful = (container: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web' },
  spec: { replicas: 3, serviceName: 'web', selector: { matchLabels: LABELS }, template: template(container) },
})

const daemon = (container: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'web' },
  spec: { selector: { matchLabels: LABELS }, template: template(container) },
})

const job = (container: object = FOREVER, spec: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'web' },
  spec: { completions: 3, parallelism: 3, template: template(container, { restartPolicy: 'Never' }), ...spec },
})

/** Three of them, up. */
function up(manifest: object): SmallCluster {
  const w = scene([manifest])
  untilReady(w, 3)
  return w
}

const named = (w: SmallCluster, pattern: RegExp): void => {
  for (const name of namesOf(living(w))) expect(name).toMatch(pattern)
}

/** All three are written before the first is ready. */
function atOnce(manifest: object): void {
  const w = scene([manifest])
  w.until('the first is ready', () => living(w).some(isReady), MINUTE_MS)
  expect(living(w)).toHaveLength(3)
}

/** The names that came after one was deleted, and the one that went. */
function replaced(w: SmallCluster): { gone: Pod; came: string[] } {
  const gone = living(w)[1] as Pod
  const before = namesOf(living(w))
  k(w, `delete pod ${gone.metadata.name} --wait=false`)
  w.until(
    'three again',
    () => ready(w).length === 3 && ready(w).every(({ metadata }) => metadata.uid !== gone.metadata.uid),
  )
  return { gone, came: namesOf(living(w)).filter((name) => !before.includes(name)) }
}

const startedAgain = (manifest: object): void => {
  const w = scene([manifest])
  w.until('started again', () => living(w).some((each) => restarts(each) > 0), 2 * MINUTE_MS)
}

/** How many were on their way out at the same time, and in which order they began to be. */
function leaving(w: SmallCluster, line: string): { most: number; order: string[] } {
  k(w, line)
  const order: string[] = []
  let most = 0
  w.until('one is left', () => {
    const out = namesOf(podsOf(w, 'web').filter(({ metadata }) => metadata.deletionTimestamp !== undefined))
    order.push(...out.filter((name) => !order.includes(name)))
    most = Math.max(most, out.length)
    return podsOf(w, 'web').length === 1
  })
  return { most, order }
}

/** Cuts the power of the second Pod's node; who is there long after, and when somebody new came. */
function silent(manifest: object): { lost: Pod; afterMs: number | undefined; w: SmallCluster } {
  const w = up(manifest)
  const lost = living(w)[1] as Pod
  const known = podsOf(w, 'web').map(({ metadata }) => metadata.uid)
  w.fault('nodeDown', { node: lost.spec.nodeName })
  const startMs = w.nowMs
  const isNew = () => podsOf(w, 'web').some(({ metadata }) => !known.includes(metadata.uid))
  let afterMs: number | undefined
  for (let second = 0; second < 1200 && afterMs === undefined; second++) {
    w.run(1000)
    if (isNew()) afterMs = w.nowMs - startMs
  }
  return { lost, afterMs, w }
}

/** Five minutes of tolerance, after the minute it takes to miss a node. */
function elsewhereLater(manifest: object): void {
  const { afterMs, lost, w } = silent(manifest)
  expect(afterMs).toBeGreaterThan(300_000)
  expect(afterMs).toBeLessThan(400_000)
  w.run(MINUTE_MS)
  expect(ready(w).every(({ spec }) => spec.nodeName !== lost.spec.nodeName)).toBe(true)
  expect(ready(w)).toHaveLength(3)
}

export const workloads: Claims = {
  'Names of its Pods': [
    () => named(up(deployment()), /^web-[a-z0-9]{6,10}-[a-z0-9]{5}$/),
    () => expect(namesOf(living(up(stateful())))).toEqual(['web-0', 'web-1', 'web-2']),
    () => named(up(daemon()), /^web-[a-z0-9]{5}$/),
    () => named(up(job()), /^web-[a-z0-9]{5}$/),
  ],
  'Three at the start': [
    () => atOnce(deployment()),
    () => {
      const w = scene([stateful()])
      w.until('three', () => {
        const pods = living(w).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
        expect(pods.slice(0, -1).every(isReady)).toBe(true)
        return pods.length === 3
      })
    },
    () => {
      atOnce(daemon())
      expect(new Set(living(up(daemon())).map(({ spec }) => spec.nodeName)).size).toBe(3)
    },
    () => atOnce(job()),
  ],
  'A Pod is deleted': [
    () => expect(replaced(up(deployment())).came).toHaveLength(1),
    () => expect(replaced(up(stateful())).came).toEqual([]),
    () => {
      const w = up(daemon())
      const { gone, came } = replaced(w)
      expect(w.pod(came[0] as string).spec.nodeName).toBe(gone.spec.nodeName)
    },
    () => {
      const w = up(job(sh('sleep 30')))
      expect(replaced(w).came).toHaveLength(1)
      w.until('enough', () => (w.find<Job>('jobs.batch', 'web')?.status?.succeeded ?? 0) === 3)
      const { length } = podsOf(w, 'web')
      w.run(MINUTE_MS)
      expect(podsOf(w, 'web')).toHaveLength(length)
    },
  ],
  'Its container ends with 0': [
    () => startedAgain(deployment({ template: template(sh('sleep 3')) })),
    () => startedAgain(stateful(sh('sleep 3'))),
    () => startedAgain(daemon(sh('sleep 3'))),
    () => {
      const w = scene([job(sh('sleep 3'))])
      w.until('done', () => (w.find<Job>('jobs.batch', 'web')?.status?.succeeded ?? 0) === 3)
      expect(podsOf(w, 'web').map(({ status }) => status.phase)).toEqual(['Succeeded', 'Succeeded', 'Succeeded'])
      expect(podsOf(w, 'web').map((each) => restarts(each))).toEqual([0, 0, 0])
    },
  ],
  'From three to one': [
    () => expect(leaving(up(deployment()), 'scale deployment web --replicas=1').most).toBe(2),
    () =>
      expect(leaving(up(stateful()), 'scale statefulset web --replicas=1')).toEqual({
        most: 1,
        order: ['web-2', 'web-1'],
      }),
    () => {
      const w = up(daemon())
      expect(refused(w, 'scale daemonset web --replicas=1')).toBe(true)
      w.run(MINUTE_MS)
      expect(ready(w)).toHaveLength(3)
    },
    () => {
      const w = up(job())
      apply(w, job(FOREVER, { parallelism: 1 }))
      w.until('one is left', () => living(w).length === 1 && podsOf(w, 'web').length === 1)
      expect(w.find<Job>('jobs.batch', 'web')?.spec.completions).toBe(3)
      expect(w.find<Job>('jobs.batch', 'web')?.status?.completionTime).toBeUndefined()
    },
  ],
  'A node goes silent': [
    () => elsewhereLater(deployment()),
    () => {
      const { lost, afterMs, w } = silent(stateful())
      expect(afterMs).toBeUndefined()
      expect(w.pod(lost.metadata.name).metadata.uid).toBe(lost.metadata.uid)
    },
    () => {
      const { lost, afterMs, w } = silent(daemon())
      expect(afterMs).toBeUndefined()
      expect(w.pod(lost.metadata.name).metadata.deletionTimestamp).toBeUndefined()
    },
    () => elsewhereLater(job()),
  ],
}
