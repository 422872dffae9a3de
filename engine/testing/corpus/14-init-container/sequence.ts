import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const sequence: CorpusCase = {
  title: 'init containers run one after another and share what they make with the app',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  volumes: [{name: site, emptyDir: {}}]
  initContainers:
  - name: first
    image: busybox:1.36
    command: [sh, -c, "echo one > /site/page; sleep 2"]
    volumeMounts: [{name: site, mountPath: /site}]
  - name: second
    image: busybox:1.36
    command: [sh, -c, "echo two >> /site/page"]
    volumeMounts: [{name: site, mountPath: /site}]
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c, "cat /site/page; sleep 1000"]
    volumeMounts: [{name: site, mountPath: /site}]
`,
  outcome(w) {
    w.untilState('web', '0/1 Init:1/2 0')
    w.untilState('web', '1/1 Running 0')
    w.run(1_000)
    expect(w.log('web')).toEqual(['one', 'two'])
  },
}
