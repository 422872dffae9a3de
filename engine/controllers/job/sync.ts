/** One sync of a Job: judge, make or delete Pods, count what finished. Source: pkg/controller/job syncJob. */
import type { Job, JobCondition, Pod } from '../../kinds/types.ts'
import type { BackoffRecord } from '../../rules/job/backoff.ts'
import { ensureCondition, jobCondition } from '../../rules/job/conditions.ts'
import { CURRENT, type JobFeatures } from '../../rules/job/features.ts'
import { totalOf } from '../../rules/job/intervals.ts'
import { isIndexed, isSuspended } from '../../rules/job/names.ts'
import { type Instant, success, untilDeadlineMs, verdictOf } from '../../rules/job/verdict.ts'
import { type JobView, viewOf } from '../../rules/job/view.ts'
import { accountPods, draftOf, type DraftStatus } from './account.ts'
import { type Managed, managePods, removeActive } from './manage.ts'
import type { JobPorts } from './ports.ts'

export interface Synced {
  /** What the Job remembers of its failures from here on. */
  record: BackoffRecord
  /** Milliseconds until there is something to do again; undefined when nothing is known. */
  afterMs: number | undefined
  /** A write was refused: try again. */
  failed: boolean
}

/** Pods are not made again sooner than this after a look. */
const MIN_WAIT_MS = 1000

/** @param pods those that the Job owns and has not done with */
export function syncJob(
  stored: Job,
  pods: readonly Pod[],
  record: BackoffRecord,
  at: Instant,
  ports: JobPorts,
  features: JobFeatures = CURRENT,
): Synced {
  const draft = draftOf(stored)
  if (!draft.startTime && !isSuspended(stored)) draft.startTime = at.text
  const job: Job = { ...stored, status: draft }
  const view = viewOf(job, pods, record, features)
  const verdict = verdictOf(view, at)
  const { managed, end } = verdict === undefined ? goOn(view, draft, at, ports) : stop(view, verdict, ports)
  draft.active = managed.active
  draft.ready = managed.ready
  if (features.podReplacementPolicy) draft.terminating = managed.terminating
  else delete draft.terminating
  const counted = { ...view, terminating: managed.terminating }
  const { failed, written } = accountPods(counted, draft, end, at, ports)
  return {
    record: written ? view.record : record,
    afterMs: nextLook(job, verdict, managed, at),
    failed: failed || managed.failed,
  }
}

/** The Job is over: its Pods go, and it ends when all have been asked to. */
function stop(
  view: JobView,
  verdict: JobCondition,
  ports: JobPorts,
): { managed: Managed; end: JobCondition | undefined } {
  const managed = removeActive(view, ports)
  return { managed, end: managed.active === 0 ? verdict : undefined }
}

function goOn(
  view: JobView,
  draft: DraftStatus,
  at: Instant,
  ports: JobPorts,
): { managed: Managed; end: JobCondition | undefined } {
  const { job } = view
  const leaving = job.metadata.deletionTimestamp !== undefined
  const managed = leaving ? untouched(view) : managePods(view, at.unixMs, ports)
  if (isComplete(view, managed.active)) return { managed, end: success(view.features, at) }
  if (!leaving) noteSuspension(job, draft, at, ports)
  return { managed, end: undefined }
}

const untouched = ({ active, ready, terminating }: JobView): Managed => ({
  active: active.length,
  ready,
  terminating,
  waitMs: 0,
  failed: false,
})

/** A work queue is done when a Pod succeeded and none runs; others when enough have succeeded. */
function isComplete({ job, succeeded, succeededIndexes }: JobView, active: number): boolean {
  const done = isIndexed(job) ? totalOf(succeededIndexes) : succeeded
  return active === 0 && (job.spec.completions === undefined ? done > 0 : done >= job.spec.completions)
}

/** Says that the Job was suspended or goes on; going on, it starts anew. */
function noteSuspension(job: Job, draft: DraftStatus, at: Instant, ports: JobPorts): void {
  const next = isSuspended(job)
    ? jobCondition('Suspended', 'True', 'JobSuspended', 'Job suspended', at.text)
    : jobCondition('Suspended', 'False', 'JobResumed', 'Job resumed', at.text)
  const conditions = ensureCondition(draft.conditions, next)
  if (conditions === draft.conditions) return
  draft.conditions = [...conditions]
  ports.event('Normal', isSuspended(job) ? 'Suspended' : 'Resumed', next.message ?? '')
  if (!isSuspended(job)) draft.startTime = at.text
}

/** The earlier of the end of a wait and the deadline. */
function nextLook(job: Job, verdict: JobCondition | undefined, { waitMs }: Managed, at: Instant): number | undefined {
  if (verdict !== undefined) return undefined
  const waits = [untilDeadlineMs(job, at.unixMs), waitMs > 0 ? Math.max(waitMs, MIN_WAIT_MS) : undefined]
  const known = waits.filter((wait): wait is number => wait !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
