/** How long a Job waits before it replaces failed Pods. Source: pkg/controller/job/backoff_utils.go. */
import type { Pod } from '../../kinds/types.ts'
import { byFinishTime, finishedMs } from './finishtime.ts'
import { absoluteIndexFailures } from './indexes.ts'

/** 10 s, doubling with every failure in a row, up to 10 min. */
export const FIRST_BACKOFF_MS = 10_000
export const MAX_BACKOFF_MS = 600_000

/** What a Job remembers of its failures. */
export interface BackoffRecord {
  /** Failures since the last success. */
  readonly failures: number
  /** When the last one was, in milliseconds since 1970; without meaning while there are none. */
  readonly lastFailureMs: number
}

export const NO_FAILURES: BackoffRecord = { failures: 0, lastFailureMs: 0 }

/** The record after Pods that finished since it was made. */
export function nextRecord(record: BackoffRecord, succeeded: readonly Pod[], failed: readonly Pod[]): BackoffRecord {
  if (failed.length === 0) return succeeded.length === 0 ? record : NO_FAILURES
  const times = [...failed].sort(byFinishTime).map(finishedMs)
  const lastFailureMs = times.at(-1) as number
  if (succeeded.length === 0) return { failures: record.failures + failed.length, lastFailureMs }
  const lastSuccess = Math.max(...succeeded.map(finishedMs))
  const failures = times.filter((time) => time > lastSuccess).length
  return failures === 0 ? NO_FAILURES : { failures, lastFailureMs }
}

/** Milliseconds still to wait; 0 when Pods may be made now. */
export function remainingMs(
  { failures, lastFailureMs }: BackoffRecord,
  nowMs: number,
  firstMs = FIRST_BACKOFF_MS,
  maxMs = MAX_BACKOFF_MS,
): number {
  if (failures === 0) return 0
  const backoff = failures === 1 ? firstMs : Math.min(firstMs * 2 ** (failures - 1), maxMs)
  return Math.max(0, backoff - (nowMs - lastFailureMs))
}

/** The same for one index, by the Pod that failed there last; its failures stand in its annotations. */
export function remainingIndexMs(
  lastFailed: Pod | undefined,
  nowMs: number,
  firstMs = FIRST_BACKOFF_MS,
  maxMs = MAX_BACKOFF_MS,
): number {
  if (lastFailed === undefined) return 0
  const record = { failures: absoluteIndexFailures(lastFailed) + 1, lastFailureMs: finishedMs(lastFailed) }
  return remainingMs(record, nowMs, firstMs, maxMs)
}

/**
 * Which indexes can have their Pods made now; when none can, how long until the first one can.
 * @param lastFailed by index, the Pod that waits to be replaced
 */
export function readyIndexes(
  indexes: readonly number[],
  lastFailed: ReadonlyMap<number, Pod>,
  nowMs: number,
): { ready: readonly number[]; waitMs: number } {
  const waits = indexes.map((index) => remainingIndexMs(lastFailed.get(index), nowMs))
  const ready = indexes.filter((_, i) => waits[i] === 0)
  return { ready, waitMs: ready.length > 0 || waits.length === 0 ? 0 : Math.min(...waits) }
}
