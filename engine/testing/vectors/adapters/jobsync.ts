/** Adapters of job.json: whole syncs of pkg/controller/job against a world that only takes notes. */
import { accountPods, draftOf, storedStatus } from '../../../controllers/job/account.ts'
import { isOrphan } from '../../../controllers/job/orphans.ts'
import type { JobPorts } from '../../../controllers/job/ports.ts'
import { syncJob } from '../../../controllers/job/sync.ts'
import { formatSeconds } from '../../../core/calendar.ts'
import type { Job, JobCondition, Pod } from '../../../kinds/types.ts'
import { NO_FAILURES } from '../../../rules/job/backoff.ts'
import { finishedCondition } from '../../../rules/job/conditions.ts'
import type { JobFeatures } from '../../../rules/job/features.ts'
import { NO_INDEX } from '../../../rules/job/indexes.ts'
import { isManagedElsewhere, isTracked, TRACKING_FINALIZER } from '../../../rules/job/names.ts'
import type { Instant } from '../../../rules/job/verdict.ts'
import { viewOf } from '../../../rules/job/view.ts'
import { unixMs } from '../../../rules/instants.ts'
import { type Adapter, type AdapterRow, type Adapters, type Fields, plain, same, skip } from '../adapter.ts'
import { podOf } from '../objects.ts'
import { indexedPod, jobOf, withDeletion } from './job.ts'

const CONTROLLER = 'job/job_controller_test.go'

/** What a sync did. */
class Notes {
  readonly created: number[] = []
  readonly deleted: Pod[] = []
  readonly released: Pod[] = []
  readonly statuses: Job['status'][] = []
  readonly ports: JobPorts

  /** @param limit Pods that can be made or deleted; further ones are refused */
  constructor(stored: Job['status'], limits: { pods?: number; failing?: boolean; releases?: boolean } = {}) {
    let last = JSON.stringify(plain(stored))
    this.ports = {
      create: (index) => {
        if (this.created.length >= (limits.pods || Number.POSITIVE_INFINITY)) return false
        this.created.push(index)
        return limits.failing !== true
      },
      remove: (pod) => {
        this.deleted.push(pod)
        return limits.failing !== true
      },
      release: (pod) => {
        if (!isTracked(pod)) return true
        this.released.push(pod)
        return limits.releases !== false && limits.failing !== true
      },
      writeStatus: (status) => {
        const text = JSON.stringify(sortedKeys(plain(status)))
        const isNew = text !== JSON.stringify(sortedKeys(JSON.parse(last)))
        last = text
        if (isNew) this.statuses.push(JSON.parse(text))
        return isNew
      },
      event: () => {},
    }
  }
}

/** Fields in one order, so that texts can be compared. */
function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, sortedKeys(part)]),
  )
}

function featuresOf(input: Fields): JobFeatures {
  const gate = (...names: string[]) => names.map((name) => input[name]).find((value) => value !== undefined) ?? true
  return {
    podReplacementPolicy: gate('jobPodReplacementPolicy', 'enableJobPodReplacementPolicy'),
    managedBy: gate('jobManagedBy', 'enableJobManagedBy'),
    successPolicy: gate('jobSuccessPolicy', 'enableJobSuccessPolicy'),
    backoffLimitPerIndex: gate('enableJobBackoffLimitPerIndex', 'enableBackoffLimitPerIndex'),
  }
}

function instantOf(text: string | null | undefined, row: AdapterRow): Instant {
  const at = unixMs(text) ?? unixMs(row.recordedAt) ?? 0
  return { unixMs: at, text: formatSeconds(at) }
}

function newJob(input: Fields, spec: Fields = {}): Job {
  return jobOf({
    metadata: { name: 'foobar', namespace: 'default', uid: 'job' },
    spec: {
      parallelism: input.parallelism < 0 ? undefined : input.parallelism,
      completions: input.completions < 0 ? undefined : input.completions,
      backoffLimit: input.backoffLimit,
      completionMode: input.completionMode || 'NonIndexed',
      suspend: input.suspend ?? false,
      template: { spec: { restartPolicy: spec.restartPolicy, containers: [] } },
      ...spec,
    },
  })
}

