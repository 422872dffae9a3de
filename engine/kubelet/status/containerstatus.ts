/** Statuses of containers (kubelet_pods.go convertToAPIContainerStatuses). */
import type { Calendar } from '../../core/calendar.ts'
import type { Container, ContainerState, ContainerStatus, Pod } from '../../kinds/types.ts'
import { isSidecar } from '../../kinds/podresources/total.ts'
import { containerSpec } from '../desk.ts'
import type { ContainerWork, PodWork, Termination } from '../podwork.ts'
import type { StatusContext } from './context.ts'
import { isReady, isStarted } from './initstatus.ts'

/** Of all containers, init containers first. */
export function containerStatuses(pod: Pod, work: Readonly<PodWork>, context: StatusContext): ContainerStatus[] {
  const init = pod.spec.initContainers?.length ?? 0
  return work.containers.map((c, i) => containerStatus(containerSpec(pod, i), c, i < init, context))
}

function containerStatus(spec: Container, c: ContainerWork, init: boolean, context: StatusContext): ContainerStatus {
  const { calendar } = context
  const reference = spec.image as string
  const image = c.startedAtMs >= 0 ? context.runtime.image(reference, context.annotations) : undefined
  const regularInit = init && !isSidecar(spec)
  const state = stateOf(c, calendar)
  const resources = c.resized || c.resources !== spec.resources ? c.resources : undefined
  const mounts = volumeMounts(spec)
  // Literals, so that all statuses of running containers have one shape and nothing outside of the object.
  if (c.containerId && mounts && resources === undefined) {
    return {
      name: spec.name,
      state,
      lastState: lastStateOf(c, calendar),
      ready: regularInit ? isReady(state) : c.ready,
      restartCount: c.restarts,
      image: image?.reference ?? reference,
      imageID: image?.imageId ?? '',
      started: regularInit ? isStarted(state) : c.started,
      containerID: c.containerId,
      volumeMounts: mounts,
    } as unknown as ContainerStatus
  }
  const status = {
    name: spec.name,
    state,
    lastState: lastStateOf(c, calendar),
    ready: regularInit ? isReady(state) : c.ready,
    restartCount: c.restarts,
    image: image?.reference ?? reference,
    imageID: image?.imageId ?? '',
    started: regularInit ? isStarted(state) : c.started,
  } as unknown as ContainerStatus
  if (resources !== undefined) addResources(status, resources)
  if (c.containerId) status.containerID = c.containerId
  if (mounts) (status as unknown as Record<string, unknown>).volumeMounts = mounts
  return status
}

/** Said of containers whose spec asks, or asked, for something else: of all others the spec says it. */
function addResources(status: ContainerStatus, resources: NonNullable<Container['resources']>): void {
  const { requests, limits } = resources
  Object.assign(status, {
    ...(requests && { allocatedResources: requests }),
    resources: { ...(limits && { limits }), ...(requests && { requests }) },
  })
}

/** Without volumes' recursiveReadOnly a mount reads the same for every Pod of a template: shared by container spec. */
const mountsOf = new WeakMap<Container, unknown>()

function volumeMounts(spec: Container): unknown {
  if (!spec.volumeMounts?.length) return undefined
  let mounts = mountsOf.get(spec)
  if (mounts === undefined) {
    mounts = spec.volumeMounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
    }))
    mountsOf.set(spec, mounts)
  }
  return mounts
}

function stateOf(c: ContainerWork, calendar: Calendar): ContainerState {
  if (c.stage === 'exited') return { terminated: terminated(c.last as Termination, calendar) }
  if ((c.stage === 'running' && !c.inHook) || c.stage === 'stopping') return running(calendar.seconds(c.startedAtMs))
  // On its way to start again without a back-off: what can be seen is still its end.
  if (c.last !== undefined && c.reason === '') return { terminated: terminated(c.last, calendar) }
  const reason = c.inHook ? 'ContainerCreating' : c.reason
  return { waiting: c.message ? { reason, message: c.message } : { reason } }
}

/** Shared by all that have nothing to say. */
const NOTHING: ContainerState = Object.freeze({})

function lastStateOf(c: ContainerWork, calendar: Calendar): ContainerState {
  return c.previous === undefined ? NOTHING : { terminated: terminated(c.previous, calendar) }
}

let lastRunning: ContainerState = { running: { startedAt: '' as never } }

/** Containers that started in one second share their state object (they are immutable). */
function running(startedAt: string): ContainerState {
  if ((lastRunning.running?.startedAt as unknown as string) !== startedAt) {
    lastRunning = { running: { startedAt: startedAt as never } }
  }
  return lastRunning
}

function terminated(t: Termination, calendar: Calendar): NonNullable<ContainerState['terminated']> {
  return {
    exitCode: t.exitCode,
    ...(t.signal ? { signal: t.signal } : {}),
    reason: t.reason,
    ...(t.message ? { message: t.message } : {}),
    startedAt: t.startedAtMs < 0 ? null : calendar.seconds(t.startedAtMs),
    finishedAt: calendar.seconds(t.finishedAtMs),
    containerID: t.containerId,
  } as never
}
