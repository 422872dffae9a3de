/**
 * When a container is measured, and what its last sample says. Source: metrics-server pkg/storage/pod.go.
 *
 * All containers are measured every fifteen seconds, at once. A rate needs two points: a container has one once it was
 * measured twice, or, in its first period, when it is old enough for its start to be the first point.
 */

/** --metric-resolution. */
export const PERIOD_MS = 15_000
/** Younger than this its start is no point to measure from. */
const YOUNG_MS = 10_000

export interface SampleTimes {
  readonly atMs: number
  readonly windowMs: number
}

/** The last time everything was measured. */
export const lastTick = (nowMs: number): number => nowMs - (nowMs % PERIOD_MS)

/** The newest sample of a container that runs since then; undefined while there is none. */
export function sampleTimes(startedAtMs: number, nowMs: number): SampleTimes | undefined {
  const tick = lastTick(nowMs)
  const age = tick - startedAtMs
  if (age <= 0) return undefined
  if (age >= PERIOD_MS) return { atMs: tick, windowMs: PERIOD_MS }
  return age >= YOUNG_MS ? { atMs: tick, windowMs: age } : undefined
}
