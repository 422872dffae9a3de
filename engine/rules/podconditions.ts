/** Ready, ContainersReady and Initialized as a kubelet computes them. Source: kubelet status/generate.go. */
import type { Container, ContainerStatus, PodCondition, PodSpec } from '../kinds/types.ts'
import { findCondition } from './conditions.ts'
import { isSidecar } from '../kinds/podresources/total.ts'
import { containerStatusOf } from './podutil.ts'

/** A condition without its type and times. */
export interface ConditionVerdict {
  readonly status: 'True' | 'False'
  readonly reason?: string
  readonly message?: string
}

/** Statuses of all containers, init containers included; undefined while the kubelet knows none. */
type Statuses = readonly ContainerStatus[] | undefined

const TRUE: ConditionVerdict = { status: 'True' }
const UNKNOWN: ConditionVerdict = { status: 'False', reason: 'UnknownContainerStatuses' }

/** Names of containers without a status, and of those whose status fails the test. */
function sort(
  containers: readonly Container[],
  statuses: Statuses,
  fails: (status: ContainerStatus, container: Container) => boolean,
) {
  const unknown: string[] = []
  const failing: string[] = []
  for (const container of containers) {
    const status = containerStatusOf(statuses, container.name)
    if (status === undefined) unknown.push(container.name)
    else if (fails(status, container)) failing.push(container.name)
  }
  return { unknown, failing }
}

function message(unknown: readonly string[], failing: readonly string[], word: string): string {
  const parts: string[] = []
  if (unknown.length > 0) parts.push(`containers with unknown status: [${unknown.join(' ')}]`)
  if (failing.length > 0) parts.push(`containers with ${word} status: [${failing.join(' ')}]`)
  return parts.join(', ')
}

/** ContainersReady: every container and sidecar is ready, and the Pod has not ended. */
export function containersReady(spec: PodSpec, statuses: Statuses, phase: string | undefined): ConditionVerdict {
  if (statuses === undefined) return UNKNOWN
  const containers = [...(spec.initContainers ?? []).filter(isSidecar), ...(spec.containers ?? [])]
  const { unknown, failing } = sort(containers, statuses, (status) => !status.ready)
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' }
  const text = message(unknown, failing, 'unready')
  return text === '' ? TRUE : { status: 'False', reason: 'ContainersNotReady', message: text }
}

/** Ready: the containers are, and so are the conditions the Pod names as gates. */
export function podReady(
  spec: PodSpec,
  conditions: readonly PodCondition[] | undefined,
  statuses: Statuses,
  phase: string | undefined,
): ConditionVerdict {
  const containers = containersReady(spec, statuses, phase)
  if (containers.status !== 'True') return containers
  const troubles = (spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = findCondition(conditions, conditionType)
    if (condition === undefined)
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`]
    if (condition.status === 'True') return []
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`]
  })
  return troubles.length === 0
    ? TRUE
    : { status: 'False', reason: 'ReadinessGatesNotReady', message: troubles.join(', ') }
}

/** Initialized: every init container is done and every sidecar has started; a Pod stays initialized once a container has started. */
export function podInitialized(spec: PodSpec, statuses: Statuses, phase: string | undefined): ConditionVerdict {
  const containers = spec.initContainers ?? []
  if (statuses === undefined && containers.length > 0) return UNKNOWN
  const { unknown, failing } = sort(containers, statuses, (status, container) =>
    isSidecar(container) ? !status.started : !status.ready,
  )
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' }
  if (hasStarted(spec, statuses)) return TRUE
  const text = message(unknown, failing, 'incomplete')
  return text === '' ? TRUE : { status: 'False', reason: 'ContainersNotInitialized', message: text }
}

/** Whether any regular container runs or ran (container/helpers.go HasAnyRegularContainerStarted). */
export function hasStarted(spec: PodSpec, statuses: Statuses): boolean {
  return (spec.containers ?? []).some(({ name }) => {
    const state = containerStatusOf(statuses, name)?.state
    return state?.running !== undefined || state?.terminated !== undefined
  })
}

/** PodReadyToStartContainers: the sandbox is ready and has an address. */
export function readyToStartContainers(
  sandbox: { readonly ready: boolean; readonly ip: string } | undefined,
): ConditionVerdict {
  return sandbox?.ready && sandbox.ip !== '' ? TRUE : { status: 'False' }
}
