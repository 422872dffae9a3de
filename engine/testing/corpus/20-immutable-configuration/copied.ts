import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const copied: CorpusCase = {
  title: 'an init container copies the configuration its image holds to a volume that the application reads',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: demo}
spec:
  volumes: [{name: config, emptyDir: {}}]
  initContainers:
  - name: init
    image: k8spatterns/config-dev
    args: [/config]
    volumeMounts: [{name: config, mountPath: /config}]
  containers:
  - name: demo
    image: k8spatterns/demo
    volumeMounts: [{name: config, mountPath: /var/config}]
`,
  outcome(w) {
    w.untilState('demo', '1/1 Running 0')
    w.run(2_000)
    expect(w.log('demo', 'demo')[0]).toBe('environment=development')
  },
}
