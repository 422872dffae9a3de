import { expect } from 'vitest'
import type { Job } from '../../../kinds/types.ts'
import { holds, podsOf } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const indexed: CorpusCase = {
  title: 'an Indexed Job gives every Pod its part of the work; a part that fails is done again',
  manifests: `
apiVersion: batch/v1
kind: Job
metadata: {name: split}
spec:
  completionMode: Indexed
  completions: 4
  parallelism: 4
  backoffLimit: 5
  template:
    spec:
      restartPolicy: Never
      subdomain: split
      containers:
      - name: app
        image: alpine
        command: [sh, -c]
        args:
        - |
          seq 1 40 > /tmp/all
          start=$((JOB_COMPLETION_INDEX * 10 + 1)) end=$((JOB_COMPLETION_INDEX * 10 + 10))
          # The third part fails for whoever tries it first.
          if [ "$JOB_COMPLETION_INDEX" = 2 ] && mkdir /shared/tried 2>/dev/null; then exit 3; fi
          echo "$(hostname) $(sed -n "$start,\${end}p" /tmp/all | awk '{s += $1} END {print s}')"
        volumeMounts: [{name: shared, mountPath: /shared}]
      volumes:
      - name: shared
        persistentVolumeClaim: {claimName: shared}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: shared}
spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Mi}}}
`,
  outcome(w) {
    const job = () => w.find<Job>('jobs.batch', 'split') as Job
    w.until('complete', () => holds(job(), 'Complete'), 300_000)
    expect(job().status.failed).toBe(1)
    expect(job().status.completedIndexes).toBe('0-3')
    const pods = podsOf(w).filter(({ status }) => status.phase === 'Succeeded')
    expect(pods.map(({ metadata }) => String(w.log(metadata.name)[0])).sort()).toEqual([
      'split-0 55',
      'split-1 155',
      'split-2 255',
      'split-3 355',
    ])
  },
}
