import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const liveness: CorpusCase = {
  title: 'a liveness probe that fails three times restarts the container, with ever longer waits',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: rg}
spec:
  containers:
  - name: main
    image: nginx:1.27
    livenessProbe: {tcpSocket: {port: 9999}, periodSeconds: 5}
`,
  outcome(w) {
    w.untilState('rg', '1/1 Running 1', 60_000)
    expect(w.events('rg').join('\n')).toContain('Killing Container main failed liveness probe, will be restarted')
    expect(w.events('rg').some((line) => line.startsWith('Unhealthy Liveness probe failed:'))).toBe(true)
    w.until('back-off', () => w.state('rg').includes('CrashLoopBackOff'), 300_000)
  },
}