let uids = 0

function trackedPod(phase: string, extra: Fields = {}): Pod {
  uids++
  const metadata = {
    name: `pod-${uids}`,
    namespace: 'default',
    uid: `pod-${uids}`,
    finalizers: [TRACKING_FINALIZER],
    ...extra.metadata,
  }
  return podOf({ metadata, status: { phase, ...extra.status } })
}

const many = (count: number | undefined, make: (i: number) => Pod): Pod[] =>
  Array.from({ length: count ?? 0 }, (_, i) => make(i))

/** The Pods that a row counts. */
function countedPods(input: Fields, failed: number, now: string): Pod[] {
  const ready = { conditions: [{ type: 'Ready', status: 'True' }] }
  return [
    ...many(input.pendingPods, () => trackedPod('Pending')),
    ...many(input.activePods, (i) => trackedPod('Running', { status: i < (input.readyPods ?? 0) ? ready : {} })),
    ...many(input.succeededPods, () => trackedPod('Succeeded')),
    ...many(failed, () => trackedPod('Failed')),
    ...many(input.terminatingPods, () => trackedPod('Running', { metadata: { deletionTimestamp: now } })),
  ]
}

/** Conditions without their times. */
function timeless(conditions: readonly JobCondition[] | null | undefined): Fields {
  return (conditions ?? []).map(({ type, status, reason = '', message = '' }) => ({ type, status, reason, message }))
}

function sameCounts(status: Job['status'], out: Fields, active: string, succeeded: string, failed: string): void {
  same(status.active ?? 0, out[active], 'active')
  same(status.succeeded ?? 0, out[succeeded], 'succeeded')
  same(status.failed ?? 0, out[failed], 'failed')
}

const controllerSync: Adapter = (row) => {
  const { in: input, out } = row
  if (out.fakeExpectationAtCreation !== 0) skip('reads are never stale here: there are no expectations')
  const at = instantOf(input.controllerTime, row)
  const job = newJob(input, {
    podReplacementPolicy: input.podReplacementPolicy,
    podFailurePolicy: plain(input.podFailurePolicy) ?? undefined,
  })
  job.status = initialStatus(input, at)
  if (input.deleting) job.metadata.deletionTimestamp = at.text
  const pods = [...countedPods(input, out.failedPods, at.text), ...(input.podsWithIndexes ?? []).map(indexedPod)]
  const { failuresAfterLastSuccess: failures = 0, lastFailureTime } = input.backoffRecord ?? {}
  const record = failures === 0 ? NO_FAILURES : { failures, lastFailureMs: unixMs(lastFailureTime) ?? 0 }
  const notes = new Notes(job.status, { pods: input.podLimit, failing: out.podControllerError !== null })
  syncJob(job, pods, record, at, notes.ports, featuresOf(input))
  const status = notes.statuses.at(-1) ?? job.status
  same(notes.created.length, out.expectedCreations, 'created')
  const indexes = notes.created.filter((index) => index !== NO_INDEX)
  const wanted: number[] = out.expectedCreatedIndexes ?? []
  same(
    indexes.sort((a, b) => a - b),
    [...wanted].sort((a, b) => a - b),
    'indexes',
  )
  same(notes.deleted.length, out.expectedDeletions, 'deleted')
  sameCounts(status, out, 'expectedActive', 'expectedSucceeded', 'expectedFailed')
  same(status.ready ?? 0, out.expectedReady ?? 0, 'ready')
  same(status.terminating, out.expectedTerminating, 'terminating')
  same(status.completedIndexes ?? '', out.expectedCompletedIdxs, 'indexes')
  same(timeless(status.conditions), timeless(out.expectedConditions), 'conditions')
  same(notes.released.length, out.expectedPodPatches, 'patches')
}

