import { expect } from 'vitest'
import type { Pod, ReplicaSet } from '../../../kinds/types.ts'
import type { CorpusCase } from '../case.ts'

export const ownerChain: CorpusCase = {
  title: 'a Deployment makes a ReplicaSet, that a Pod, and the scheduler binds it',
  manifests: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: app, image: "nginx:1.27"}]}
`,
  outcome(w) {
    const pods = () => w.table('pods').list('default') as Pod[]
    w.until('a Pod runs', () => pods()[0]?.status.phase === 'Running')
    const [pod] = pods() as [Pod]
    const set = w.table('replicasets.apps').list('default')[0] as ReplicaSet
    expect(pod.metadata.ownerReferences?.[0]?.name).toBe(set.metadata.name)
    expect(set.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Deployment', name: 'web' })
    expect(w.events(pod.metadata.name)[0]).toContain(`Scheduled Successfully assigned default/${pod.metadata.name} to`)
  },
}
