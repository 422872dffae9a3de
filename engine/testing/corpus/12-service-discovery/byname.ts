import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const byName: CorpusCase = {
  title: 'a client finds a Service by name and by its environment; ExternalName is an alias',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers: [{name: app, image: "k8spatterns/mini-http-server", env: [{name: MESSAGE, value: found}]}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: elsewhere}
spec: {type: ExternalName, externalName: www.example.com}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec:
  restartPolicy: Never
  containers:
  - name: main
    image: busybox:1.36
    command: [sh, -c]
    args:
    - |
      until wget -qO- http://web.default.svc.cluster.local; do sleep 1; done 2>/dev/null
      nslookup elsewhere | grep -c 'canonical name = www.example.com'
`,
  outcome(w) {
    w.until('over', () => w.pod('client').status.phase === 'Succeeded', 120_000)
    expect(w.log('client', 'main')).toEqual(['found', '1'])
  },
}