function initialStatus({ initialStatus: initial, wasSuspended }: Fields, at: Instant): Job['status'] {
  const { active = 0, succeed = 0, failed = 0, startTime, conditions } = initial ?? {}
  const suspended = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' }
  const times = { lastProbeTime: at.text, lastTransitionTime: at.text }
  return {
    ...(plain({ active, succeeded: succeed, failed, startTime, conditions }) as Fields),
    ...(wasSuspended ? { conditions: [{ ...suspended, ...times }] } : {}),
  }
}

/** Rows that bring a whole Job and its Pods. */
function givenSync(row: AdapterRow, finalizers: string[] = []): { status: Job['status']; notes: Notes } {
  const { in: input } = row
  const job = jobOf(input.job)
  const pods = (input.pods ?? []).map((pod: Fields, i: number) => {
    const { name = `mypod-${i}`, uid = `uid-${i}`, ...metadata } = pod.metadata ?? {}
    return podOf({
      ...pod,
      metadata: { finalizers, ...metadata, name: name || `mypod-${i}`, namespace: 'default', uid },
    })
  })
  const notes = new Notes(job.status)
  const features = featuresOf(input)
  if (!features.managedBy || !isManagedElsewhere(job)) {
    if (finishedCondition(job) === undefined)
      syncJob(job, pods, NO_FAILURES, instantOf(null, row), notes.ports, features)
  }
  return { status: notes.statuses.at(-1) ?? job.status, notes }
}

/** A status without what is of the moment. */
function lasting(status: Fields): Fields {
  const moments = ['startTime', 'completionTime', 'ready']
  const rest = Object.entries(status).filter(([name]) => !moments.includes(name))
  return { ...Object.fromEntries(rest), conditions: timeless(status.conditions) }
}

const wholeStatus: Adapter = (row) => same(lasting(givenSync(row).status), lasting(row.out.wantStatus))

const account: Adapter = (row) => {
  const { in: input, out } = row
  if (input.statusUpdateErr !== null) skip('a status is written whole or not at all here')
  const job = jobOf(withDeletion(input.job))
  job.status = storedStatus(draftOf(job))
  const gone: string[] = out.expectedRmFinalizers ?? []
  const pods: Pod[] = (input.pods ?? []).map((pod: Fields) => {
    const kept = gone.includes(pod.metadata?.uid) ? { finalizers: undefined } : {}
    const deleted = withDeletion(pod)
    return podOf({ ...deleted, metadata: { ...deleted.metadata, ...kept } })
  })
  const notes = new Notes(job.status, { releases: input.podControlErr === null })
  const features = featuresOf(input)
  const verdict = (plain(input.finishedCond) ?? undefined) as JobCondition | undefined
  const draft = draftOf(job)
  const view = viewOf({ ...job, status: draft }, pods, NO_FAILURES, features)
  const { failed } = accountPods(view, draft, verdict, instantOf(null, row), notes.ports)
  same(failed, out.wantErr !== null, 'failed')
  same(notes.released.length, out.wantRmFinalizers, 'released')
  const look = ({ conditions, completionTime, ...status }: Fields) => ({
    ...status,
    completed: Boolean(completionTime),
    conditions: timeless(conditions),
  })
  same(notes.statuses.map(look), (out.wantStatusUpdates ?? []).map(look), 'statuses')
}

function pastDeadline(row: AdapterRow): void {
  const { in: input, out } = row
  const at = instantOf(null, row)
  const job = newJob(input, { activeDeadlineSeconds: input.activeDeadlineSeconds })
  job.status.startTime = formatSeconds(at.unixMs - input.startTime * 1000)
  const notes = new Notes(job.status)
  syncJob(job, countedPods(input, input.failedPods, at.text), NO_FAILURES, at, notes.ports, featuresOf(input))
  const status = notes.statuses.at(-1) ?? job.status
  same(notes.deleted.length, out.expectedDeletions, 'deleted')
  sameCounts(status, out, 'expectedActive', 'expectedSucceeded', 'expectedFailed')
  same(timeless(status.conditions), timeless(out.expectedConditions), 'conditions')
}

