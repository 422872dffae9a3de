import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const preStop: CorpusCase = {
  title: 'a preStop hook blocks the end of its container, within the grace period',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: rg}
spec:
  terminationGracePeriodSeconds: 20
  containers:
  - name: main
    image: nginx:1.27
    lifecycle: {preStop: {sleep: {seconds: 8}}}
`,
  outcome(w) {
    w.untilState('rg', '1/1 Running 0')
    w.delete('pods', 'rg')
    const took = w.until('gone', () => w.state('rg') === 'gone', 60_000)
    expect(took).toBeGreaterThan(8_000)
    expect(took).toBeLessThan(20_000)
  },
}
