import { expect } from 'vitest'
import type { PodDisruptionBudget } from '../../../kinds/types.ts'
import { send } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const budget: CorpusCase = {
  title: 'an eviction that a PodDisruptionBudget does not allow is refused with 429; deleting is not asked',
  manifests: `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: one}
spec:
  serviceName: one
  selector: {matchLabels: {app: one}}
  template:
    metadata: {labels: {app: one}}
    spec:
      containers: [{name: app, image: "nginx:1.27"}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: one}
spec: {minAvailable: 1, selector: {matchLabels: {app: one}}}
`,
  outcome(w) {
    w.untilState('one-0', '1/1 Running 0')
    const pdb = () => w.find<PodDisruptionBudget>('poddisruptionbudgets.policy', 'one') as PodDisruptionBudget
    w.until('counted', () => pdb().status.currentHealthy === 1, 30_000)
    const evict = () =>
      send(w, 'POST', '/api/v1/namespaces/default/pods/one-0/eviction', {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: 'one-0' },
      }).code
    expect(evict()).toBe(429)
    w.change<PodDisruptionBudget>('poddisruptionbudgets.policy', 'one', (one) => ({
      ...one,
      spec: { ...one.spec, minAvailable: 0 },
    }))
    w.run(2_000)
    expect(evict()).toBe(201)
    w.until('another one', () => w.state('one-0') === '1/1 Running 0', 60_000)
  },
}