/** Rows about restarts: Pods by phase with the restarts of their container. */
function restarting(row: AdapterRow, pods: Pod[], restartPolicy: string): void {
  const { in: input, out } = row
  const job = newJob(input, { template: { spec: { restartPolicy, containers: [] } } })
  const notes = new Notes(job.status)
  syncJob(job, pods, NO_FAILURES, instantOf(null, row), notes.ports, featuresOf(input))
  const status = notes.statuses.at(-1) ?? job.status
  sameCounts(status, out, 'expectedActive', 'expectedSucceeded', 'expectedFailed')
  same(timeless(status.conditions), timeless(out.expectedConditions), 'conditions')
}

const restarted = (restartCount: number) => ({ status: { containerStatuses: [{ restartCount }] } })

export const jobSyncAdapters: Adapters = {
  [`${CONTROLLER}:TestControllerSyncJob`]: controllerSync,
  [`${CONTROLLER}:TestSyncJobPastDeadline`]: pastDeadline,
  [`${CONTROLLER}:TestTrackJobStatusAndRemoveFinalizers`]: account,
  [`${CONTROLLER}:TestSyncJobWithJobSuccessPolicy`]: wholeStatus,
  [`${CONTROLLER}:TestSyncJobWithJobBackoffLimitPerIndex`]: wholeStatus,
  [`${CONTROLLER}:TestSyncJobWhenManagedBy`]: wholeStatus,
  [`${CONTROLLER}:TestSyncJobWithJobPodFailurePolicy`]: (row) => {
    const { status } = givenSync(row, [TRACKING_FINALIZER])
    sameCounts(status, row.out, 'wantStatusActive', 'wantStatusSucceeded', 'wantStatusFailed')
    same(status.terminating, row.out.wantStatusTerminating, 'terminating')
    same(timeless(status.conditions), timeless(row.out.wantConditions), 'conditions')
  },
  [`${CONTROLLER}:TestJobBackoffForOnFailure`]: (row) => {
    const { restartCounts, podPhase } = row.in
    restarting(
      row,
      (restartCounts ?? []).map((count: number) => trackedPod(podPhase, restarted(count))),
      'OnFailure',
    )
  },
  [`${CONTROLLER}:TestJobBackoffOnRestartPolicyNever`]: (row) => {
    const { failedPods, activePods, activePodsPhase } = row.in
    const failed = many(failedPods, () => trackedPod('Failed', restarted(1)))
    restarting(row, [...failed, ...many(activePods, () => trackedPod(activePodsPhase))], 'Never')
  },
  [`${CONTROLLER}:TestSyncOrphanPod`]: ({ in: input, out }) => {
    const ownerReferences = input.owner ? [plain(input.owner) as Fields] : []
    const pod = podOf({
      metadata: { name: 'pod', namespace: 'default', finalizers: [TRACKING_FINALIZER], ownerReferences },
    })
    const job = input.inCache ? jobOf(input.job) : undefined
    same(
      isOrphan(pod, (name) => (job?.metadata.name === name ? job : undefined)),
      out.wantFinalizerRemoved,
    )
  },
  [`${CONTROLLER}:TestSyncJobUpdateRequeue`]: () => skip('writes of a status are never refused here'),
  [`${CONTROLLER}:TestSyncJobPodSchedulingGroup`]: () =>
    skip('groups of Pods scheduled together are newer than this server'),
  [`${CONTROLLER}:TestJobBackoff`]: () => skip('the row is about a queue, its name and one constant'),
}
