/** Why a Pod is not scheduled, not started, not ready: the conditions' order of upstream's Pod lifecycle. */
import type { KObject } from '../../../api/object.ts'
import type { ContainerStatus, Pod } from '../../../kinds/types.ts'
import { condition, conditionSaid, type Found, type Said, saidBy, type World } from './world.ts'

const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' }
const NODE = { apiVersion: 'v1', kind: 'Node', namespace: '' }

export function podObstacles(object: KObject, world: World): Found {
  const pod = object as Pod
  const { nodeName } = pod.spec
  if (pod.metadata.deletionTimestamp !== undefined) return ending(pod)
  if (pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') return ended(pod)
  if (!nodeName) return unscheduled(pod, world)
  const said = [...containersSaid(pod), ...probesSaid(pod, world), ...gatesSaid(pod)]
  if (condition(pod, 'Ready')?.status === 'True' && said.length === 0) return { said: [], next: [] }
  const setUp = world.warning(pod, 'FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox', 'FailedMapVolume')
  if (setUp && !pod.status.containerStatuses?.some(({ state }) => state?.running)) said.unshift(saidBy(setUp))
  const node = world.find({ ...NODE, name: nodeName })
  const lost = node && condition(node, 'Ready')?.status !== 'True'
  if (said.length === 0) said.push(...stillStarting(pod))
  return { said, next: lost ? [node] : [] }
}

function unscheduled(pod: Pod, world: World): Found {
  const scheduled = condition(pod, 'PodScheduled')
  const said: Said[] =
    scheduled?.status === 'False'
      ? [conditionSaid('scheduler', scheduled)]
      : [{ actor: 'scheduler', reason: 'Pending', message: 'The scheduler has not looked at it yet' }]
  const claims = (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => {
    const found = claim && world.find({ ...CLAIM, namespace: pod.metadata.namespace ?? '', name: claim.claimName })
    return found && phaseOf(found) !== 'Bound' ? [found] : []
  })
  return { said, next: claims }
}

const phaseOf = (object: KObject) => (object as KObject & { status?: { phase?: string } }).status?.phase

function ending({ metadata, spec }: Pod): Found {
  const { deletionGracePeriodSeconds: grace = 0, finalizers = [] } = metadata
  const kept = finalizers.length > 0 ? `, and kept by ${finalizers.join(', ')}` : ''
  const message = `It was told to end and has ${grace} s for it${kept}`
  const actor = spec.nodeName ? `kubelet/${spec.nodeName}` : 'API server'
  return { said: [{ actor, reason: 'Terminating', message, path: 'metadata.deletionTimestamp' }], next: [] }
}

function ended({ status, spec }: Pod): Found {
  const codes = (status.containerStatuses ?? []).flatMap(({ name, state }) =>
    state?.terminated ? [`${name} exited with ${state.terminated.exitCode}`] : [],
  )
  const message = status.message ?? `${codes.join(', ')}; restartPolicy is ${spec.restartPolicy ?? 'Always'}`
  const reason = status.reason ?? status.phase ?? ''
  return { said: [{ actor: `kubelet/${spec.nodeName ?? ''}`, reason, message, path: 'status.phase' }], next: [] }
}

/** Init containers go first; later ones wait for them, which need not be said of each. */
function containersSaid(pod: Pod): Said[] {
  const { initContainerStatuses: inits = [], containerStatuses: own = [] } = pod.status
  const init = inits.find((status) => !status.ready && !(status.started && status.state?.running))
  if (init) return [containerSaid(pod, 'status.initContainerStatuses', init) ?? initSaid(pod, init)]
  return own.flatMap((status) => containerSaid(pod, 'status.containerStatuses', status) ?? [])
}

function containerSaid({ spec }: Pod, list: string, status: ContainerStatus): Said | undefined {
  const { name, state, lastState, restartCount = 0 } = status
  const actor = `kubelet/${spec.nodeName ?? ''}`
  const path = `${list}[${name}].state`
  const last = lastState?.terminated
  const { waiting, terminated } = state ?? {}
  if (waiting?.reason && !WAITS.has(waiting.reason)) {
    const ended = last ? `; it ended with ${exitWords(last)}, ${restartCount} restarts so far` : ''
    return { actor, reason: waiting.reason, message: `container ${name}: ${waiting.message ?? 'waits'}${ended}`, path }
  }
  if (!terminated) return undefined
  return {
    actor,
    reason: terminated.reason ?? 'Terminated',
    message: `container ${name}: ${exitWords(terminated)}`,
    path,
  }
}

/** The ordinary ways of waiting: nothing is wrong. */
const WAITS: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing'])

const exitWords = ({ exitCode, reason, signal }: { exitCode: number; reason?: string; signal?: number }) =>
  `exit code ${exitCode}${signal ? `, signal ${signal}` : ''}${reason ? ` (${reason})` : ''}`

const initSaid = ({ spec }: Pod, { name }: ContainerStatus): Said => ({
  actor: `kubelet/${spec.nodeName ?? ''}`,
  reason: 'PodInitializing',
  message: `init container ${name} has to end first`,
  path: `status.initContainerStatuses[${name}].state`,
})

/** A running container that is not ready fails a probe, or has not passed it yet. */
function probesSaid(pod: Pod, world: World): Said[] {
  const statuses = pod.status.containerStatuses ?? []
  const unready = statuses.filter(({ ready, state }) => !ready && state?.running)
  const missed = world.warning(pod, 'Unhealthy')
  const restarts = statuses.some(({ restartCount }) => (restartCount ?? 0) > 0)
  if (missed && (unready.length > 0 || restarts)) return [saidBy(missed)]
  return unready.map(({ name, started }) => {
    const { startupProbe, readinessProbe } = pod.spec.containers.find((each) => each.name === name) ?? {}
    const which = startupProbe && !started ? 'startupProbe' : readinessProbe ? 'readinessProbe' : ''
    return {
      actor: `kubelet/${pod.spec.nodeName ?? ''}`,
      reason: 'ContainersNotReady',
      message: which ? `container ${name} has not passed its ${which} yet` : `container ${name} just started`,
      path: `status.containerStatuses[${name}].ready`,
    }
  })
}

function gatesSaid(pod: Pod): Said[] {
  return (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) =>
    condition(pod, conditionType)?.status === 'True'
      ? []
      : [
          {
            actor: 'readiness gate',
            reason: 'ReadinessGatesNotReady',
            message: `nobody has set the condition ${conditionType} to True`,
          },
        ],
  )
}

function stillStarting(pod: Pod): Said[] {
  const ready = condition(pod, 'Ready')
  if (ready?.status === 'True') return []
  const waits = pod.status.containerStatuses?.find(({ state }) => state?.waiting)
  const message = waits ? `container ${waits.name} is being created: image, sandbox, start` : 'It has just been bound'
  return [{ actor: `kubelet/${pod.spec.nodeName ?? ''}`, reason: 'ContainerCreating', message }]
}
