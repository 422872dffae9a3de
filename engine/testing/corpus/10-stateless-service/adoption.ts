import { expect } from 'vitest'
import type { EndpointSlice, Pod, ReplicaSet } from '../../../kinds/types.ts'
import { isReady, podsOf } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const adoption: CorpusCase = {
  title: 'a ReplicaSet takes in Pods of its label, lets go of those that lose it, and the Service follows',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: bare, labels: {app: rg}}
spec: {containers: [{name: app, image: "k8spatterns/random-generator:1.0", ports: [{containerPort: 8080}]}]}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: rg}
spec:
  replicas: 3
  selector: {matchLabels: {app: rg}}
  template:
    metadata: {labels: {app: rg}}
    spec: {containers: [{name: app, image: "k8spatterns/random-generator:1.0", ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: rg}
spec: {selector: {app: rg}, ports: [{port: 80, targetPort: 8080}]}
`,
  outcome(w) {
    const owned = () => podsOf(w, 'rg').filter(({ metadata }) => metadata.ownerReferences?.[0]?.name === 'rg')
    w.until('three', () => podsOf(w, 'rg').length === 3 && podsOf(w, 'rg').every(isReady), 60_000)
    expect(owned().map(({ metadata }) => metadata.name)).toContain('bare')
    w.change<Pod>('pods', 'bare', (pod) => ({ ...pod, metadata: { ...pod.metadata, labels: { app: 'quarantine' } } }))
    w.until('a fourth', () => owned().length === 3 && owned().every(isReady), 60_000)
    expect(w.pod('bare').metadata.ownerReferences ?? []).toEqual([])
    w.run(5_000)
    const slices = w.table('endpointslices.discovery.k8s.io').list('default') as EndpointSlice[]
    expect(slices.find(({ metadata }) => metadata.name.startsWith('rg'))?.endpoints).toHaveLength(3)
    // Of what is too much, the youngest go first.
    const before = owned().map(({ metadata }) => metadata.name)
    w.change<ReplicaSet>('replicasets.apps', 'rg', (rs) => ({ ...rs, spec: { ...rs.spec, replicas: 2 } }))
    w.until('two', () => owned().length === 2, 60_000)
    expect(before).toEqual(expect.arrayContaining(owned().map(({ metadata }) => metadata.name)))
    expect(w.state('bare')).toBe('1/1 Running 0')
  },
}
