import { expect } from 'vitest'
import type { CronJob, Job } from '../../../kinds/types.ts'
import { podsOf } from '../asking.ts'
import type { CorpusCase } from '../case.ts'

export const everyMinutes: CorpusCase = {
  title: 'a CronJob makes a Job every three minutes, keeps the last three of them, and stops while it is suspended',
  manifests: `
apiVersion: batch/v1
kind: CronJob
metadata: {name: random-generator}
spec:
  schedule: "*/3 * * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
          - name: app
            image: k8spatterns/random-generator:1.0
            command: [java, RandomRunner, /tmp/random.log, "1000"]
`,
  outcome(w) {
    const jobs = () => w.table('jobs.batch').list('default') as Job[]
    const seen = new Set<string>()
    w.until(
      'five ran',
      () => {
        for (const { metadata } of jobs()) seen.add(metadata.name)
        return seen.size === 5 && jobs().every(({ status }) => status.succeeded === 1)
      },
      1_000_000,
    )
    w.until('three are kept', () => jobs().length === 3, 60_000)
    const pods = podsOf(w)
    expect(w.log(pods[0]?.metadata.name as string)[0]).toContain('Wrote 1000 lines')
    w.change<CronJob>('cronjobs.batch', 'random-generator', (c) => ({ ...c, spec: { ...c.spec, suspend: true } }))
    const before = jobs().map(({ metadata }) => metadata.name)
    w.run(600_000)
    expect(jobs().map(({ metadata }) => metadata.name)).toEqual(before)
  },
}
