import { expect } from 'vitest'
import { look } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const shards: CorpusCase = {
  title: 'a client hashes its key over the ordinals of a StatefulSet: a key always reaches the same shard',
  manifests: `
apiVersion: v1
kind: Service
metadata: {name: shard}
spec: {clusterIP: None, selector: {app: shard}, ports: [{port: 8080}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: shard}
spec:
  serviceName: shard
  replicas: 3
  podManagementPolicy: Parallel
  selector: {matchLabels: {app: shard}}
  template:
    metadata: {labels: {app: shard}}
    spec:
      containers:
      - name: app
        image: k8spatterns/mini-http-server
        env: [{name: MESSAGE, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
`,
  outcome(w) {
    w.until('three', () => ['shard-0', 'shard-1', 'shard-2'].every((name) => w.state(name) === '1/1 Running 0'), 60_000)
    w.run(3_000)
    const script = `
      for key in apple pear plum apple fig date pear; do
        n=$((0x$(printf %s "$key" | md5sum | cut -c1-6) % 3))
        [ "$(curl -s shard-$n.shard:8080)" = "shard-$n" ] && echo "$key $n"
      done`
    const said = look(w, 'client', script)
    expect(said).toHaveLength(7)
    expect([said[0], said[1]]).toEqual([said[3], said[6]])
    expect(new Set(said.map((line) => line.split(' ')[1])).size).toBeGreaterThan(1)
  },
}
