/** Use over target. Source: pkg/controller/podautoscaler/metrics/utilization.go; integers are cut as Go cuts them. */
import type { PodMetrics } from './podgroups.ts'

export interface Utilization {
  readonly ratio: number
  /** Percent of what was asked for. */
  readonly percent: number
  /** Average use, in thousandths. */
  readonly average: number
}

/** Undefined when no sample is of a known Pod. */
export function utilizationRatio(
  metrics: PodMetrics,
  requests: ReadonlyMap<string, number>,
  targetPercent: number,
): Utilization | undefined {
  let [used, asked, count] = [0, 0, 0]
  for (const [name, { value }] of metrics) {
    const request = requests.get(name)
    if (request === undefined) continue
    used += value
    asked += request
    count++
  }
  if (asked === 0) return undefined
  const percent = Math.trunc((used * 100) / asked)
  return { ratio: percent / targetPercent, percent, average: Math.trunc(used / count) }
}

export function usageRatio(metrics: PodMetrics, target: number): { ratio: number; average: number } {
  let total = 0
  for (const { value } of metrics.values()) total += value
  const average = Math.trunc(total / metrics.size)
  return { ratio: average / target, average }
}
