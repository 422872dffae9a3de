import { expect } from 'vitest'
import type { CorpusCase } from '../case.ts'

export const selector: CorpusCase = {
  title: 'a node selector that nothing matches leaves the Pod Pending and says why; a label lets it go',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: rg}
spec:
  nodeSelector: {disktype: ssd}
  containers: [{name: main, image: "nginx:1.27"}]
`,
  outcome(w) {
    w.run(10_000)
    expect(w.state('rg')).toBe('0/1 Pending 0')
    expect(w.events('rg').join('\n')).toContain("3 node(s) didn't match Pod's node affinity/selector")
    w.change('nodes', 'node-2', (node) => ({
      ...node,
      metadata: { ...node.metadata, labels: { ...node.metadata.labels, disktype: 'ssd' } },
    }))
    w.untilState('rg', '1/1 Running 0')
    expect(w.pod('rg').spec.nodeName).toBe('node-2')
  },
}
