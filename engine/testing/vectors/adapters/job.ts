/** Adapters of job.json: the rules of pkg/controller/job. */
import { formatMilliseconds, parseDuration } from '../../../api/duration.ts'
import type { Job, Pod } from '../../../kinds/types.ts'
import { readyIndexes, remainingIndexMs, remainingMs } from '../../../rules/job/backoff.ts'
import { ensureCondition, jobCondition } from '../../../rules/job/conditions.ts'
import { matchFailurePolicy } from '../../../rules/job/failurepolicy.ts'
import { CURRENT } from '../../../rules/job/features.ts'
import { finishedMs } from '../../../rules/job/finishtime.ts'
import {
  completionIndex,
  failuresAfter,
  indexedPrefix,
  indexFailures,
  splitDuplicates,
} from '../../../rules/job/indexes.ts'
import { type Intervals, parseIntervals, withIndexes } from '../../../rules/job/intervals.ts'
import { COMPLETION_INDEX, TRACKING_FINALIZER } from '../../../rules/job/names.ts'
import { matchSuccessPolicy } from '../../../rules/job/successpolicy.ts'
import { expiresMs } from '../../../rules/job/ttl.ts'
import { failedIndexesOf, failsIndex, finishedPods, newlySucceeded } from '../../../rules/job/view.ts'
import { formatSeconds } from '../../../core/calendar.ts'
import { unixMs } from '../../../rules/instants.ts'
import { type Adapters, type Fields, plain, same } from '../adapter.ts'
import { podOf } from '../objects.ts'

const BACKOFF = 'job/backoff_utils_test.go'
const INDEXED = 'job/indexed_job_utils_test.go'
const CONTROLLER = 'job/job_controller_test.go'

/** Go's zero time, which is no time here. */
const ZERO_TIME = '0001-01-01T00:00:00Z'

export function jobOf(object: Fields): Job {
  const { metadata, spec, status } = plain(object ?? {}) as Fields
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: '', uid: '', ...metadata },
    spec: { template: {}, ...spec },
    status: status ?? {},
  } as Job
}

/** A deletion whose time was "now" is printed as null: it is there all the same. */
export function withDeletion(object: Fields): Fields {
  const metadata = object?.metadata ?? {}
  const isDeleted = 'deletionTimestamp' in metadata && metadata.deletionTimestamp === null
  return isDeleted ? { ...object, metadata: { ...metadata, deletionTimestamp: ZERO_TIME } } : object
}

/** `{Index, Phase}` of the tables about indexes, as a tracked Pod. */
export function indexedPod({ Index, Phase }: Fields, uid: number): Pod {
  const annotations = Index === '-' ? {} : { [COMPLETION_INDEX]: Index }
  const metadata = { name: `pod-${uid}`, uid: String(uid), annotations, finalizers: [TRACKING_FINALIZER] }
  return podOf({ metadata, status: { phase: Phase } })
}

const ms = (duration: string): number => Number(parseDuration(duration)) / 1e6
const intervals = (list: Fields): Intervals =>
  (list ?? []).map(({ First, Last }: Fields) => ({ first: First, last: Last }))
const indexed = (object: Fields): Job => jobOf({ ...object, spec: { completionMode: 'Indexed', ...object.spec } })

const latestIn = (value: unknown): number => {
  const times = JSON.stringify(value).match(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g) ?? []
  return Math.max(0, ...times.map((time) => unixMs(time) ?? 0))
}

