/** A container's life as a machine, and the machine as a plain table: what the inspector draws, with the present state lit. */
import { createMachine } from 'xstate'

/** Source: kubelet, v1.ContainerState and its waiting reasons; restart back-off of kuberuntime. */
const machine = createMachine({
  id: 'container',
  initial: 'creating',
  states: {
    creating: { on: { PULLED: 'starting', PULL_FAILED: 'pullBackOff' } },
    pullBackOff: { on: { RETRY: 'creating' } },
    starting: { on: { STARTED: 'running', START_FAILED: 'crashBackOff' } },
    running: { on: { READY: 'ready', EXIT: 'exited', KILL: 'stopping' } },
    ready: { on: { UNREADY: 'running', EXIT: 'exited', KILL: 'stopping' } },
    stopping: { on: { EXIT: 'exited' } },
    exited: { on: { RESTART: 'crashBackOff', DONE: 'terminated' } },
    crashBackOff: { on: { RETRY: 'starting' } },
    terminated: {},
  },
})

export type LifeState = keyof typeof WORDS

const WORDS = {
  creating: 'creating',
  pullBackOff: 'pull back-off',
  starting: 'starting',
  running: 'running',
  ready: 'ready',
  stopping: 'stopping',
  exited: 'exited',
  crashBackOff: 'back-off',
  terminated: 'terminated',
} as const

export interface LifeRow {
  state: LifeState
  words: string
  /** [event, state it leads to]. */
  next: [event: string, to: LifeState][]
}

/** One row a state, in the machine's order. */
export const LIFE_TABLE: readonly LifeRow[] = Object.entries(machine.states).map(([state, node]) => ({
  state: state as LifeState,
  words: WORDS[state as LifeState],
  next: Object.entries(node.config.on ?? {}).map(([event, to]): [string, LifeState] => [
    event.toLowerCase().replace('_', ' '),
    to as LifeState,
  ]),
}))

/** The shape of a containerStatus that matters here. */
export interface ContainerStatus {
  name: string
  ready?: boolean
  restartCount?: number
  state?: { waiting?: { reason?: string }; running?: object; terminated?: { exitCode?: number; reason?: string } }
}

/** Where a container stands; a Pod that is being deleted is stopping. */
export function lifeOf({ state, ready }: ContainerStatus, deleting: boolean, restarts: boolean): LifeState {
  if (state?.terminated) return restarts ? 'exited' : 'terminated'
  if (state?.running) return deleting ? 'stopping' : ready ? 'ready' : 'running'
  const reason = state?.waiting?.reason ?? ''
  if (reason === 'CrashLoopBackOff') return 'crashBackOff'
  if (reason === 'ImagePullBackOff' || reason === 'ErrImagePull') return 'pullBackOff'
  return 'creating'
}
