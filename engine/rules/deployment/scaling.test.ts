import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Deployment, ReplicaSet } from '../../kinds/types.ts'
import { newReplicaSetAnnotations } from './annotations.ts'
import { maxSurge, maxUnavailable, minAvailable } from './fenceposts.ts'
import { cleanupUnhealthy, scaleDownOld } from './rolling.ts'
import { newReplicaSetSize, scaleSteps } from './scaling.ts'

function deployment(replicas: number, surge: number | string, unavailable: number | string): Deployment {
  const rollingUpdate = { maxSurge: surge, maxUnavailable: unavailable }
  const spec = { replicas, strategy: { type: 'RollingUpdate', rollingUpdate }, selector: {}, template: {} }
  return { metadata: { name: 'web' }, spec, status: {} } as unknown as Deployment
}

function set(name: string, replicas: number, maxReplicas: number, available = replicas): ReplicaSet {
  const annotations = {
    'deployment.kubernetes.io/desired-replicas': String(maxReplicas),
    'deployment.kubernetes.io/max-replicas': String(maxReplicas),
  }
  const metadata = { name, uid: name, annotations, creationTimestamp: `2025-01-01T00:00:0${name}Z` }
  return { metadata, spec: { replicas }, status: { replicas, availableReplicas: available } } as unknown as ReplicaSet
}

describe('rolling update', () => {
  it('rounds the surge up and the unavailable down', () => {
    const rolling = deployment(10, '25%', '25%')
    expect([maxSurge(rolling), maxUnavailable(rolling), minAvailable(rolling)]).toEqual([3, 2, 8])
    const stuck = deployment(1, 0, '25%')
    expect([maxSurge(stuck), maxUnavailable(stuck)]).toEqual([0, 1])
  })

  it('grows the new ReplicaSet within the surge', () => {
    const current = set('2', 0, 10)
    expect(newReplicaSetSize(deployment(10, '25%', 0), [set('1', 10, 10), current], current)).toBe(3)
    expect(newReplicaSetSize(deployment(10, 0, 1), [set('1', 10, 10), current], current)).toBe(0)
  })

  it('takes Pods that are not available first, the oldest ReplicaSet first', () => {
    const old = [set('1', 4, 10, 1), set('2', 4, 10, 4)]
    expect(cleanupUnhealthy(old, 2).map((step) => [step.set.metadata.name, step.replicas])).toEqual([['1', 2]])
    const steps = scaleDownOld(deployment(4, 0, 1), old, old)
    expect(steps.map((step) => [step.set.metadata.name, step.replicas])).toEqual([['1', 2]])
  })
})

describe('scaling a Deployment', () => {
  it('gives all to the only active ReplicaSet', () => {
    const steps = scaleSteps(deployment(7, 1, 0), set('2', 3, 3), [set('1', 0, 3)])
    expect(steps.map((step) => [step.set.metadata.name, step.replicas])).toEqual([['2', 7]])
  })

  it('in proportion, exactly up to the bound', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(sizes, fc.nat(200), fc.nat(20), (counts, replicas, surge) => {
        const total = counts.reduce((sum, count) => sum + count, 0)
        const sets = counts.map((count, at) => set(String(at), count, total, 0))
        const steps = scaleSteps(deployment(replicas, surge, 0), sets[0], sets.slice(1))
        const after = steps.reduce((sum, step) => sum + step.replicas, 0)
        expect(after).toBe(replicas === 0 ? 0 : replicas + surge)
        expect(steps.every((step) => step.replicas >= 0)).toBe(true)
      }),
    )
  })
})

it('a ReplicaSet rolled back to remembers the revisions it served', () => {
  const again = newReplicaSetAnnotations(deployment(1, 1, 0), { 'deployment.kubernetes.io/revision': '2' }, 5, true)
  expect(again).toEqual({
    'deployment.kubernetes.io/revision': '5',
    'deployment.kubernetes.io/revision-history': '2',
  })
})
