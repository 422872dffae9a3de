import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const shown: CorpusCase = {
  title: 'a volume shows what the configuration image holds, and nobody can write to it',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: demo}
spec:
  volumes: [{name: config, image: {reference: "k8spatterns/config-prod:1"}}]
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c, "head -1 /config/config-src/demo.properties; echo no > /config/made || echo refused; sleep 1000"]
    volumeMounts: [{name: config, mountPath: /config}]
---
apiVersion: v1
kind: Pod
metadata: {name: wrong}
spec:
  volumes: [{name: config, image: {reference: "nginx:nonsense"}}]
  containers: [{name: app, image: "busybox:1.36", command: [sleep, "1000"]}]
`,
  outcome(w) {
    w.untilState('demo', '1/1 Running 0')
    w.run(1_000)
    expect(w.log('demo').filter((line) => !line.startsWith('sh:'))).toEqual(['environment=production', 'refused'])
    expect(
      w.events('demo').some((line) => line.startsWith('Pulled Successfully pulled image "k8spatterns/config-prod:1"')),
    ).toBe(true)
    expect(w.state('wrong')).toBe('0/1 ContainerCreating 0')
    expect(w.events('wrong').join()).toContain('Failed to pull image "nginx:nonsense"')
  },
}
