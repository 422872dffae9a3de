/**
 * When a probe runs and what comes of it, from its numbers. Times in seconds after the container's start. A probe that is
 * due waits for the next turn of its period, which is counted from the Pod's admission: the lane shows the earliest.
 */

export interface ProbeNumbers {
  initialDelaySeconds: number
  periodSeconds: number
  timeoutSeconds: number
  failureThreshold: number
  successThreshold: number
}

export type ProbeField = keyof ProbeNumbers

export interface ProbeLane {
  /** The lane's end. */
  lengthSeconds: number
  /** When each probe begins; and how long it may take at most. */
  runs: number[]
  /** When all of them succeed: ready, started, or nothing for liveness. */
  goodAt: number
  /** When all of them time out: restarted, or taken out of the Service. */
  badAt: number
}

export const PROBE_DEFAULTS: ProbeNumbers = {
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  failureThreshold: 3,
  successThreshold: 1,
}

export function probeNumbers(probe: Readonly<Record<string, unknown>>): ProbeNumbers {
  const read = (field: ProbeField) => {
    const value = probe[field]
    return typeof value === 'number' && value >= 0 ? value : PROBE_DEFAULTS[field]
  }
  return {
    initialDelaySeconds: read('initialDelaySeconds'),
    periodSeconds: Math.max(1, read('periodSeconds')),
    timeoutSeconds: Math.max(1, read('timeoutSeconds')),
    failureThreshold: Math.max(1, read('failureThreshold')),
    successThreshold: Math.max(1, read('successThreshold')),
  }
}

/** More probes than this are not drawn one by one. */
const MOST_RUNS = 60

export function probeLane(numbers: ProbeNumbers): ProbeLane {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold, successThreshold } = numbers
  const nth = (n: number) => initialDelaySeconds + (n - 1) * periodSeconds
  // A probe that takes longer than its period puts the next one off until it is over.
  const slow = Math.max(periodSeconds, timeoutSeconds)
  const badAt = initialDelaySeconds + (failureThreshold - 1) * slow + timeoutSeconds
  const goodAt = nth(successThreshold)
  const lengthSeconds = Math.ceil(Math.max(badAt, goodAt, nth(2)) * 1.2) + 1
  const runs = Array.from({ length: MOST_RUNS }, (_, i) => nth(i + 1)).filter((each) => each <= lengthSeconds)
  return { lengthSeconds, runs, goodAt, badAt }
}

/** Where a handle of the lane stands, in seconds. */
export function handleAt(field: ProbeField, numbers: ProbeNumbers): number {
  const lane = probeLane(numbers)
  const { initialDelaySeconds, periodSeconds, timeoutSeconds } = numbers
  if (field === 'initialDelaySeconds') return initialDelaySeconds
  if (field === 'periodSeconds') return initialDelaySeconds + periodSeconds
  if (field === 'timeoutSeconds') return initialDelaySeconds + timeoutSeconds
  return field === 'failureThreshold' ? lane.badAt : lane.goodAt
}

const LEAST: Readonly<ProbeNumbers> = {
  initialDelaySeconds: 0,
  periodSeconds: 1,
  timeoutSeconds: 1,
  failureThreshold: 1,
  successThreshold: 1,
}

/** The number a handle means when it is put at `seconds`. */
export function valueAt(field: ProbeField, numbers: ProbeNumbers, seconds: number): number {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds } = numbers
  const since = seconds - initialDelaySeconds
  const raw =
    field === 'initialDelaySeconds'
      ? seconds
      : field === 'failureThreshold'
        ? (since - timeoutSeconds) / Math.max(periodSeconds, timeoutSeconds) + 1
        : field === 'successThreshold'
          ? since / periodSeconds + 1
          : since
  return Math.max(LEAST[field], Math.round(raw))
}

/** What the lane says, in a sentence. */
export function laneWords(kind: 'startupProbe' | 'livenessProbe' | 'readinessProbe', numbers: ProbeNumbers): string {
  const { goodAt, badAt } = probeLane(numbers)
  if (kind === 'startupProbe')
    return `Started after ${goodAt} s at the earliest; killed and restarted after ${badAt} s of failing.`
  if (kind === 'livenessProbe')
    return `First asked after ${numbers.initialDelaySeconds} s; restarted after ${badAt} s of failing.`
  const out =
    (numbers.failureThreshold - 1) * Math.max(numbers.periodSeconds, numbers.timeoutSeconds) + numbers.timeoutSeconds
  return `Ready after ${goodAt} s at the earliest; out of its Services ${out} s after it stops answering.`
}
