/** Everything a person can do to the cluster from the page. Each is a command that could be typed, and says which. */
import type { ApplyRequest, ApplyResult } from '../../engine/protocol/apply.ts'
import type { Interest } from '../../engine/protocol/batch.ts'
import type { ObjectRef } from '../../engine/protocol/object.ts'
import type { FaultAction } from '../../engine/protocol/run.ts'
import type { NewNode } from '../draw/node-pool.ts'
import type { LoadSpec } from '../../engine/protocol/traffic.ts'

/** What became of an action, for the terminal. */
export interface Outcome {
  /** The kubectl line with the same effect; starts with `#` where kubectl has none. */
  kubectl: string
  /** What kubectl would print: a line of success, or the API server's refusal. */
  output: string
  ok: boolean
}

/** What the batches carry for views that are open, and for no others. */
export type ViewNeeds = Partial<Pick<Interest, 'timeline' | 'traffic' | 'autoscale' | 'network' | 'podLabel' | 'graph'>>

export interface Actions {
  /** The clock. None of these changes the cluster. */
  play(): Promise<void>
  pause(): Promise<void>
  /** Runs to the next event that is not periodic. */
  step(): Promise<void>
  /** Virtual ms a real ms; Infinity is "as fast as possible". Keeps a pause. */
  setSpeed(speed: number): Promise<void>

  /** Multi-document YAML, each document on its own. */
  apply(text: string, serverSide?: ApplyRequest['serverSide']): Promise<ApplyResult>
  /** Like apply; nothing changes. */
  dryRun(text: string, serverSide?: ApplyRequest['serverSide']): Promise<ApplyResult>

  /** Shows an object in the inspector and marks it blue; undefined clears. */
  select(ref: ObjectRef | undefined): Promise<void>

  /** Asks for what an open view needs in the batches; undefined ends it. */
  ask(needs: ViewNeeds): Promise<void>
  /** Asks for the rollout of a Deployment in the batches; undefined ends it. */
  showRollout(ref: ObjectRef | undefined): Promise<void>
  pauseRollout(ref: ObjectRef, paused: boolean): Promise<Outcome>
  /** Sets maxSurge and maxUnavailable, in Pods. */
  boundRollout(ref: ObjectRef, surge: number, unavailable: number): Promise<Outcome>

  /** Starts a load source, or gives the one of its name another shape. */
  load(spec: LoadSpec, words: string): Promise<Outcome>
  endLoad(name: string): Promise<Outcome>

  scale(ref: ObjectRef, replicas: number): Promise<Outcome>
  restart(ref: ObjectRef): Promise<Outcome>
  delete(ref: ObjectRef): Promise<Outcome>
  /** Machines that join: their Nodes are created, and their kubelets begin. */
  addNodes(nodes: readonly NewNode[]): Promise<Outcome>
  cordon(node: string): Promise<Outcome>
  uncordon(node: string): Promise<Outcome>
  drain(node: string): Promise<Outcome>
  nodeDown(node: string): Promise<Outcome>
  nodeUp(node: string): Promise<Outcome>
  /** Disturbs machines or wires; kubectl has no line for it, so the words stand in its place. */
  disturb(fault: FaultAction, words: string): Promise<Outcome>
  killPod(namespace: string, pod: string): Promise<Outcome>
  crashContainer(namespace: string, pod: string, container?: string): Promise<Outcome>
}
