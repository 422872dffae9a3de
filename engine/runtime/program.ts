/**
 * What a container runs: a program is a few pure functions over plain state; the kernel drives it on the clock. An image
 * is files, an environment and, for those that are servers, a program.
 */
import type { HttpRequest } from '../core/network.ts'
import type { ProcessExit, ProcessSpec } from '../core/runtime.ts'
import type { TreeSpec } from './files/basetree.ts'

/** A program's own state: plain data, replaced, never mutated. */
export type ProgramState = Readonly<Record<string, unknown>>

export interface Turn {
  state: ProgramState
  /** Lines for the container's log. */
  lines?: readonly string[]
  /** Files it writes (whole), creates or removes (null). */
  files?: Readonly<Record<string, string | null>>
  /** Text behind a file's end. */
  append?: Readonly<Record<string, string>>
  /** The process ends now. */
  exit?: Partial<ProcessExit> & { exitCode: number }
  /** When `wake` wants to be called again. */
  wakeInMs?: number
  /** A probe could answer differently from now on. */
  changed?: boolean
  /** It sends this to somebody and does not care for the answer. */
  post?: { url: string; body: string }
}

export interface HttpReply {
  status: number
  body: string
  headers?: Readonly<Record<string, string>>
  /** CPU the request costs, in microseconds, beside the program's usual. */
  cpuMicros?: number
  /** Waiting that needs no CPU (a slow backend). */
  waitMs?: number
  /** The request had an effect. */
  turn?: Turn
}

/** What a program can look at when it acts. */
export interface World {
  readonly spec: ProcessSpec
  readonly argv: readonly string[]
  readonly nowMs: number
  /** Milliseconds since 1970. */
  readonly unixMs: number
  readonly startedAtMs: number
  env(name: string): string | undefined
  /** Bytes of a file of the container; undefined when there is none. */
  read(path: string): string | undefined
  /** The limits that hold now. */
  readonly memoryLimitBytes: number | undefined
  readonly cpuLimitMilli: number | undefined
  /** Requests served by this container. */
  readonly served: number
}

export interface Program {
  readonly name: string
  /** Time from exec to listening on its ports, in milliseconds; 0 when it listens at once, -1 when it never does. */
  startUpMs(world: World): number
  /** Lines every process of this program begins its log with; computed when somebody reads them. */
  greeting?(world: World): readonly string[]
  /** The process begins. */
  start?(world: World): Turn
  /** The timer a turn asked for. */
  wake?(state: ProgramState, world: World): Turn
  /** A signal other than KILL; undefined when the program ignores it. */
  signal?(state: ProgramState, signal: number, world: World): (Turn & { afterMs?: number }) | undefined
  /** A request on a port it listens on. */
  http?(state: ProgramState, request: HttpRequest & { port: number }, world: World): HttpReply
  /** Ports it listens on. */
  ports(world: World): readonly number[]
  /** Answers one line or message of a protocol that is not HTTP (redis, postgres). */
  talk?(
    state: ProgramState,
    data: string,
    world: World,
    port: number,
  ): { data: string; close?: boolean; turn?: Turn; waitMs?: number }
  /** Ports on which it speaks TLS. */
  tlsPorts?: readonly number[]
  /** Memory at rest and what it holds now; CPU at rest. */
  usage?(state: ProgramState, world: World): { cpuMilli: number; memoryBytes: number }
  /** CPU of a request in microseconds; 1000 unless said. */
  requestMicros?: number
}

/** An image of the simulated registries. */
export interface ImageDefinition {
  /** Repositories without tag, short (`nginx`) and full (`docker.io/library/nginx`) forms are told apart by the registry. */
  repository: string
  /** Whether a tag exists. */
  hasTag(tag: string): boolean
  sizeBytes: number
  /** The server process 1 is when the manifest gives no command. */
  program?: Program
  /** argv of process 1: entry point, and arguments that `args` replaces. */
  entrypoint?: readonly string[]
  cmd?: readonly string[]
  env?: Readonly<Record<string, string>>
  /** `uid` or `uid:gid` (numbers); root unless said. */
  user?: string
  workingDir?: string
  /** Files; later ones over earlier ones. */
  files?: readonly TreeSpec[]
  /** Nobody here knows the image: what its command is, is only a guess. */
  unknown?: true
}
