import { expect } from 'vitest'
import { look } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const denyAll: CorpusCase = {
  title: 'with all traffic denied only what a second policy lists gets in: by label, to its port',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: db, labels: {app: db}}
spec: {containers: [{name: app, image: k8spatterns/mini-http-server, env: [{name: MESSAGE, value: data}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {selector: {app: db}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny-all}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db-from-web}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - from: [{podSelector: {matchLabels: {role: web}}}]
    ports: [{port: 8080}]
`,
  outcome(w) {
    w.untilState('db', '1/1 Running 0')
    w.run(5_000)
    const ask = 'curl -s --max-time 3 http://db || echo "failed $?"'
    expect(look(w, 'stranger', ask)).toEqual(['failed 28'])
    expect(look(w, 'web', ask, {}, [], { role: 'web' })).toEqual(['data'])
  },
}
