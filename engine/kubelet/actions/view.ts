/** What a decision about a Pod looks at: its containers as the runtime has them, and what their probes last said. */
import type { Container, Pod } from '../../kinds/types.ts'

export type ContainerState = 'created' | 'running' | 'exited' | 'unknown'
export type ProbeVerdict = 'success' | 'failure'

/** The latest run of a container; none at all is undefined. */
export interface ContainerView {
  readonly state: ContainerState
  readonly exitCode: number
  /** Its spec is no longer the one it was started from. */
  readonly changed: boolean
  /** It has to start again before it has the resources it was resized to. */
  readonly resizeRestarts?: boolean
  /** Undefined: nothing is known yet. */
  readonly liveness?: ProbeVerdict | undefined
  readonly startup?: ProbeVerdict | undefined
}

export interface SandboxView {
  /** There is one, it is ready and it has an address. */
  readonly ready: boolean
  /** Number of the attempt the next sandbox will be. */
  readonly nextAttempt: number
}

export interface PodView {
  readonly pod: Pod
  readonly sandbox: SandboxView
  /** Latest run by the container's name. */
  readonly containers: ReadonlyMap<string, ContainerView>
  /** A restart rule asks for all containers to begin anew. */
  readonly restartAll: boolean
}

/** What is to be done with a Pod now; containers by their place in the spec's own list. */
export interface PodActions {
  killPod: boolean
  createSandbox: boolean
  attempt: number
  initToStart: number[]
  toStart: number[]
  ephemeralToStart: number[]
  /** Name → text of the Killing event. */
  toKill: Map<string, string>
  /** Containers to stop and remove, in reverse order, because all of them restart. */
  toReset: string[]
}

/** Names of all containers: init, the app's, ephemeral. */
export function allContainers({ spec }: Pod): Container[] {
  return [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...((spec.ephemeralContainers ?? []) as Container[]),
  ]
}
