/** The phase of a Pod, from the states of its containers. Source: kubelet getPhase. */
import type { Container, ContainerStatus, PodSpec } from '../kinds/types.ts'
import { isSidecar } from '../kinds/podresources/total.ts'
import { containerStatusOf } from './podutil.ts'
import { comesBack } from './restartpolicy.ts'

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'

export interface PhaseInput {
  readonly spec: PodSpec
  /** Of all containers, init containers included. */
  readonly statuses: readonly ContainerStatus[]
  /** Nothing will be started again (deleted, evicted, past its deadline). */
  readonly isTerminal: boolean
  /** Initialisation was complete once. */
  readonly hasInitialized: boolean
  /** Static Pods never turn terminal this way. */
  readonly isStatic?: boolean
}

interface Counts {
  pendingInit: number
  failedInit: number
  pendingSidecars: number
  running: number
  waiting: number
  unknown: number
  stopped: number
  /** Stopped for good. */
  finished: number
  succeeded: number
}

export function podPhase(input: PhaseInput): PodPhase {
  const counts = countStates(input)
  if (counts.failedInit > 0) return 'Failed'
  const initializing = counts.pendingInit > 0 || (counts.pendingSidecars > 0 && !input.hasInitialized)
  if (initializing || counts.waiting > 0 || counts.unknown > 0) return 'Pending'
  if (counts.running > 0) return 'Running'
  return counts.stopped > 0 ? stoppedPhase(counts, input) : 'Pending'
}

/** No container runs any more, all have run. */
function stoppedPhase({ stopped, finished, succeeded }: Counts, { isTerminal, isStatic }: PhaseInput): PodPhase {
  const willRestart = finished < stopped
  if (willRestart && (!isTerminal || isStatic)) return 'Running'
  return stopped === succeeded ? 'Succeeded' : 'Failed'
}

function countStates({ spec, statuses }: PhaseInput): Counts {
  const counts: Counts = {
    pendingInit: 0,
    failedInit: 0,
    pendingSidecars: 0,
    running: 0,
    waiting: 0,
    unknown: 0,
    stopped: 0,
    finished: 0,
    succeeded: 0,
  }
  for (const container of spec.initContainers ?? []) {
    const status = containerStatusOf(statuses, container.name)
    if (isSidecar(container)) countSidecar(counts, status)
    else countInitContainer(counts, container, spec, status)
  }
  for (const container of spec.containers ?? []) {
    countContainer(counts, container, spec, containerStatusOf(statuses, container.name))
  }
  return counts
}

/** A run that ended: the last one while the container waits to be started again. */
function endedRun(status: ContainerStatus | undefined) {
  if (status?.state?.running) return undefined
  return status?.state?.terminated ?? (status?.state?.waiting ? status.lastState?.terminated : undefined)
}

function countInitContainer(counts: Counts, container: Container, spec: PodSpec, status?: ContainerStatus): void {
  const ended = endedRun(status)
  if (ended === undefined) counts.pendingInit++
  else if (ended.exitCode !== 0 && !comesBack(container, spec, ended)) counts.failedInit++
}

/** Sidecars that stopped don't count: they are either starting again or no longer needed. */
function countSidecar(counts: Counts, status?: ContainerStatus): void {
  if (status === undefined) counts.unknown++
  else if (status.state?.running) {
    if (!status.started) counts.pendingSidecars++
    counts.running++
  } else if (endedRun(status) === undefined) {
    counts.pendingSidecars++
    if (status.state?.waiting) counts.waiting++
    else counts.unknown++
  }
}

function countContainer(counts: Counts, container: Container, spec: PodSpec, status?: ContainerStatus): void {
  const ended = endedRun(status)
  if (status?.state?.running) counts.running++
  else if (ended !== undefined) {
    counts.stopped++
    if (!comesBack(container, spec, ended)) counts.finished++
    if (status?.state?.terminated?.exitCode === 0) counts.succeeded++
  } else if (status?.state?.waiting) counts.waiting++
  else counts.unknown++
}
