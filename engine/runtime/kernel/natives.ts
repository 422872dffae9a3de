/** Programs of images (servers) as processes: their turns applied to container, files and log. */
import type { Kernel } from './contract.ts'
import type { HttpRequest, HttpResponse } from '../../core/network.ts'
import { toBytes } from '../../core/bytes.ts'
import type { ProcessExit } from '../../core/runtime.ts'
import { attempt } from '../files/errno.ts'
import { contentOf, ROOT } from '../files/inode.ts'
import { FileView } from '../files/view.ts'
import type { Program, ProgramState, Turn, World } from '../program.ts'
import type { Container } from './container.ts'
import { type NativeFrame } from './frames.ts'
import type { Process } from './process.ts'

export const NO_STATE: ProgramState = Object.freeze({})

/** The program that is process 1 of a container without shell, or of one frame. */
export interface Running {
  program: Program
  state: ProgramState
  listensAtMs: number
  argv: readonly string[]
  process: Process | undefined
}

/** Every program that runs in a container. */
export function runningIn(c: Readonly<Container>): Running[] {
  const running: Running[] = []
  const main = mainProgram(c)
  if (main !== undefined) running.push(main)
  if (c.hasNoPrograms) return running
  for (const process of c.processes) {
    const frame = process.frames[process.frames.length - 1]
    if (frame?.type !== 'native') continue
    const { program, state, listensAtMs, argv } = frame
    running.push({ program, state, listensAtMs, argv, process })
  }
  return running
}

/** The image's own program, while it is process 1. */
function mainProgram(c: Readonly<Container>): Running | undefined {
  const { program } = c.image
  if (c.state === undefined || program === undefined || c.ending) return undefined
  const listensAtMs = c.listensAtMs < 0 ? Number.POSITIVE_INFINITY : c.listensAtMs
  return { program, state: c.state, listensAtMs, argv: mainArgv(c), process: undefined }
}

/** By template, as its image is known by the template's words alone. */
const argvs = new WeakMap<object, readonly string[]>()

/** What the image's own program was started with. */
export function mainArgv({ image, spec: { template } }: Readonly<Container>): readonly string[] {
  let argv = argvs.get(template)
  if (argv === undefined) {
    argv = [...(image.entrypoint ?? [image.program?.name ?? '']), ...(template.args ?? image.cmd ?? [])]
    argvs.set(template, argv)
  }
  return argv
}

export function worldOf(k: Kernel, c: Readonly<Container>, argv: readonly string[], process?: Process): World {
  return new ContainerWorld(k, c, argv, process)
}

/** One is made for every probe and request: a class, so that it costs four fields. */
class ContainerWorld implements World {
  constructor(
    private readonly k: Kernel,
    private readonly c: Readonly<Container>,
    readonly argv: readonly string[],
    private readonly process: Process | undefined,
  ) {}

  get spec() {
    return this.c.spec
  }
  get nowMs(): number {
    return this.k.nowMs
  }
  get unixMs(): number {
    return this.k.epochMs + this.k.nowMs
  }
  get startedAtMs(): number {
    return this.c.startedAtMs
  }
  get served(): number {
    return this.c.served
  }
  get memoryLimitBytes(): number | undefined {
    return this.k.memoryLimit(this.c as Container)
  }
  get cpuLimitMilli(): number | undefined {
    return this.k.cpuLimit(this.c as Container)
  }

  env(name: string): string | undefined {
    const { c, process } = this
    return (
      process?.environment?.get(name) ??
      c.spec.env.findLast((variable) => variable.name === name)?.value ??
      c.image.env?.[name]
    )
  }

  read(path: string): string | undefined {
    const namespace = this.k.namespace(this.c as Container, undefined)
    const found = new FileView(namespace, ROOT, '/', 0o022).maybe(path)
    return found?.inode.kind === 'file' ? contentOf(found.inode) : undefined
  }
}

/** Applies what a program's turn asks for. */
export function takeTurn(k: Kernel, c: Container, turn: Turn, frame: NativeFrame | undefined, process?: Process): void {
  if (frame === undefined) c.state = turn.state
  else frame.state = turn.state
  for (const line of turn.lines ?? []) say(k, c, process, line)
  const files = new FileView(k.namespace(c, process), process?.credentials ?? ROOT, '/', 0o022)
  for (const [path, text] of Object.entries(turn.files ?? {})) {
    attempt(() => (text === null ? files.unlink(path) : files.write(path, toBytes(text))))
  }
  for (const [path, text] of Object.entries(turn.append ?? {})) attempt(() => files.write(path, toBytes(text), true))
  if (turn.post !== undefined) k.connections.post(c, turn.post.url, turn.post.body)
  if (turn.exit) exit(k, c, process, completed(turn.exit), 0)
  else if (turn.wakeInMs !== undefined) k.wakeNative(c, process?.pid ?? 0, turn.wakeInMs)
  if (turn.changed) k.listener.changed(c.number)
}

