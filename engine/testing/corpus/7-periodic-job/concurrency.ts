import { expect } from 'vitest'
import type { CronJob, Job } from '../../../kinds/types.ts'
import type { CorpusCase } from '../case.ts'

const slow = (policy: string): string => `
apiVersion: batch/v1
kind: CronJob
metadata: {name: ${policy.toLowerCase()}}
spec:
  schedule: "* * * * *"
  concurrencyPolicy: ${policy}
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 1
          containers: [{name: app, image: "busybox:1.36", command: [sh, -c, "sleep 150"]}]
`

export const concurrency: CorpusCase = {
  title: 'runs that take longer than their interval overlap, wait for each other, or replace each other',
  manifests: ['Allow', 'Forbid', 'Replace'].map(slow).join('---'),
  outcome(w) {
    const of = (name: string) =>
      (w.table('jobs.batch').list('default') as Job[]).filter(({ metadata }) => metadata.name.startsWith(name))
    const most: Record<string, number> = {}
    const names = ['allow', 'forbid', 'replace']
    const end = w.nowMs + 600_000
    w.until('ten minutes', () => {
      for (const name of names) {
        const active = of(name).filter(({ status }) => (status.active ?? 0) > 0).length
        most[name] = Math.max(most[name] ?? 0, active)
      }
      return w.nowMs >= end
    })
    expect(most).toEqual({ allow: 3, forbid: 1, replace: 1 })
    const done = (name: string) => of(name).filter(({ status }) => status.succeeded === 1).length
    expect([done('forbid') > 0, done('replace')]).toEqual([true, 0])
    expect((w.find<CronJob>('cronjobs.batch', 'allow') as CronJob).status.lastScheduleTime).toBeDefined()
  },
}
