/**
 * What a container runs: a program is a few pure functions over plain state; the process table drives it on the clock.
 */
import type { ProcessExit, ProcessSpec } from '../core/runtime.ts'

/** A program's own state: plain data, replaced, never mutated. */
export type ProgramState = Readonly<Record<string, unknown>>

export interface Turn {
  state: ProgramState
  /** Lines for the container's log. */
  lines?: readonly string[]
  /** The process ends now. */
  exit?: Partial<ProcessExit> & { exitCode: number }
  /** When `wake` wants to be called again. */
  wakeInMs?: number
  /** A probe could answer differently from now on. */
  changed?: boolean
}

export interface HttpReply {
  status: number
  body: string
  /** The request had an effect. */
  turn?: Turn
}

export interface Program {
  /** Time from exec to listening on its ports, in milliseconds; 0 when it listens at once, -1 when it never does. */
  startUpMs(spec: ProcessSpec): number
  /** Lines every process of this program begins its log with; computed when somebody reads them. */
  greeting?(spec: ProcessSpec): readonly string[]
  /** The process begins. */
  start(spec: ProcessSpec): Turn
  /** The timer a turn asked for. */
  wake?(state: ProgramState, spec: ProcessSpec): Turn
  /** A signal other than KILL; undefined when the program ignores it. */
  signal?(state: ProgramState, signal: number, spec: ProcessSpec): (Turn & { afterMs?: number }) | undefined
  /** A request on a port it listens on. */
  http?(state: ProgramState, request: { port: number; path: string }, spec: ProcessSpec): HttpReply
  /** Ports it listens on. */
  ports(spec: ProcessSpec): readonly number[]
  usage?(state: ProgramState, spec: ProcessSpec): { cpuMilli: number; memoryBytes: number }
}

/** An image of the simulated registries. */
export interface ImageDefinition {
  /** Repositories without tag, short (`nginx`) and full (`docker.io/library/nginx`) forms are told apart by the registry. */
  repository: string
  /** Whether a tag exists. */
  hasTag(tag: string): boolean
  sizeBytes: number
  program: Program
}
