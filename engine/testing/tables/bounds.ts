/** What holds whom back: a disruption budget, and a Deployment's maxUnavailable; both say that none of three may be missing. */
import { expect } from 'vitest'
import type { PodDisruptionBudget } from '../../kinds/types.ts'
import type { SmallCluster } from '../scenarios/smallcluster.ts'
import {
  always,
  apply,
  type Claims,
  deployment,
  k,
  LABELS,
  living,
  MINUTE_MS,
  ready,
  scene,
  template,
  untilReady,
  waiting,
} from './scene.ts'

const BUDGET = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web' },
  spec: { minAvailable: 3, selector: { matchLabels: LABELS } },
}
const rolling = (maxSurge: number, maxUnavailable: number, container: object = {}) =>
  deployment({ strategy: { rollingUpdate: { maxSurge, maxUnavailable } }, template: template(container) })
/** All may go at once, as far as the Deployment is concerned. */
const loose = (container: object = {}) => rolling(0, 3, container)
/** None may. */
const tight = (container: object = {}) => rolling(1, 0, container)
const BROKEN = { image: 'registry.example.com/nothing:1' }

function begun(...manifests: object[]): SmallCluster {
  const w = scene(manifests)
  untilReady(w, 3)
  w.run(10_000)
  return w
}
const budgeted = () => begun(loose(), BUDGET)
const bounded = () => begun(tight())
const nodeOfOne = (w: SmallCluster) => String(living(w)[0]?.spec.nodeName)
const drainLine = (w: SmallCluster) => `drain ${nodeOfOne(w)}`

function deleted(w: SmallCluster): void {
  const name = String(living(w)[0]?.metadata.name)
  k(w, `delete pod ${name} --wait=false`)
  w.until('one is missing', () => ready(w).length < 3, MINUTE_MS)
}

function scaled(w: SmallCluster): void {
  k(w, 'scale deployment web --replicas=1')
  w.until('one is left', () => living(w).length === 1, MINUTE_MS)
}

function crash(w: SmallCluster): void {
  expect(w.fault('crashContainer', { namespace: 'default', pod: String(living(w)[0]?.metadata.name) })).toBe(true)
  w.until('one is missing', () => ready(w).length < 3, MINUTE_MS)
}

export const bounds: Claims = {
  'kubectl drain': [
    () => {
      const w = budgeted()
      expect(waiting(w, drainLine(w))).toContain("Cannot evict pod as it would violate the pod's disruption budget")
      always(w, 2 * MINUTE_MS, 'three are ready', () => ready(w).length === 3)
    },
    () => {
      const w = bounded()
      const node = nodeOfOne(w)
      k(w, drainLine(w))
      expect(living(w).filter(({ spec }) => spec.nodeName === node)).toEqual([])
    },
  ],
  'kubectl delete pod': [() => deleted(budgeted()), () => deleted(bounded())],
  'A rollout': [
    () => {
      const w = budgeted()
      apply(w, loose(BROKEN))
      w.until('none is ready', () => ready(w).length === 0, MINUTE_MS)
    },
    () => {
      const w = bounded()
      apply(w, tight(BROKEN))
      always(w, 2 * MINUTE_MS, 'three are ready', () => ready(w).length >= 3)
    },
  ],
  'kubectl scale down': [() => scaled(budgeted()), () => scaled(bounded())],
  'A crash': [
    () => {
      const w = budgeted()
      crash(w)
      const healthy = () => w.find<PodDisruptionBudget>('poddisruptionbudgets.policy', 'web')?.status?.currentHealthy
      w.until('it is counted', () => healthy() === 2, MINUTE_MS)
    },
    () => crash(bounded()),
  ],
}
