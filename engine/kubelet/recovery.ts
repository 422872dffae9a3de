/** Containers of a Pod that a kubelet meets: new ones, or those of before its machine stopped (computePodActions). */
import type { Calendar } from '../core/calendar.ts'
import type { ContainerState, ContainerStatus, Pod } from '../kinds/types.ts'
import { isInit, ownContainers } from './desk.ts'
import { ContainerWork, type Termination } from './podwork.ts'
import { comesBack } from './restarter.ts'
import { LOST } from './status/statuses.ts'

/** The records of a Pod's containers, from what its status says ran before. @param machineSince when its node object was made */
export function containersOf(pod: Pod, calendar: Calendar, nowMs: number, machineSince: string): ContainerWork[] {
  const init = pod.spec.initContainers?.length ?? 0
  const reason = init > 0 ? 'PodInitializing' : 'ContainerCreating'
  // Not grown by pushing: that keeps room for sixteen more in every Pod.
  const count = ownContainers(pod) + (pod.spec.ephemeralContainers?.length ?? 0)
  const containers = Array.from({ length: count }, () => new ContainerWork(reason))
  if (pod.status.containerStatuses !== undefined) {
    for (let i = 0; i < containers.length; i++)
      recover(containers[i] as ContainerWork, pod, i, calendar, nowMs, machineSince)
  }
  return containers
}

/** Its process died with the machine; whether it runs again follows from the restart policy. */
function recover(c: ContainerWork, pod: Pod, i: number, calendar: Calendar, nowMs: number, machineSince: string): void {
  const status = statusBefore(pod, i)
  if (status === undefined) return
  c.restarts = status.restartCount
  c.last = lostRun(status, calendar, nowMs, machineSince) ?? ended(status.state?.terminated, calendar)
  if (c.last === undefined) return
  // A new sandbox runs the init containers again; the app's only if their policy says so.
  if (isInit(pod, i) || comesBack(pod, i, c)) {
    c.previous = c.last
    return
  }
  c.stage = 'exited'
  c.containerId = c.last.containerId
  c.startedAtMs = c.last.startedAtMs
}

function statusBefore({ spec, status }: Pod, i: number): ContainerStatus | undefined {
  const n = i - (spec.initContainers?.length ?? 0)
  if (n < 0) return status.initContainerStatuses?.[i]
  return n < spec.containers.length
    ? status.containerStatuses?.[n]
    : status.ephemeralContainerStatuses?.[n - spec.containers.length]
}

/** A machine that booted finds its containers dead; one that replaced another finds no trace of them. */
function lostRun(
  { state, containerID }: ContainerStatus,
  calendar: Calendar,
  nowMs: number,
  machineSince: string,
): Termination | undefined {
  const startedAt = state?.running?.startedAt as unknown as string | undefined
  if (startedAt === undefined) return undefined
  const gone = startedAt < machineSince
  return {
    ...(gone ? LOST : { exitCode: 255, reason: 'Unknown', message: '' }),
    signal: 0,
    startedAtMs: calendar.virtualMs(startedAt) ?? 0,
    finishedAtMs: nowMs,
    containerId: containerID ?? '',
  }
}

function ended(state: ContainerState['terminated'], calendar: Calendar): Termination | undefined {
  if (!state) return undefined
  return {
    exitCode: state.exitCode,
    signal: state.signal ?? 0,
    reason: state.reason ?? '',
    message: state.message ?? '',
    startedAtMs: calendar.virtualMs(state.startedAt as unknown as string) ?? -1,
    finishedAtMs: calendar.virtualMs(state.finishedAt as unknown as string) ?? 0,
    containerId: state.containerID ?? '',
  }
}