function say(k: Kernel, c: Container, process: Process | undefined, line: string): void {
  if (process === undefined) k.writeLog(c, false, `${toBytes(line)}\n`)
  else k.writeProcess(c, process, `${toBytes(line)}\n`)
}

export const completed = (exit: NonNullable<Turn['exit']>): ProcessExit => ({
  signal: 0,
  message: '',
  reason: exit.exitCode === 0 ? 'Completed' : 'Error',
  ...exit,
})

function exit(k: Kernel, c: Container, process: Process | undefined, end: ProcessExit, afterMs: number): void {
  if (process === undefined || process.pid === c.firstPid || end.reason === 'OOMKilled') k.endContainer(c, end, afterMs)
  else k.endProcess(c, process, end.exitCode, end.signal)
}

/** A signal for the program that is process 1. */
export function nativeSignal(k: Kernel, c: Container, signal: number): void {
  const { program } = c.image
  if (program === undefined || c.state === undefined || c.ending) return
  signalled(k, c, program, c.state, mainArgv(c), undefined, undefined, signal)
}

/** A signal for a program in a process of its own; says whether it did anything. */
export function nativeFrameSignal(
  k: Kernel,
  c: Container,
  process: Process,
  frame: NativeFrame,
  signal: number,
): boolean {
  return signalled(k, c, frame.program, frame.state, frame.argv, process, frame, signal)
}

function signalled(
  k: Kernel,
  c: Container,
  program: Program,
  state: ProgramState,
  argv: readonly string[],
  process: Process | undefined,
  frame: NativeFrame | undefined,
  signal: number,
): boolean {
  const pid = process?.pid ?? c.firstPid
  const turn = program.signal?.(state, signal, worldOf(k, c, argv, process))
  if (turn === undefined) {
    // Without a handler a signal ends any process but the first.
    if (program.signal !== undefined || pid === 1) return false
    exit(k, c, process, { exitCode: 128 + signal, signal, reason: 'Error', message: '' }, 0)
    return true
  }
  const { exit: end, afterMs = 0, ...rest } = turn
  takeTurn(k, c, rest, frame, process)
  if (end !== undefined) exit(k, c, process, completed(end), afterMs)
  return true
}

// ---------------------------------------------------------------------------------------------------- requests

/** The program that listens on a port now. */
export function listener(k: Kernel, c: Readonly<Container>, port: number): Running | undefined {
  const main = mainProgram(c)
  if (main !== undefined && listensOn(k, c, main, port)) return main
  return c.hasNoPrograms ? undefined : runningIn(c).find((running) => listensOn(k, c, running, port))
}

function listensOn(k: Kernel, c: Readonly<Container>, running: Running, port: number): boolean {
  const { program, listensAtMs, argv, process } = running
  return k.nowMs >= listensAtMs && program.ports(worldOf(k, c, argv, process)).includes(port)
}

const DEFAULT_REQUEST_MICROS = 1000

/** Serves a request with its effects: queueing behind others for CPU, throttled by the limit. */
export function serveHttp(k: Kernel, c: Container, running: Running, port: number, request: HttpRequest): HttpResponse {
  const { program, state, argv, process } = running
  const tuned = k.tuning(c)
  const reply = program.http?.(state, { ...request, port }, worldOf(k, c, argv, process))
  if (reply === undefined) return { status: 0, headers: {}, body: '', latencyMs: 0, reset: true }
  const micros = tuned.cpuMicros ?? reply.cpuMicros ?? program.requestMicros ?? DEFAULT_REQUEST_MICROS
  c.served++
  c.cpuMicros += micros
  k.listener.used(c.number)
  const milli = k.cpuLimit(c) ?? 4000
  // One thread's work on the share it has; requests that find it busy wait their turn.
  const workMs = micros / 1000 / Math.min(1, milli / 1000)
  const parallel = Math.max(1, milli / 1000)
  const startMs = Math.max(k.nowMs, c.busyUntilMs)
  c.busyUntilMs = startMs + workMs / parallel
  const latencyMs = startMs - k.nowMs + workMs + (reply.waitMs ?? 0) + tuned.latencyMs + c.extraMs
  const frame = process?.frames[process.frames.length - 1]
  const failed = tuned.errorRate > 0 && (k.randomBits(c) >>> 0) / 4294967296 < tuned.errorRate
  if (reply.turn) takeTurn(k, c, reply.turn, frame?.type === 'native' ? frame : undefined, process)
  k.afterRequest(c)
  if (failed)
    return { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error\n', latencyMs }
  const headers = { 'content-type': 'text/plain', ...reply.headers }
  return { status: reply.status, headers, body: toBytes(reply.body), latencyMs }
}
