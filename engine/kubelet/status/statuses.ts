/**
 * Statuses of containers from what the runtime knows and what was reported before: the rules for containers that a
 * kubelet finds, and for those it misses (kubelet_pods.go convertToAPIContainerStatuses).
 */
import type { Container, ContainerState, ContainerStatus } from '../../kinds/types.ts'
import { isSidecar } from '../../kinds/podresources/total.ts'
import { RESTARTING_ALL_CONTAINERS } from '../../rules/restartpolicy.ts'

type Terminated = NonNullable<ContainerState['terminated']>

/** A container that ran when it was last seen, and of which the machine has no trace. */
export const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was deleted.  The container used to be Running',
} as const

const RESTARTING = {
  reason: RESTARTING_ALL_CONTAINERS,
  message: 'The container is removed because RestartAllContainers in place',
} as const

const COMPLETED = {
  exitCode: 0,
  reason: 'Completed',
  message:
    'Unable to get init container status from container runtime and pod has been initialized, treat it as exited normally',
} as const

/** What is true of the whole Pod. */
export interface PodMoment {
  readonly isInit: boolean
  readonly hasInit: boolean
  /** An app container has started in this sandbox. */
  readonly initialized: boolean
  readonly deleting: boolean
  /** All containers are being restarted in place. */
  readonly restarting: boolean
}

/** The latest run of a container, as the runtime has it. */
export interface FoundRun {
  readonly state: ContainerState
  readonly restartCount: number
  readonly containerID?: string
}

const NOTHING: ContainerState = {}

/** The status of a container the runtime knows; counts never go back. */
export function statusOfFound(container: Container, run: FoundRun, old: ContainerStatus | undefined): ContainerStatus {
  const ended = old?.state?.terminated
  const isNext = ended !== undefined && run.state.running !== undefined && run.restartCount < (old?.restartCount ?? 0)
  const counted = Math.max(run.restartCount, old?.restartCount ?? 0)
  return {
    ...blank(container),
    ...(run.containerID && { containerID: run.containerID }),
    state: run.state,
    lastState: isNext ? { terminated: ended } : NOTHING,
    restartCount: isNext ? counted + 1 : counted,
  }
}

/** The status of a container the runtime has no trace of. */
export function statusOfMissing(
  container: Container,
  old: ContainerStatus | undefined,
  moment: PodMoment,
): ContainerStatus {
  if (moment.restarting && old !== undefined) return restarting(container, old)
  if (old?.state?.terminated) return old
  const waiting = {
    ...blank(container),
    state: { waiting: { reason: moment.hasInit ? 'PodInitializing' : 'ContainerCreating' } },
    lastState: old?.lastState ?? NOTHING,
    restartCount: old?.restartCount ?? 0,
  }
  if (moment.isInit && moment.initialized && !isSidecar(container)) {
    return { ...waiting, state: { terminated: COMPLETED as unknown as Terminated } }
  }
  if (!old?.state?.running || waiting.lastState.terminated) return waiting
  return {
    ...waiting,
    lastState: { terminated: LOST as unknown as Terminated },
    restartCount: waiting.restartCount + (moment.deleting ? 0 : 1),
  }
}

function restarting(container: Container, old: ContainerStatus): ContainerStatus {
  return {
    ...blank(container),
    state: { waiting: RESTARTING },
    lastState: { terminated: { exitCode: LOST.exitCode, ...RESTARTING } as unknown as Terminated },
    restartCount: old.restartCount + 1,
  }
}

const blank = ({ name, image = '' }: Container): ContainerStatus =>
  ({ name, image, imageID: '', ready: false, restartCount: 0 }) as ContainerStatus
