/**
 * The container runtime: a table of processes as plain data, driven by clock events.
 */
import type { ApiServer } from '../api/server.ts'
import { PagedArray, PagedInts } from '../core/paged.ts'
import type {
  ContainerRuntime,
  ImageInfo,
  ProbeOutcome,
  ProbeRequest,
  ProcessExit,
  ProcessListener,
  ProcessSpec,
} from '../core/runtime.ts'
import { commandProgram } from './command.ts'
import { execOutcome } from './exec.ts'
import { genericServer } from './images/server.ts'
import type { Program, ProgramState, Turn } from './program.ts'
import { findImage } from './registry.ts'

export interface LogLine {
  atMs: number
  stream: 'stdout' | 'stderr'
  text: string
}

/** Never changed, only replaced: what a step leaves behind is a fact. */
interface Process {
  readonly spec: ProcessSpec
  readonly startedAtMs: number
  /** When it listens; Infinity when it never does. */
  readonly listensAtMs: number
  readonly state: ProgramState
  readonly log: readonly LogLine[]
  /** It has been told to end and will, or has ended: only its log is left. */
  readonly ending: boolean
  readonly ended: boolean
}

const NO_LOG: readonly LogLine[] = []
/** Oldest lines go first, as a rotated log's. */
const MAX_LINES = 1000

export class Processes implements ContainerRuntime {
  private readonly table: PagedArray<Process>
  /** [0] numbers ever given out. Numbers are never used twice, so a late event finds nothing. */
  private readonly counts: PagedInts
  private readonly exitHandler: number
  private readonly wakeHandler: number
  private listener: ProcessListener = { exited() {}, changed() {} }

  constructor(private readonly server: ApiServer) {
    const { checkpoints, clock } = server
    this.table = checkpoints.register(new PagedArray<Process>(checkpoints.epoch))
    this.counts = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.exitHandler = clock.register('process/exit', (number, _b, exit) => this.end(number, exit as ProcessExit))
    this.wakeHandler = clock.register('process/wake', (number) => this.wake(number))
  }

  listen(listener: ProcessListener): void {
    this.listener = listener
  }

  image(reference: string): ImageInfo | undefined {
    return findImage(reference)?.info
  }

  imageOf(number: number): string {
    return this.table.get(number)?.spec.template.image ?? ''
  }

  start(spec: ProcessSpec): number {
    const number = this.counts.add(0, 1)
    const program = programOf(spec)
    const turn = program.start(spec)
    const { nowMs } = this.server.clock
    const up = program.startUpMs(spec)
    this.table.set(number, {
      spec,
      startedAtMs: nowMs,
      listensAtMs: up < 0 ? Number.POSITIVE_INFINITY : nowMs + up,
      state: turn.state,
      log: turn.lines?.length ? appended(NO_LOG, turn.lines, nowMs) : NO_LOG,
      ending: turn.exit !== undefined,
      ended: false,
    })
    this.follow(number, turn)
    return number
  }

  signal(number: number, signal: number): void {
    const process = this.table.get(number)
    if (process === undefined || process.ended) return
    if (signal === 9) {
      this.end(number, { exitCode: 137, signal: 9, reason: 'Error', message: '' })
      return
    }
    const program = programOf(process.spec)
    if (program.signal === undefined) {
      this.end(number, { exitCode: 128 + signal, signal, reason: 'Error', message: '' })
      return
    }
    const turn = program.signal(process.state, signal, process.spec)
    if (turn !== undefined && !process.ending) this.take(number, turn, turn.afterMs)
  }

  crash(number: number, exitCode: number): void {
    this.end(number, { exitCode, signal: 0, reason: exitCode === 0 ? 'Completed' : 'Error', message: '' })
  }

  probe(number: number, request: ProbeRequest): ProbeOutcome {
    const process = this.table.get(number)
    if (process === undefined || process.ended) return refused(request)
    const program = programOf(process.spec)
    if (request.type === 'exec') return execOutcome(request.command)
    const listens = this.server.clock.nowMs >= process.listensAtMs && program.ports(process.spec).includes(request.port)
    if (!listens) return refused(request)
    if (request.type !== 'httpGet' || program.http === undefined) {
      return { result: 'success', output: '', durationMs: 1, stable: true }
    }
    const { status } = program.http(process.state, { port: request.port, path: request.path }, process.spec)
    if (status >= 200 && status < 400) return { result: 'success', output: '', durationMs: 1, stable: true }
    return { result: 'failure', output: `HTTP probe failed with statuscode: ${status}`, durationMs: 1, stable: true }
  }

