/**
 * The Pod status a kubelet reports (kubelet_pods.go generateAPIPodStatus, status/generate.go).
 */
import type { Calendar } from '../core/calendar.ts'
import type { Container, ContainerState, ContainerStatus, Pod, PodCondition, PodStatus } from '../kinds/types.ts'
import { podPhase } from '../rules/podphase.ts'
import type { ContainerWork, PodWork, Termination } from './podwork.ts'

export interface StatusContext {
  calendar: Calendar
  nowMs: number
  /** One shared list a node. */
  hostIPs: readonly { ip: string }[]
  imageId(reference: string): { image: string; imageId: string }
}

/** Builds the status of a Pod from what its kubelet knows; keeps what others wrote (PodScheduled, nominations). */
export function podStatus(pod: Pod, work: PodWork, context: StatusContext): PodStatus {
  const init = pod.spec.initContainers ?? []
  const statuses = work.containers.map((c, i) => {
    const spec = (i < init.length ? init[i] : pod.spec.containers[i - init.length]) as Container
    return containerStatus(spec, c, i < init.length, context)
  })
  const initStatuses = statuses.slice(0, init.length)
  const appStatuses = statuses.slice(init.length)
  const old = pod.status
  const phase = phaseOf(pod, statuses, work)
  const { hostIPs } = context
  // One literal, so that every Pod's status has one shape; what others wrote is added behind.
  const status = {
    phase,
    conditions: conditions(pod, work, initStatuses, appStatuses, phase, context),
    hostIP: hostIPs[0]?.ip,
    hostIPs,
    startTime: context.calendar.seconds(work.admittedAtMs),
    containerStatuses: appStatuses,
    qosClass: old.qosClass,
    podIP: work.podIP || old.podIP,
    podIPs: podIPs(work.podIP, old),
  } as unknown as PodStatus
  if (initStatuses.length > 0) status.initContainerStatuses = initStatuses
  if (work.rejected) Object.assign(status, work.rejected)
  keepOthers(status, old)
  return status
}

function podIPs(ip: string, old: PodStatus): PodStatus['podIPs'] {
  return ip && old.podIP !== ip ? [{ ip }] : old.podIPs
}

/** Fields of the old status that are not the kubelet's (nominatedNodeName, resize …). */
function keepOthers(status: PodStatus, old: PodStatus): void {
  for (const key in old) {
    if (!(key in status)) (status as Record<string, unknown>)[key] = old[key as keyof PodStatus]
  }
}

function phaseOf(pod: Pod, statuses: readonly ContainerStatus[], work: PodWork): string {
  if (work.rejected) return 'Failed'
  const init = pod.spec.initContainers?.length ?? 0
  // An app container that runs or ran shows that initialisation was complete once.
  const hasInitialized = work.containers.some((c, i) => i >= init && (c.startedAtMs >= 0 || c.previous !== undefined))
  return podPhase({ spec: pod.spec, statuses, isTerminal: finished(work), hasInitialized })
}

/** The Pod is over for its kubelet: a terminal phase may be reported. */
const finished = (work: PodWork): boolean =>
  work.terminating !== undefined && work.containers.every((c) => c.process < 0 || c.stage === 'exited')

/** Without volumes' recursiveReadOnly a mount reads the same for every Pod of a template: shared by container spec. */
const mountsOf = new WeakMap<Container, ContainerStatus['volumeMounts' & keyof ContainerStatus]>()

function volumeMounts(spec: Container): unknown {
  let mounts = mountsOf.get(spec) as unknown
  if (mounts === undefined && spec.volumeMounts?.length) {
    mounts = spec.volumeMounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
    }))
    mountsOf.set(spec, mounts as never)
  }
  return mounts
}

function containerStatus(spec: Container, c: ContainerWork, init: boolean, context: StatusContext): ContainerStatus {
  const known = context.imageId(spec.image as string)
  const ran = c.startedAtMs >= 0
  const regularInit = init && spec.restartPolicy !== 'Always'
  const state = stateOf(c, context)
  const lastState = c.previous ? { terminated: terminated(c.previous, context) } : NOTHING
  const ready = regularInit ? c.stage === 'exited' && c.last?.exitCode === 0 : c.ready
  const started = regularInit ? c.stage === 'running' : c.started
  const image = ran ? known.image : spec.image
  const imageID = ran ? known.imageId : ''
  const mounts = volumeMounts(spec)
  const { name } = spec
  const restartCount = c.restarts
  if (!c.containerId || !mounts) {
    const status = { name, state, lastState, ready, restartCount, image, imageID, started } as Record<string, unknown>
    if (c.containerId) status.containerID = c.containerId
    if (mounts) status.volumeMounts = mounts
    return status as never
  }
  const containerID = c.containerId
  return {
    name,
    state,
    lastState,
    ready,
    restartCount,
    image,
    imageID,
    containerID,
    started,
    volumeMounts: mounts,
  } as never
}