export const jobAdapters: Adapters = {
  [`${BACKOFF}:TestGetFinishedTime`]: ({ in: input, out }) => {
    same(formatSeconds(finishedMs(podOf(input.pod))), out.wantFinishTime)
  },
  [`${BACKOFF}:TestGetRemainingBackoffTime`]: ({ in: input, out }) => {
    const { failuresAfterLastSuccess: failures, lastFailureTime } = input.backoffRecord
    const record = { failures, lastFailureMs: unixMs(lastFailureTime) ?? 0 }
    const wait = remainingMs(record, unixMs(input.currentTime) ?? 0, ms(input.defaultBackoff), ms(input.maxBackoff))
    same(formatMilliseconds(wait), out.wantDuration)
  },
  [`${BACKOFF}:TestGetRemainingBackoffTimePerIndex`]: ({ in: input, out }) => {
    const pod = input.lastFailedPod ? podOf(input.lastFailedPod) : undefined
    const now = unixMs(input.currentTime) ?? 0
    const wait = remainingIndexMs(pod, now, ms(input.defaultBackoff), ms(input.maxBackoff))
    same(formatMilliseconds(wait), out.wantDuration)
  },
  [`${INDEXED}:TestCalculateSucceededIndexes`]: ({ in: input, out }) => {
    const { completions, prevSucceeded } = input
    const job = indexed({ spec: { completions }, status: { completedIndexes: prevSucceeded } })
    const previous = parseIntervals(prevSucceeded, completions)
    same(previous, intervals(out.wantStatusIntervals))
    same(withIndexes(previous, newlySucceeded(job, (input.pods ?? []).map(indexedPod))), intervals(out.wantIntervals))
  },
  [`${INDEXED}:TestIsIndexFailed`]: ({ in: input, out }) => {
    same(failsIndex(podOf(input.pod), indexed(input.job), CURRENT), out.wantResult)
  },
  [`${INDEXED}:TestCalculateFailedIndexes`]: ({ in: input, out }) => {
    same(failedIndexesOf(indexed(input.job), input.pods.map(podOf), CURRENT), intervals(out.wantFailedIndexes))
  },
  [`${INDEXED}:TestGetNewIndexFailureCountValue`]: ({ in: input, out }) => {
    const { counted, ignored } = failuresAfter(jobOf(input.job), input.pod ? podOf(input.pod) : undefined)
    same([counted, ignored], [out.wantNewIndexFailureCount, out.wantNewIndexIgnoredFailureCount])
  },
  [`${INDEXED}:TestAppendDuplicatedIndexPodsForRemoval`]: ({ in: input, out }) => {
    const { remove, keep } = splitDuplicates(input.pods.map(indexedPod), input.completions)
    const look = (pods: Pod[]) => pods.map((pod) => `${completionIndex(pod)} ${pod.status.phase}`).sort()
    const wanted = (list: Fields) =>
      (list ?? []).map(({ Index, Phase }: Fields) => `${Index === '-' ? -1 : Index} ${Phase}`).sort()
    same([look(remove), look(keep)], [wanted(out.wantRm), wanted(out.wantLeft)])
  },
  [`${INDEXED}:TestPodGenerateNameWithIndex`]: ({ in: input, out }) => {
    same(indexedPrefix(input.jobname, input.index), out.wantPodGenerateName)
  },
  [`${INDEXED}:TestGetIndexFailureCount`]: ({ in: input, out }) =>
    same(indexFailures(podOf(input.pod)), out.wantResult),
  [`${CONTROLLER}:TestGetPodCreationInfoForIndependentIndexes`]: ({ in: input, out }) => {
    const failed = Object.entries(input.podsWithDelayedDeletionPerIndex ?? {})
    const pods = new Map(failed.map(([index, pod]) => [Number(index), podOf(pod)]))
    const { ready, waitMs } = readyIndexes(input.indexesToAdd, pods, latestIn(input))
    same([ready, formatMilliseconds(waitMs)], [out.wantIndexesToAdd ?? [], out.wantRemainingTime])
  },
  [`${CONTROLLER}:TestGetNewFinshedPods`]: ({ in: input, out }) => {
    const job = jobOf(input.job)
    const { succeeded = [], failed = [] } = job.status.uncountedTerminatedPods ?? {}
    const gone: string[] = out.expectedRmFinalizers ?? []
    const given = input.pods.map((pod: Fields) => podOf(withDeletion(pod)))
    const pods = given.filter(({ metadata }: Pod) => !gone.includes(metadata.uid))
    const fresh = finishedPods(job, pods, { succeeded: new Set(succeeded), failed: new Set(failed) }, CURRENT)
    same((job.status.succeeded ?? 0) + fresh.succeeded.length + succeeded.length, out.wantSucceeded)
    same((job.status.failed ?? 0) + fresh.failed.length + failed.length, out.wantFailed)
  },
  [`${CONTROLLER}:TestEnsureJobConditions`]: ({ in: input, out }) => {
    const list = plain(input.haveList ?? []) as Fields[] as never
    const now = input.haveList?.[0]?.lastTransitionTime ?? ''
    const next = ensureCondition(list, jobCondition(out.wantType, out.wantStatus, out.wantReason, '', now))
    same(next !== list, out.expectUpdate)
    const timeless = (conditions: Fields) =>
      conditions.map(({ type, status, reason }: Fields) => [type, status, reason])
    same(timeless(next), timeless(out.expectList ?? []))
  },
  'job/pod_failure_policy_test.go:TestMatchPodFailurePolicy': ({ in: input, out }) => {
    const policy = plain(input.podFailurePolicy) as Fields
    const match = matchFailurePolicy(policy, podOf(input.failedPod), input.enableJobBackoffLimitPerIndex)
    same(match.jobFailure, out.wantJobFailureMessage)
    same([match.counts, match.action], [out.wantCountFailed, out.wantAction])
  },
  'job/success_policy_test.go:TestMatchSuccessPolicy': ({ in: input, out }) => {
    const policy = input.enableJobSuccessPolicy ? (plain(input.successPolicy) as Fields) : undefined
    const message = matchSuccessPolicy(policy, input.completions, intervals(input.succeededIndexes))
    same([message ?? '', message !== undefined], [out.wantMessage, out.wantMetSuccessPolicy])
  },
  'ttlafterfinished/ttlafterfinished_controller_test.go:TestTimeLeft': ({ in: input, out }) => {
    const { completionTime, failedTime, ttl, since } = input
    const at = completionTime ?? failedTime
    const condition = { type: completionTime ? 'Complete' : 'Failed', status: 'True', lastTransitionTime: at }
    const spec = { ttlSecondsAfterFinished: ttl }
    const expires = expiresMs(jobOf({ spec, status: at ? { conditions: [condition] } : {} }))
    same(expires === undefined, out.expectErr)
    if (expires === undefined) return
    // Objects carry whole seconds.
    const now = Math.floor((unixMs(since) as number) / 1000) * 1000
    same(formatMilliseconds(Math.max(0, expires - now)), out.expectedTimeLeft)
    if (out.expectedExpireAt !== ZERO_TIME) {
      same(formatSeconds(expires), formatSeconds(unixMs(out.expectedExpireAt) as number))
    }
  },
}
