/**
 * The life of a container as a statechart, authored once: the engine compiles it into a lookup table, the page draws
 * the same data with XState. Source: kubelet's kuberuntime manager (SyncPod, startContainer, killContainer).
 */

export type ContainerStage =
  | 'waiting'
  | 'pulling'
  | 'pullBackoff'
  | 'creating'
  | 'configError'
  | 'running'
  | 'stopping'
  | 'exited'
  | 'crashBackoff'

export type ContainerEvent =
  | 'PULL'
  | 'PULLED'
  | 'PULL_FAILED'
  | 'IMAGE_PRESENT'
  | 'CONFIG_MISSING'
  | 'STARTED'
  | 'STOP'
  | 'EXITED'
  | 'BACK_OFF'
  | 'RETRY'

/** Guard-free on purpose, so that it compiles: whether an event happens is decided by the pod worker. */
export const containerMachine = {
  id: 'container',
  initial: 'waiting',
  states: {
    waiting: { on: { PULL: 'pulling', IMAGE_PRESENT: 'creating', PULL_FAILED: 'pullBackoff' } },
    pulling: { on: { PULLED: 'creating', PULL_FAILED: 'pullBackoff' } },
    pullBackoff: { on: { RETRY: 'waiting' } },
    creating: { on: { STARTED: 'running', CONFIG_MISSING: 'configError' } },
    configError: { on: { RETRY: 'creating' } },
    running: { on: { STOP: 'stopping', EXITED: 'exited' } },
    stopping: { on: { EXITED: 'exited' } },
    exited: { on: { RETRY: 'waiting', BACK_OFF: 'crashBackoff' } },
    crashBackoff: { on: { RETRY: 'waiting' } },
  },
} as const satisfies {
  id: string
  initial: ContainerStage
  states: Record<ContainerStage, { on: Partial<Record<ContainerEvent, ContainerStage>> }>
}

const table: Readonly<Record<ContainerStage, Partial<Record<ContainerEvent, ContainerStage>>>> = Object.fromEntries(
  Object.entries(containerMachine.states).map(([stage, { on }]) => [stage, on]),
) as never

/** The stage after an event; throws when the machine has no such arrow (a contradiction in the pod worker). */
export function nextStage(stage: ContainerStage, event: ContainerEvent): ContainerStage {
  const next = table[stage][event]
  if (next === undefined) throw new Error(`a container that is ${stage} got ${event}`)
  return next
}

/** Moves a container along the machine. */
export function advanceStage(container: { stage: ContainerStage }, event: ContainerEvent): void {
  container.stage = nextStage(container.stage, event)
}