function stateOf(c: ContainerWork, context: StatusContext): ContainerState {
  switch (c.stage) {
    case 'running':
    case 'stopping':
      return running(context.calendar.seconds(c.startedAtMs))
    case 'exited':
      return { terminated: terminated(c.last as Termination, context) }
    default:
      return { waiting: c.message ? { reason: c.reason, message: c.message } : { reason: c.reason } }
  }
}

/** Shared by all that have nothing to say. */
const NOTHING = Object.freeze({})

let lastRunning: ContainerState = { running: { startedAt: '' as never } }

/** Containers that started in one second share their state object (they are immutable). */
function running(startedAt: string): ContainerState {
  if ((lastRunning.running?.startedAt as unknown as string) !== startedAt) {
    lastRunning = { running: { startedAt: startedAt as never } }
  }
  return lastRunning
}

function terminated(t: Termination, { calendar }: StatusContext): NonNullable<ContainerState['terminated']> {
  return {
    exitCode: t.exitCode,
    reason: t.reason,
    ...(t.message ? { message: t.message } : {}),
    startedAt: t.startedAtMs < 0 ? null : calendar.seconds(t.startedAtMs),
    finishedAt: calendar.seconds(t.finishedAtMs),
    containerID: t.containerId,
  } as never
}

function conditions(
  pod: Pod,
  work: PodWork,
  init: ContainerStatus[],
  apps: ContainerStatus[],
  phase: string,
  context: StatusContext,
): PodCondition[] {
  const terminal = phase === 'Succeeded' || phase === 'Failed'
  const containers = containersReady(apps, phase)
  const gates = containers.status === 'True' ? gateTrouble(pod) : undefined
  const wanted: Omit<PodCondition, 'lastTransitionTime'>[] = [
    { type: 'PodReadyToStartContainers', status: work.sandbox === 'ready' && !terminal ? 'True' : 'False' },
    { type: 'Initialized', ...initialized(pod, init, phase) },
    { type: 'Ready', ...(gates ?? containers) },
    { type: 'ContainersReady', ...containers },
    { type: 'PodScheduled', status: 'True' },
  ]
  const old = pod.status.conditions ?? []
  const kept = old.filter((c) => !wanted.some((w) => w.type === c.type))
  return [...wanted.map((w) => withTransition(w, old, context)), ...kept]
}

/** The newest condition of each kind of verdict: Pods that turn in one second share it. */
const lastConditions = new Map<string, PodCondition>()

/** Keeps the old condition object when nothing but times would change. */
function withTransition(
  { type, status, reason = '', message = '' }: Omit<PodCondition, 'lastTransitionTime'>,
  old: readonly PodCondition[],
  { calendar, nowMs }: StatusContext,
): PodCondition {
  const had = old.find((c) => c.type === type)
  const same = had !== undefined && had.status === status
  if (same && (had.reason ?? '') === reason && (had.message ?? '') === message) return had
  const since = same ? (had.lastTransitionTime as unknown as string) : calendar.seconds(nowMs)
  const key = `${type}/${status}/${reason}`
  const last = lastConditions.get(key)
  if (last && (last.message ?? '') === message && (last.lastTransitionTime as unknown as string) === since) return last
  const made = { type, status, lastProbeTime: null, lastTransitionTime: since } as unknown as PodCondition
  if (reason) made.reason = reason
  if (message) made.message = message
  lastConditions.set(key, made)
  return made
}

type Verdict = { status: 'True' | 'False'; reason?: string; message?: string }

function initialized(pod: Pod, init: ContainerStatus[], phase: string): Verdict {
  const specs = pod.spec.initContainers ?? []
  const incomplete = specs.filter((spec, i) => {
    const s = init[i] as ContainerStatus
    return spec.restartPolicy === 'Always' ? !s.started : s.state?.terminated?.exitCode !== 0
  })
  if (incomplete.length === 0 || phase === 'Succeeded') return { status: 'True', ...done(phase) }
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${incomplete.map((c) => c.name).join(' ')}]`,
  }
}

const done = (phase: string): { reason?: string } => (phase === 'Succeeded' ? { reason: 'PodCompleted' } : {})

function containersReady(apps: ContainerStatus[], phase: string): Verdict {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' }
  const unready = apps.filter((s) => !s.ready).map((s) => s.name)
  if (unready.length === 0) return { status: 'True' }
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  }
}

/** Readiness gates that are not True yet. */
function gateTrouble(pod: Pod): Verdict | undefined {
  const missing = (pod.spec.readinessGates ?? []).filter(
    ({ conditionType }) => !pod.status.conditions?.some((c) => c.type === conditionType && c.status === 'True'),
  )
  if (missing.length === 0) return undefined
  const texts = missing.map(({ conditionType }) => {
    const found = pod.status.conditions?.some((c) => c.type === conditionType)
    return found
      ? `the status of pod readiness gate "${conditionType}" is not "True", but False`
      : `corresponding condition of pod readiness gate "${conditionType}" does not exist.`
  })
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: texts.join(', ') }
}
