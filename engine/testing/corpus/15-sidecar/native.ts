import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const native: CorpusCase = {
  title: 'a native sidecar starts before the app, and does not keep a finished Pod alive',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: job}
spec:
  restartPolicy: Never
  initContainers:
  - name: proxy
    image: nginx:1.27
    restartPolicy: Always
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c, "sleep 5; echo done"]
`,
  outcome(w) {
    w.untilState('job', '2/2 Running 0')
    const started = w.events('job').filter((line) => line.startsWith('Started'))
    expect(started).toEqual(['Started Started container proxy', 'Started Started container app'])
    w.until('over', () => w.pod('job').status.phase === 'Succeeded', 60_000)
    expect(w.pod('job').status.initContainerStatuses?.[0]?.state?.terminated).toBeDefined()
  },
}
