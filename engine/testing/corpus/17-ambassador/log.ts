import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const logAmbassador: CorpusCase = {
  title: 'the service sends its log to localhost; the ambassador beside it decides what becomes of it',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: rg}
spec:
  containers:
  - name: main
    image: k8spatterns/random-generator:1.0
    env: [{name: LOG_URL, value: "http://localhost:9009"}]
  - name: ambassador
    image: k8spatterns/random-generator-log-ambassador
  - name: client
    image: k8spatterns/curl-jq
    command: [sh, -c, "sleep 5; curl -s localhost:8080 | jq .random; sleep 10000"]
`,
  outcome(w) {
    w.untilState('rg', '3/3 Running 0')
    w.run(10_000)
    const [drawn] = w.log('rg', 'client')
    const [line = ''] = w.log('rg', 'ambassador')
    expect(line.split(',')).toHaveLength(4)
    expect(line.split(',')[3]).toBe(drawn)
  },
}
