/**
 * What is to be done with a Pod now, from its spec and what runs of it (kuberuntime_manager.go computePodActions):
 * a pure decision, asked by the pod worker and by the vectors alike.
 */
import type { Container, Pod } from '../../kinds/types.ts'
import { shouldRestart } from '../../rules/restartpolicy.ts'
import { planInitContainers, unknownText } from './initactions.ts'
import { allContainers, type ContainerView, type PodActions, type PodView } from './view.ts'

export function podActions(view: PodView): PodActions {
  const { pod, sandbox } = view
  const actions: PodActions = {
    killPod: !sandbox.ready,
    createSandbox: !sandbox.ready,
    attempt: sandbox.ready ? 0 : sandbox.nextAttempt,
    initToStart: [],
    toStart: [],
    ephemeralToStart: [],
    toKill: new Map(),
    toReset: [],
  }
  if (view.restartAll) {
    actions.killPod = false
    actions.createSandbox = false
    actions.toReset = allContainers(pod).flatMap(({ name }) => (view.containers.has(name) ? [name] : []))
    actions.toReset.reverse()
    return actions
  }
  if (!sandbox.ready) return planFromNothing(view, actions)
  planEphemeral(view, actions)
  const initialized = planInitContainers(view, actions)
  if (initialized && !actions.killPod) planApp(view, actions)
  return actions
}

/** The sandbox is gone or was never there: everything begins with the first init container, if anything shall run at all. */
function planFromNothing(view: PodView, actions: PodActions): PodActions {
  const { pod, containers, sandbox } = view
  const { restartPolicy } = pod.spec
  if (restartPolicy === 'Never' && sandbox.nextAttempt !== 0 && containers.size > 0) {
    actions.createSandbox = false
    return actions
  }
  const toStart = indexesOf(pod, (container) => !(restartPolicy === 'OnFailure' && hasSucceeded(view, container)))
  if (toStart.length === 0 && pod.spec.containers.some(({ name }) => containers.has(name))) {
    actions.createSandbox = false
    return actions
  }
  if (pod.spec.initContainers?.length) actions.initToStart = [0]
  else actions.toStart = toStart
  return actions
}

function hasSucceeded({ containers }: PodView, { name }: Container): boolean {
  const run = containers.get(name)
  return run !== undefined && run.state === 'exited' && run.exitCode === 0
}

/** Ephemeral containers run once. */
function planEphemeral({ pod, containers }: PodView, actions: PodActions): void {
  const ephemeral = pod.spec.ephemeralContainers ?? []
  ephemeral.forEach(({ name }, i) => {
    if (!containers.has(name)) actions.ephemeralToStart.push(i)
  })
}

function planApp(view: PodView, actions: PodActions): void {
  let kept = 0
  view.pod.spec.containers.forEach((container, i) => {
    const run = view.containers.get(container.name)
    if (run === undefined || run.state !== 'running') {
      if (!startsAgain(container, view.pod, run)) return
      actions.toStart.push(i)
      if (run?.state === 'unknown') actions.toKill.set(container.name, unknownText(false))
      return
    }
    const trouble = troubleOf(container, run)
    if (trouble === undefined) {
      kept++
      return
    }
    const again = trouble.always || view.pod.spec.restartPolicy !== 'Never'
    if (again) actions.toStart.push(i)
    const suffix = again && !trouble.silent ? ', will be restarted' : ''
    actions.toKill.set(container.name, `Container ${container.name} ${trouble.text}${suffix}`)
  })
  if (kept > 0 || actions.toStart.length > 0) return
  actions.killPod = true
  // Sidecars alone don't keep a Pod alive.
  actions.initToStart = []
}

interface Trouble {
  readonly text: string
  /** Whatever the restart policy says. */
  readonly always?: boolean
  /** The event does not say that it comes back. */
  readonly silent?: boolean
}

/** Why a running container must be stopped; undefined when it may go on. */
function troubleOf(_container: Container, run: ContainerView): Trouble | undefined {
  if (run.changed) return { text: 'definition changed', always: true }
  if (run.liveness === 'failure') return { text: 'failed liveness probe' }
  if (run.startup === 'failure') return { text: 'failed startup probe' }
  if (run.resizeRestarts) return { text: 'resize requires restart', always: true, silent: true }
  return undefined
}

/** Whether a container that does not run is to be started (container/helpers.go ShouldContainerBeRestarted). */
export function startsAgain(container: Container, { metadata, spec }: Pod, run: ContainerView | undefined): boolean {
  if (metadata.deletionTimestamp !== undefined) return false
  if (run === undefined || run.state === 'created' || run.state === 'unknown') return true
  return run.state === 'exited' && shouldRestart(container, spec, run.exitCode)
}

function indexesOf({ spec }: Pod, holds: (container: Container) => boolean): number[] {
  return spec.containers.flatMap((container, i) => (holds(container) ? [i] : []))
}
