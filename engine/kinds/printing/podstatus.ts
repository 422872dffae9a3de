/** The STATUS, READY and RESTARTS words of a Pod. Source: pkg/printers/internalversion printPod. */
import type { Container, ContainerState, ContainerStatus, Pod } from '../types.ts'
import { ageOf, type PrintClock } from './age.ts'

/** What a Pod's row says of its containers. */
export interface PodSummary {
  ready: number
  total: number
  status: string
  restarts: number
  /** When the latest restart's predecessor ended; undefined when none is recorded. */
  lastEnd: string | undefined
}

/** The words of `kubectl get pods`. */
export function podSummary(pod: Pod): PodSummary {
  const sidecars = sidecarNames(pod)
  const summary: PodSummary = {
    ready: 0,
    total: (pod.spec.containers ?? []).length + sidecars.size,
    status: phaseWord(pod),
    restarts: 0,
    lastEnd: undefined,
  }
  const initializing = readInitContainers(pod, sidecars, summary)
  if (!initializing || hasCondition(pod, 'Initialized')) readContainers(pod, sidecars, summary)
  if (pod.metadata.deletionTimestamp) summary.status = deletingWord(pod, summary.status)
  return summary
}

/** `3` or `3 (2m ago)`. */
export function restartsCell({ restarts, lastEnd }: PodSummary, clock: PrintClock): string {
  return restarts !== 0 && lastEnd !== undefined ? `${restarts} (${ageOf(lastEnd, clock)} ago)` : String(restarts)
}

function sidecarNames(pod: Pod): ReadonlySet<string> {
  const sidecars = (pod.spec.initContainers ?? []).filter(
    (container: Container) => container.restartPolicy === 'Always',
  )
  return new Set(sidecars.map(({ name }) => name))
}

function phaseWord({ status }: Pod): string {
  const gated = status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated')
  return gated ? 'SchedulingGated' : status?.reason || status?.phase || ''
}

/** Reads init containers up to the first that is not done; whether there is one. */
function readInitContainers(pod: Pod, sidecars: ReadonlySet<string>, summary: PodSummary): boolean {
  const statuses = pod.status?.initContainerStatuses ?? []
  for (const [position, status] of statuses.entries()) {
    countRestarts(status, summary)
    const { state = {} } = status
    if (state.terminated && !state.terminated.exitCode) continue
    if (sidecars.has(status.name) && status.started) {
      if (status.ready) summary.ready++
      continue
    }
    summary.status = `Init:${initWord(state, position, (pod.spec.initContainers ?? []).length)}`
    return true
  }
  return false
}

function initWord({ terminated, waiting }: ContainerState, position: number, count: number): string {
  if (terminated) return endWord(terminated)
  return waiting?.reason && waiting.reason !== 'PodInitializing' ? waiting.reason : `${position}/${count}`
}

function endWord({ reason, signal, exitCode }: NonNullable<ContainerState['terminated']>): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`)
}

/** Once initialised, the app containers' words and the sidecars' restarts count. The first container's word wins. */
function readContainers(pod: Pod, sidecars: ReadonlySet<string>, summary: PodSummary): void {
  summary.restarts = 0
  summary.lastEnd = undefined
  for (const status of pod.status?.initContainerStatuses ?? []) {
    if (sidecars.has(status.name)) countRestarts(status, summary)
  }
  let running = false
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    countRestarts(status, summary)
    const { waiting, terminated, running: runs } = status.state ?? {}
    if (waiting?.reason) summary.status = waiting.reason
    else if (terminated) summary.status = endWord(terminated)
    else if (status.ready && runs) {
      running = true
      summary.ready++
    }
  }
  if (summary.status === 'Completed' && running) summary.status = hasCondition(pod, 'Ready') ? 'Running' : 'NotReady'
}

function countRestarts({ restartCount, lastState }: ContainerStatus, summary: PodSummary): void {
  summary.restarts += restartCount ?? 0
  const end = lastState?.terminated?.finishedAt as unknown as string | undefined
  if (end && (summary.lastEnd === undefined || end > summary.lastEnd)) summary.lastEnd = end
}

function hasCondition({ status }: Pod, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false
}

function deletingWord({ status }: Pod, word: string): string {
  if (status?.reason === 'NodeLost') return 'Unknown'
  return status?.phase === 'Succeeded' || status?.phase === 'Failed' ? word : 'Terminating'
}
