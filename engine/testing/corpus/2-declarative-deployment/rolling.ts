import { expect } from 'vitest'
import type { Deployment } from '../../../kinds/types.ts'
import { podsOf, setImage } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

const SERVICE = { kind: 'service', namespace: 'default', name: 'rg' } as const

export const rolling: CorpusCase = {
  title: 'a rolling update keeps between three and four Pods ready, answers every request, and can be undone',
  manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: rg}
spec:
  replicas: 3
  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
  minReadySeconds: 5
  selector: {matchLabels: {app: rg}}
  template:
    metadata: {labels: {app: rg}}
    spec:
      containers:
      - name: app
        image: k8spatterns/random-generator:1.0
        ports: [{containerPort: 8080}]
        readinessProbe: {exec: {command: [stat, /tmp/random-generator-ready]}}
        lifecycle: {preStop: {sleep: {seconds: 5}}}
---
apiVersion: v1
kind: Service
metadata: {name: rg}
spec: {selector: {app: rg}, ports: [{port: 80, targetPort: 8080}]}
`,
  outcome(w) {
    const deployment = () => w.find<Deployment>('deployments.apps', 'rg') as Deployment
    const isDone = () =>
      deployment().status.observedGeneration === deployment().metadata.generation &&
      deployment().status.updatedReplicas === 3 &&
      deployment().status.availableReplicas === 3 &&
      deployment().status.replicas === 3
    w.until('available', isDone, 120_000)
    w.cluster.act({ verb: 'load', load: { name: 'l', target: SERVICE, shape: [{ atSeconds: 0, ratePerSecond: 10 }] } })
    w.run(5_000)
    for (const tag of ['2.0', '1.0']) {
      setImage(w, 'rg', `k8spatterns/random-generator:${tag}`)
      let fewest = 3
      let most = 3
      w.until(
        `at ${tag}`,
        () => {
          fewest = Math.min(fewest, deployment().status.availableReplicas ?? 0)
          most = Math.max(most, podsOf(w).filter(({ metadata }) => metadata.deletionTimestamp === undefined).length)
          return isDone()
        },
        300_000,
      )
      expect([fewest, most]).toEqual([3, 4])
      w.run(2_000)
    }
    const versions = new Set<string>()
    const outcomes = new Set<string>()
    for (const second of w.cluster.load.report('l')) {
      for (const version of Object.keys(second.versions)) versions.add(version)
      for (const outcome of Object.keys(second.outcomes)) outcomes.add(outcome)
    }
    expect([...outcomes]).toEqual(['200'])
    expect([...versions].sort()).toEqual(['1.0', '2.0'])
  },
}
