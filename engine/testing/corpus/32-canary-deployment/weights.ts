import { expect } from 'vitest'
import type { Service } from '../../../kinds/types.ts'
import { isReady, look, podsOf } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

const version = (track: string, replicas: number, tag: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: rg-${track}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: rg, track: ${track}}}
  template:
    metadata: {labels: {app: rg, track: ${track}}}
    spec:
      containers:
      - name: app
        image: k8spatterns/random-generator:${tag}
        ports: [{containerPort: 8080}]
        readinessProbe: {tcpSocket: {port: 8080}}
`

export const weights: CorpusCase = {
  title: 'two Deployments behind one Service share its requests by their sizes; a narrower selector sends all to one',
  manifests: `${version('stable', 4, '1.0')}---${version('canary', 1, '2.0')}---
apiVersion: v1
kind: Service
metadata: {name: rg}
spec: {selector: {app: rg}, ports: [{port: 80, targetPort: 8080}]}
`,
  outcome(w) {
    w.until('five', () => podsOf(w, 'rg').filter(isReady).length === 5, 120_000)
    w.run(3_000)
    const ask =
      "for i in $(seq 200); do curl -s http://rg | jq -r .version; done | sort | uniq -c | awk '{print $2, $1}'"
    const [stable = '', canary = ''] = look(w, 'before', ask)
    expect([stable.split(' ')[0], canary.split(' ')[0]]).toEqual(['1.0', '2.0'])
    const share = Number(canary.split(' ')[1]) / 200
    expect(share).toBeGreaterThan(0.1)
    expect(share).toBeLessThan(0.3)
    w.change<Service>('services', 'rg', (one) => ({
      ...one,
      spec: { ...one.spec, selector: { app: 'rg', track: 'canary' } },
    }))
    w.run(3_000)
    expect(look(w, 'after', ask)).toEqual(['2.0 200'])
  },
}
