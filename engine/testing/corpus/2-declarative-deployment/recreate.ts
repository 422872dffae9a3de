import { expect } from 'vitest'
import type { Deployment } from '../../../kinds/types.ts'
import { podsOf, setImage } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const recreate: CorpusCase = {
  title: 'Recreate never runs two versions at once; an image that is not there stops the rollout and is said',
  manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: rg}
spec:
  replicas: 2
  strategy: {type: Recreate}
  progressDeadlineSeconds: 60
  selector: {matchLabels: {app: rg}}
  template:
    metadata: {labels: {app: rg}}
    spec:
      containers: [{name: app, image: "k8spatterns/random-generator:1.0"}]
`,
  outcome(w) {
    const deployment = () => w.find<Deployment>('deployments.apps', 'rg') as Deployment
    const running = () => podsOf(w).filter(({ status }) => status.phase === 'Running')
    const images = () => new Set(running().map(({ spec }) => spec.containers[0]?.image))
    w.until('up', () => deployment().status.availableReplicas === 2, 120_000)
    setImage(w, 'rg', 'k8spatterns/random-generator:2.0')
    let hadNone = false
    w.until(
      'the second version is up',
      () => {
        expect(images().size).toBeLessThanOrEqual(1)
        hadNone ||= running().length === 0
        const { metadata, status } = deployment()
        if (status.observedGeneration !== metadata.generation) return false
        return status.updatedReplicas === 2 && status.availableReplicas === 2
      },
      120_000,
    )
    expect(hadNone).toBe(true)
    setImage(w, 'rg', 'k8spatterns/random-generator:9.9')
    const progressing = () => deployment().status.conditions?.find(({ type }) => type === 'Progressing')
    w.until('stuck', () => progressing()?.reason === 'ProgressDeadlineExceeded', 120_000)
    expect(running()).toHaveLength(0)
  },
}
