/** Whether a probe asks its container now (prober/worker.go doProbe, up to the probe itself). */
import type { ContainerStatus, Pod, Probe } from '../../kinds/types.ts'
import { isPodPhaseTerminal } from '../../rules/podutil.ts'
import { comesBack } from '../../rules/restartpolicy.ts'
import type { Container } from '../../kinds/types.ts'
import { LIVENESS, type ProbeKind, READINESS, STARTUP } from '../podwork.ts'

/** What a probe of each kind counts as before its first answer. */
export const INITIAL: Readonly<Record<ProbeKind, 'success' | 'failure' | 'unknown'>> = {
  [LIVENESS]: 'success',
  [READINESS]: 'failure',
  [STARTUP]: 'unknown',
}

export type Gate =
  /** Not yet, or not while this holds; the worker looks again a period later. */
  | 'wait'
  /** The container does not run: the result is failure. */
  | 'down'
  /** Never again. */
  | 'stop'
  /** The Pod ends: liveness and startup count as success and are asked no more. */
  | 'spare'
  | 'ask'

/** Startup holds the other two back, and ends when it has succeeded (the last lines of doProbe before the probe). */
export function isTurnOf(kind: ProbeKind, started: boolean): boolean {
  return started === (kind !== STARTUP)
}

/** The gate from a Pod's status, for one of its containers. */
export function gateOf(
  kind: ProbeKind,
  pod: Pod,
  container: Container,
  status: ContainerStatus | undefined,
  probe: Probe,
  sinceStartMs: number,
): Gate {
  if (isPodPhaseTerminal(pod.status.phase)) return 'stop'
  if (!status?.containerID) return 'wait'
  const { state } = status
  if (!state?.running) {
    return state?.terminated && !comesBack(container, pod.spec, state.terminated) ? 'stop' : 'down'
  }
  if (pod.metadata.deletionTimestamp !== undefined && kind !== READINESS) return 'spare'
  if (sinceStartMs < (probe.initialDelaySeconds ?? 0) * 1000) return 'wait'
  return isTurnOf(kind, status.started === true) ? 'ask' : 'wait'
}
