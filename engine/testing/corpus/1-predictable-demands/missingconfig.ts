import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const missingConfig: CorpusCase = {
  title: 'a ConfigMap that is missing stops the container, not the Pod; it starts when the map is there',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: rg}
spec:
  containers:
  - name: main
    image: nginx:1.27
    env:
    - name: PATTERN
      valueFrom: {configMapKeyRef: {name: rg-config, key: pattern}}
`,
  outcome(w) {
    w.untilState('rg', '0/1 CreateContainerConfigError 0')
    expect(w.events('rg').join('\n')).toContain('Failed Error: configmap "rg-config" not found')
    w.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'rg-config', namespace: 'default' },
      data: { pattern: 'x' },
    } as never)
    w.untilState('rg', '1/1 Running 0', 30_000)
  },
}
