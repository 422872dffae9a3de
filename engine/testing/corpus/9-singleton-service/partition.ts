import { expect } from 'vitest'
import { isReady, podsOf } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

const TEMPLATE = (app: string) => `
  selector: {matchLabels: {app: ${app}}}
  template:
    metadata: {labels: {app: ${app}}}
    spec:
      nodeSelector: {kubernetes.io/os: linux}
      tolerations:
      - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 20}
      containers: [{name: app, image: "k8spatterns/random-generator:1.0"}]
`

export const partition: CorpusCase = {
  title:
    'with its node cut off, a ReplicaSet of one has two active Pods for a while; a StatefulSet of one has none in reach',
  manifests: `
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: atleast}
spec:
  replicas: 1${TEMPLATE('atleast')}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: atmost}
spec:
  replicas: 1
  serviceName: atmost${TEMPLATE('atmost')}
`,
  outcome(w) {
    const pods = (app: string) => podsOf(w, app)
    const ready = (app: string) => pods(app).filter(isReady)
    w.until('both run', () => ready('atleast').length === 1 && ready('atmost').length === 1, 60_000)
    const nodes = new Set(['atleast', 'atmost'].map((app) => pods(app)[0]?.spec.nodeName as string))
    const uid = pods('atmost')[0]?.metadata.uid
    w.fault('partition', { nodes: [...nodes] })
    w.until('replaced', () => ready('atleast').some(({ spec }) => !nodes.has(spec.nodeName as string)), 300_000)
    // The first one still runs, on the far side.
    expect(pods('atleast')).toHaveLength(2)
    w.run(120_000)
    expect(pods('atmost').map(({ metadata }) => metadata.uid)).toEqual([uid])
    expect(ready('atmost')).toHaveLength(0)
    w.fault('heal', {})
    w.until('one each', () => pods('atleast').length === 1 && ready('atmost').length === 1, 300_000)
    expect(pods('atmost')[0]?.metadata.uid).not.toBe(uid)
  },
}
