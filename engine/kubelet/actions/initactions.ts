/**
 * Which init containers start now (kuberuntime_manager.go computeInitContainerActions). They are looked at from the
 * last to the first: the last that has run tells how far the Pod is, whatever was cleaned up before it.
 */
import type { Container, Pod } from '../../kinds/types.ts'
import { isSidecar } from '../../kinds/podresources/total.ts'
import { shouldRestart } from '../../rules/restartpolicy.ts'
import type { ContainerView, PodActions, PodView } from './view.ts'

/** Where the walk stands. */
interface Walk {
  readonly view: PodView
  readonly actions: PodActions
  readonly last: number
  /** An app container ran, or a later init container has run: this one was passed before. */
  passed: boolean
  initialized: boolean
  /** An init container failed for good. */
  over: boolean
}

/** Fills in the init containers' part of the actions; returns whether initialisation is complete. */
export function planInitContainers(view: PodView, actions: PodActions): boolean {
  const containers = view.pod.spec.initContainers ?? []
  if (containers.length === 0) return true
  const started = hasStartedApp(view)
  const last = containers.length - 1
  const walk: Walk = { view, actions, last, passed: started, initialized: started, over: false }
  for (let i = last; i >= 0 && !walk.over; i--) visit(walk, containers[i] as Container, i)
  if (walk.over) return false
  if (!walk.passed) actions.initToStart.push(0)
  actions.initToStart.reverse()
  return walk.initialized
}

/** Whether any app container runs or ran in this sandbox (container/helpers.go HasAnyActiveRegularContainerStarted). */
export function hasStartedApp({ pod, containers }: Pick<PodView, 'pod' | 'containers'>): boolean {
  return (pod.spec.containers ?? []).some(({ name }) => {
    const state = containers.get(name)?.state
    return state === 'running' || state === 'exited'
  })
}

function visit(walk: Walk, container: Container, i: number): void {
  const { view, actions } = walk
  const run = view.containers.get(container.name)
  const sidecar = isSidecar(container)
  if (run === undefined) {
    if (walk.passed && sidecar) actions.initToStart.push(i)
    return
  }
  if (walk.passed && !sidecar) return
  if (run.state === 'created') actions.initToStart.push(i)
  else if (run.state === 'running') {
    if (sidecar) runningSidecar(walk, container, i, run)
  } else if (sidecar) stoppedSidecar(walk, container, i, run)
  else stoppedInit(walk, container, i, run)
  walk.passed = true
}

/** A sidecar that has started lets the next one begin; one that fails its probes or has changed starts again. */
function runningSidecar(walk: Walk, container: Container, i: number, run: ContainerView): void {
  const { actions } = walk
  const again = (why: string) => {
    actions.toKill.set(container.name, `Init container ${container.name} ${why}`)
    actions.initToStart.push(i)
  }
  if (container.startupProbe && run.startup !== 'success') {
    if (run.startup === 'failure') again('failed startup probe')
    return
  }
  done(walk, i)
  if (run.changed) again('definition changed')
  else if (container.livenessProbe && run.liveness === 'failure') again('failed liveness probe')
}

function stoppedSidecar({ actions }: Walk, { name }: Container, i: number, run: ContainerView): void {
  if (run.state === 'unknown') actions.toKill.set(name, unknownText(true))
  actions.initToStart.push(i)
}

function stoppedInit(walk: Walk, container: Container, i: number, run: ContainerView): void {
  const { actions, view } = walk
  if (run.state === 'exited' && run.exitCode === 0) {
    done(walk, i)
    return
  }
  if (!retries(container, view.pod, run)) {
    actions.killPod = true
    actions.initToStart = []
    walk.over = true
    return
  }
  if (run.state === 'unknown') actions.toKill.set(container.name, unknownText(true))
  actions.initToStart.push(i)
}

/** This one has done its part: the next one's turn, or initialisation is complete. */
function done(walk: Walk, i: number): void {
  if (i === walk.last) walk.initialized = true
  else if (!walk.passed) walk.actions.initToStart.push(i + 1)
}

/** Whether an init container that failed, or of which nothing is known, runs again. */
export function retries(container: Container, { spec }: Pod, { state, exitCode }: ContainerView): boolean {
  if (state === 'exited') return shouldRestart(container, spec, exitCode)
  return (container.restartPolicy || spec.restartPolicy) !== 'Never'
}

export const unknownText = (init: boolean): string =>
  `${init ? 'Init container' : 'Container'} is in "unknown" state, try killing it before restart`
