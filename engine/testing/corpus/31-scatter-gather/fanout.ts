import { expect } from 'vitest'
import { look } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

const leaf = (name: string, delayMs: number): string => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels: {leaf: ${name}}
  annotations: {drydock.dev/latency: "${delayMs}"}
spec:
  containers: [{name: app, image: k8spatterns/mini-http-server, env: [{name: MESSAGE, value: ${name}}]}]
---
apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {selector: {leaf: ${name}}, ports: [{port: 80, targetPort: 8080}]}
`

export const fanOut: CorpusCase = {
  title: 'a root asks all leaves at once and waits for the slowest, or gives a partial answer at its own limit',
  manifests: [leaf('quick', 20), leaf('middling', 500), leaf('slow', 5_000)].join('---'),
  outcome(w) {
    w.until('all run', () => ['quick', 'middling', 'slow'].every((name) => w.state(name) === '1/1 Running 0'), 60_000)
    w.run(3_000)
    const ask = (limit: number) => `
      start=$(date +%s)
      for leaf in quick middling slow; do
        curl -s --max-time ${limit} http://$leaf > /tmp/$leaf || echo "$leaf $?" &
      done
      wait
      cat /tmp/quick /tmp/middling /tmp/slow
      echo $(($(date +%s) - start))`
    const [all, partial] = [look(w, 'patient', ask(30)), look(w, 'hasty', ask(2))]
    expect(all.slice(0, 3)).toEqual(['quick', 'middling', 'slow'])
    expect(Number(all[3])).toBeGreaterThanOrEqual(5)
    expect(partial.slice(0, 3)).toEqual(['slow 28', 'quick', 'middling'])
    expect(Number(partial[3])).toBeLessThanOrEqual(3)
  },
}
