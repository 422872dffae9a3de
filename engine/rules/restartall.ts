/** Restarting all containers of a Pod in place (kubelet container/helpers.go ShouldAllContainersRestart, 1.35). */
import type { Container, Pod, PodStatus } from '../kinds/types.ts'
import { hasConditionStatus } from './conditions.ts'
import type { ConditionVerdict } from './podconditions.ts'
import { matchingRestartRule, RESTART_ALL_CONTAINERS, restartRules } from './restartpolicy.ts'

export const ALL_CONTAINERS_RESTARTING = 'AllContainersRestarting'

/** Exit codes of containers that have exited, by name. */
export type ExitCodes = ReadonlyMap<string, number>

const restartable = ({ spec }: Pick<Pod, 'spec'>): Container[] => [
  ...(spec.initContainers ?? []),
  ...(spec.containers ?? []),
]

/** Whether some exit could make all containers restart. */
export function couldRestartAll(pod: Pick<Pod, 'spec'>): boolean {
  return restartable(pod).some((container) =>
    restartRules(container).some(({ action }) => action === RESTART_ALL_CONTAINERS),
  )
}

/** Whether they are to restart now: that has begun, or a container exited by such a rule. */
export function shouldRestartAll(pod: Pod, status: PodStatus | undefined, exited: ExitCodes): boolean {
  if (hasConditionStatus(status?.conditions, ALL_CONTAINERS_RESTARTING, 'True')) return true
  return restartable(pod).some((container) => {
    const code = exited.get(container.name)
    return code !== undefined && matchingRestartRule(container, code)?.action === RESTART_ALL_CONTAINERS
  })
}

/** The condition of that type (status/generate.go GenerateAllContainersRestartingCondition). */
export function allContainersRestarting(
  pod: Pod,
  status: PodStatus | undefined,
  exited: ExitCodes,
  phase: string | undefined,
): ConditionVerdict {
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' }
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' }
  return shouldRestartAll(pod, status, exited)
    ? { status: 'True', reason: 'RestartAllContainersStarted', message: 'container exited with restart policy rule' }
    : { status: 'False' }
}
