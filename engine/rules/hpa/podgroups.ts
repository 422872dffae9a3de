/** Which Pods' samples count. Source: pkg/controller/podautoscaler replica_calculator.go groupPods. */
import type { Pod } from '../../kinds/types.ts'
import { findCondition } from '../conditions.ts'
import { unixMs } from '../instants.ts'

/** A Pod's sample; times are milliseconds since 1970. */
export interface PodMetric {
  readonly value: number
  readonly atMs: number
  readonly windowMs: number
}

/** Samples by Pod name. */
export type PodMetrics = ReadonlyMap<string, PodMetric>

export interface Readiness {
  /** After its start a Pod may burn CPU to get going. */
  readonly cpuInitializationMs: number
  /** A Pod unready since no later than this after its start was never ready. */
  readonly initialReadinessDelayMs: number
}

/** Upstream's flags' defaults: five minutes, thirty seconds. */
export const DEFAULT_READINESS: Readiness = { cpuInitializationMs: 300_000, initialReadinessDelayMs: 30_000 }

export interface PodGroups {
  /** Pods whose samples count. */
  readonly readyCount: number
  readonly unready: readonly string[]
  /** Without a sample. */
  readonly missing: readonly string[]
  /** Failed or on their way out. */
  readonly ignored: readonly string[]
}

/** @param nowMs milliseconds since 1970 */
export function groupPods(
  pods: readonly Pod[],
  metrics: PodMetrics,
  resource: string,
  nowMs: number,
  readiness: Readiness,
): PodGroups {
  const [unready, missing, ignored]: string[][] = [[], [], []]
  let readyCount = 0
  for (const pod of pods) {
    const { name } = pod.metadata
    const { phase } = pod.status
    const metric = metrics.get(name)
    if (pod.metadata.deletionTimestamp !== undefined || phase === 'Failed') ignored?.push(name)
    else if (phase === 'Pending') unready?.push(name)
    else if (metric === undefined) missing?.push(name)
    else if (resource === 'cpu' && isUnready(pod, metric, nowMs, readiness)) unready?.push(name)
    else readyCount++
  }
  return { readyCount, unready: unready ?? [], missing: missing ?? [], ignored: ignored ?? [] }
}

/** CPU of a Pod that is getting going says nothing of the work it does. */
function isUnready({ status }: Pod, metric: PodMetric, nowMs: number, readiness: Readiness): boolean {
  const ready = findCondition(status.conditions, 'Ready')
  const startMs = unixMs(status.startTime)
  if (ready === undefined || startMs === undefined) return true
  const sinceMs = unixMs(ready.lastTransitionTime) ?? Number.NEGATIVE_INFINITY
  if (startMs + readiness.cpuInitializationMs > nowMs) {
    // One whole window must have been measured since it became ready.
    return ready.status === 'False' || metric.atMs < sinceMs + metric.windowMs
  }
  return ready.status === 'False' && startMs + readiness.initialReadinessDelayMs > sinceMs
}
