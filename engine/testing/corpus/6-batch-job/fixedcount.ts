import { expect } from 'vitest'
import type { Job } from '../../../kinds/types.ts'
import { holds, look, podsOf } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const fixedCount: CorpusCase = {
  title: 'a Job of five completions runs two Pods at a time, and its result is in the volume they share',
  manifests: `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: random-generator-log}
spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 10Mi}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: random-generator}
spec:
  completions: 5
  parallelism: 2
  ttlSecondsAfterFinished: 300
  template:
    metadata: {labels: {app: random-generator}}
    spec:
      restartPolicy: OnFailure
      containers:
      - name: app
        image: k8spatterns/random-generator:1.0
        command: [java, RandomRunner, /logs/random.log, "100"]
        volumeMounts: [{name: log, mountPath: /logs}]
      volumes:
      - name: log
        persistentVolumeClaim: {claimName: random-generator-log}
`,
  outcome(w) {
    const job = () => w.find<Job>('jobs.batch', 'random-generator') as Job
    let most = 0
    w.until(
      'complete',
      () => {
        most = Math.max(most, job().status.active ?? 0)
        return holds(job(), 'Complete')
      },
      300_000,
    )
    expect([job().status.succeeded, most]).toEqual([5, 2])
    const pods = podsOf(w).map(({ metadata }) => metadata.name)
    expect(pods).toHaveLength(5)
    for (const name of pods) expect(w.log(name)[0]).toContain('Wrote 100 lines to /logs/random.log')
    const lines = look(
      w,
      'reader',
      'wc -l < /logs/random.log',
      { volumeMounts: [{ name: 'log', mountPath: '/logs' }] },
      [{ name: 'log', persistentVolumeClaim: { claimName: 'random-generator-log' } }],
    )
    expect(lines).toEqual(['500'])
    w.until('cleaned up', () => w.find('jobs.batch', 'random-generator') === undefined, 400_000)
  },
}
