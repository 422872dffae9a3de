import { expect } from 'vitest'
import { look, podsOf } from '../asking.ts'
import type { Job } from '../../../kinds/types.ts'
import type { CorpusCase } from '../case.ts'

export const redisQueue: CorpusCase = {
  title: 'workers of a Job take items from a queue until it is empty; every item is done, none twice',
  manifests: `
apiVersion: v1
kind: Pod
metadata: {name: redis, labels: {app: redis}}
spec: {containers: [{name: app, image: "redis:7", ports: [{containerPort: 6379}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: redis}
spec: {selector: {app: redis}, ports: [{port: 6379}]}
`,
  outcome(w) {
    w.untilState('redis', '1/1 Running 0')
    w.run(3_000)
    const items = 'for i in $(seq 1 12); do printf "RPUSH work item-%s\\r\\n" $i; done'
    expect(
      look(w, 'producer', `(${items}; printf "LLEN work\\r\\nQUIT\\r\\n") | nc redis 6379 | tail -2 | head -1`),
    ).toEqual([':12\r'])
    const script = [
      'while true; do',
      `  item=$(printf 'LPOP work\\r\\nQUIT\\r\\n' | nc redis 6379 | sed -n 2p | tr -d '\\r')`,
      '  case $item in item-*) echo "$item"; sleep 3 ;; *) break ;; esac',
      'done',
    ].join('\n')
    w.create({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'workers', namespace: 'default' },
      spec: {
        parallelism: 3,
        template: {
          metadata: { labels: { app: 'worker' } },
          spec: {
            restartPolicy: 'OnFailure',
            containers: [{ name: 'app', image: 'busybox:1.36', command: ['sh', '-c', script] }],
          },
        },
      },
    } as never)
    w.until('all gone', () => (w.find<Job>('jobs.batch', 'workers') as Job).status.succeeded === 3, 120_000)
    const done = podsOf(w, 'worker').map(({ metadata }) => w.log(metadata.name))
    expect(done.every((mine) => mine.length > 0)).toBe(true)
    expect(done.flat().sort()).toEqual(Array.from({ length: 12 }, (_, i) => `item-${i + 1}`).sort())
  },
}
