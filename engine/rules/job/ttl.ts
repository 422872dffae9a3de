/** When a Job that is over is cleaned up. Source: pkg/controller/ttlafterfinished timeLeft. */
import type { Job } from '../../kinds/types.ts'
import { unixMs } from '../instants.ts'
import { finishedCondition } from './conditions.ts'

/** Milliseconds since 1970; undefined for a Job that still runs or is to stay. */
export function expiresMs(job: Job): number | undefined {
  const { ttlSecondsAfterFinished: ttl } = job.spec
  const finished = unixMs(finishedCondition(job)?.lastTransitionTime)
  return ttl === undefined || ttl === null || finished === undefined ? undefined : finished + ttl * 1000
}
