import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const exporter: CorpusCase = {
  title: 'an exporter beside the service turns its log into metrics that anybody can scrape',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: rg}
spec:
  volumes: [{name: log, emptyDir: {}}]
  containers:
  - name: main
    image: k8spatterns/random-generator:1.0
    env: [{name: LOG_FILE, value: /logs/random.log}]
    volumeMounts: [{name: log, mountPath: /logs}]
  - name: exporter
    image: k8spatterns/random-generator-exporter
    env: [{name: LOG_FILE, value: /logs/random.log}]
    volumeMounts: [{name: log, mountPath: /logs}]
  - name: scraper
    image: k8spatterns/curl-jq
    command: [sh, -c]
    args:
    - |
      sleep 5
      for i in 1 2 3; do curl -s localhost:8080 | jq -r '.version'; done
      curl -s localhost:9889/metrics | grep '^invocation_count_total'
      sleep 10000
`,
  outcome(w) {
    w.untilState('rg', '3/3 Running 0')
    w.run(10_000)
    expect(w.log('rg', 'scraper')).toEqual(['1.0', '1.0', '1.0', 'invocation_count_total 3'])
  },
}
