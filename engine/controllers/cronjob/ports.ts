/** What a sync of a CronJob asks of the world. */
import type { StatusError } from '../../api/errors.ts'
import type { CronJob, Job } from '../../kinds/types.ts'

export interface CronPorts {
  /** The Job of that name in the CronJob's namespace. */
  find(name: string): Job | undefined
  /** The Job as made, or the server's refusal. */
  create(cronJob: CronJob, name: string, runMs: number): Job | StatusError
  /** The server's refusal, if any. */
  delete(job: Job): StatusError | undefined
  event(type: 'Normal' | 'Warning', reason: string, message: string): void
}