  /** A request from inside the cluster; unlike a probe it may have effects. Undefined: connection refused. */
  http(number: number, port: number, path: string): { status: number; body: string } | undefined {
    const process = this.table.get(number)
    if (process === undefined || process.ended || this.server.clock.nowMs < process.listensAtMs) return undefined
    const program = programOf(process.spec)
    if (!program.ports(process.spec).includes(port) || program.http === undefined) return undefined
    const { status, body, turn } = program.http(process.state, { port, path }, process.spec)
    if (turn) this.take(number, turn)
    return { status, body }
  }

  log(number: number): readonly LogLine[] {
    const process = this.table.get(number)
    if (process === undefined) return NO_LOG
    const greeting = programOf(process.spec).greeting?.(process.spec) ?? []
    return appended(NO_LOG, greeting, process.startedAtMs).concat(process.log)
  }

  usage(number: number): { cpuMilli: number; memoryBytes: number } {
    const process = this.table.get(number)
    const program = process && programOf(process.spec)
    return (
      program?.usage?.(process?.state as ProgramState, process?.spec as ProcessSpec) ?? { cpuMilli: 0, memoryBytes: 0 }
    )
  }

  remove(number: number): void {
    this.table.set(number, undefined)
  }

  // ------------------------------------------------------------------------------------------------ turns

  /** What a program's turn asks for. */
  private take(number: number, turn: Turn, exitAfterMs = 0): void {
    const process = this.table.get(number) as Process
    const log = turn.lines?.length ? appended(process.log, turn.lines, this.server.clock.nowMs) : process.log
    this.table.set(number, { ...process, state: turn.state, log, ending: process.ending || turn.exit !== undefined })
    this.follow(number, turn, exitAfterMs)
  }

  private follow(number: number, turn: Turn, exitAfterMs = 0): void {
    const { clock } = this.server
    if (turn.exit) clock.after(exitAfterMs, this.exitHandler, number, 0, completed(turn.exit))
    else if (turn.wakeInMs !== undefined) clock.after(turn.wakeInMs, this.wakeHandler, number)
    if (turn.changed) this.listener.changed(number)
  }

  private wake(number: number): void {
    const process = this.table.get(number)
    const program = process && programOf(process.spec)
    if (process && !process.ending && program?.wake) this.take(number, program.wake(process.state, process.spec))
  }

  private end(number: number, exit: ProcessExit): void {
    const process = this.table.get(number)
    if (process === undefined || process.ended) return
    this.table.set(number, { ...process, ending: true, ended: true })
    this.listener.exited(number, exit)
  }
}

/** A command of the manifest replaces the image's own program, unless the image understands its arguments. */
function programOf(spec: ProcessSpec): Program {
  const own = findImage(spec.template.image)?.definition.program ?? genericServer
  return spec.template.command === undefined ? own : commandProgram
}

function appended(log: readonly LogLine[], lines: readonly string[], atMs: number): readonly LogLine[] {
  // Concatenated, not spread: an array made by spreading keeps room for more, 150,000 times.
  const all = log.concat(lines.map((text): LogLine => ({ atMs, stream: 'stdout', text })))
  return all.length > MAX_LINES ? all.slice(-MAX_LINES) : all
}

const completed = (exit: NonNullable<Turn['exit']>): ProcessExit => ({
  signal: 0,
  message: '',
  reason: exit.exitCode === 0 ? 'Completed' : 'Error',
  ...exit,
})

function refused(request: ProbeRequest): ProbeOutcome {
  const target = request.type === 'httpGet' || request.type === 'tcpSocket' ? `${request.host}:${request.port}` : ''
  const dial = `dial tcp ${target}: connect: connection refused`
  const output =
    request.type === 'httpGet' ? `Get "${request.scheme.toLowerCase()}://${target}${request.path}": ${dial}` : dial
  return { result: 'failure', output, durationMs: 1, stable: true }
}
