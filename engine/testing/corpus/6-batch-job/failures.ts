import { expect } from 'vitest'
import type { Job } from '../../../kinds/types.ts'
import type { CorpusCase } from '../case.ts'

const failed = (name: string, spec: string, command: string): string => `
apiVersion: batch/v1
kind: Job
metadata: {name: ${name}}
spec:
  ${spec}
  template:
    spec:
      restartPolicy: Never
      containers: [{name: app, image: "busybox:1.36", command: [sh, -c, "${command}"]}]
`

export const failures: CorpusCase = {
  title: 'a Job gives up after its retries, at its deadline, or at once for an exit code that means so',
  manifests: [
    failed('tries', 'backoffLimit: 2', 'exit 1'),
    failed('deadline', 'activeDeadlineSeconds: 20', 'sleep 1000'),
    failed(
      'policy',
      'podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {containerName: app, operator: In, values: [42]}}]}',
      'exit 42',
    ),
    failed('paused', 'suspend: true', 'echo never'),
  ].join('---'),
  outcome(w) {
    const job = (name: string) => w.find<Job>('jobs.batch', name) as Job
    const why = (name: string) =>
      job(name).status.conditions?.find(({ type, status }) => type === 'Failed' && status === 'True')?.reason
    w.until('all over', () => ['tries', 'deadline', 'policy'].every((name) => why(name) !== undefined), 300_000)
    expect(['tries', 'deadline', 'policy'].map(why)).toEqual([
      'BackoffLimitExceeded',
      'DeadlineExceeded',
      'PodFailurePolicy',
    ])
    expect([job('tries').status.failed, job('policy').status.failed, job('paused').status.active ?? 0]).toEqual([
      3, 1, 0,
    ])
  },
}
