/**
 * Who calls whom in the runtime: kernel, machine and call as interfaces, and the types they share. Everything else imports
 * them from here, so that no file needs another that needs it.
 */
import type { ApiServer } from '../../api/server.ts'
import type { ApiAccess, DnsType, HttpRequest, HttpResponse, Origin, PodNetwork } from '../../core/network.ts'
import type { Records } from '../../core/records.ts'
import type { ProcessExit, ProcessUsage } from '../../core/runtime.ts'
import type { Resolved } from '../executable.ts'
import type { BaseTree } from '../files/basetree.ts'
import type { Errno } from '../files/errno.ts'
import type { FileView, Namespace } from '../files/view.ts'
import type { Volume } from '../files/volume.ts'
import type { Program } from '../program.ts'
import type { CompiledCode, Environment, Shell } from '../shell/state.ts'
import type { Container } from './container.ts'
import type { CodeFrame, CodeKind, NativeFrame } from './frames.ts'
import type { Process } from './process.ts'
import type { Session, Sessions } from './sessions.ts'
import type { Socket } from './sockets/socket.ts'
import type { Tuning } from './tuning.ts'

/** What the kernel needs of the cluster. */
export type RuntimeHost = Pick<ApiServer, 'clock' | 'calendar' | 'checkpoints' | 'random'>

/** Programs by the names binaries carry. */
export type Natives = (name: string) => Program | undefined

export interface SpawnOptions {
  env: ReadonlyMap<string, string>
  fds: readonly number[]
  cwd?: string | undefined
  /** Who says why it could not be started. */
  commandName: string
}

/** Who opens a socket: a command of a process. */
export interface SocketOwner {
  container: Container
  process: Process
  pid: number
}

/** Sockets by number. */
export interface Connections {
  get(socket: number): Readonly<Socket> | undefined
  /** Asks the Pod's resolver; the socket's `answer` counts once it is `open`. */
  lookUp(owner: SocketOwner, name: string, type: DnsType, exact?: boolean): number
  connect(owner: SocketOwner, address: string, port: number, options?: { isUdp?: boolean; tls?: boolean }): number
  /** A port to listen on (0: any that is free); why not, when somebody in the Pod has it. */
  listen(owner: SocketOwner, port: number, options?: { loopbackOnly?: boolean; isUdp?: boolean }): number | 'EADDRINUSE'
  /** The next connection of a listening socket, or -1. */
  accept(socket: number, owner: SocketOwner): number
  /** Another process of the container has it from now on. */
  give(socket: number, owner: Pick<SocketOwner, 'process' | 'pid'>): void
  /** What has come; null: there will be nothing more; undefined: nothing yet. */
  receive(socket: number, max?: number): string | null | undefined
  isReadable(socket: number): boolean
  /** Whether a sender has to wait: the other side does not read. */
  isFull(socket: number): boolean
  /** False when nobody is there to read it. */
  send(socket: number, data: string): boolean
  /** No more is sent; the other side may go on. */
  endOutput(socket: number): void
  close(socket: number): void
  /** Whether the other end understands TLS. */
  speaksTls(socket: number): boolean
  /** What a process (of a container; without one, all of it) had open ends, its ports are free. */
  closeAll(c: Container, process?: Process): void
  /** A command that a shell ran in the foreground was killed. */
  closeOf(c: Container, pid: number): void
  /** Whether a process (not a program) of a container listens on a port. */
  listens(c: Readonly<Container>, port: number, isLocal?: boolean, isUdp?: boolean): boolean
  /** Whether anybody in a container's Pod has a port. */
  holds(c: Readonly<Container>, port: number): boolean
  /** One HTTP request to a process that listens, answered at this instant as far as it can; undefined: nobody listens. */
  ask(c: Container, port: number, request: HttpRequest): HttpResponse | undefined
  /** The same from a kubelet, told to the kernel's listener; the number of its end, or -1: nobody listens. */
  probe(c: Container, port: number, request: HttpRequest, probes: NonNullable<Socket['probes']>): number
  /** A caller that only looks whether a process is there, and goes; undefined: it takes no more callers. */
  knock(c: Container, port: number): boolean | undefined
  /** Sends something and does not care for the answer. */
  post(c: Container, url: string, body: string): void
  /** A stream of the API server may have something to say. */
  streamMoved(stream: number): void
  /** Lets the next thing reach these processes at once; how much later it would have come, undefined: nothing will. */
  hasten(c: Container, concerns: (pid: number) => boolean): number | undefined
}

/** A redirection's operator and descriptor. */
export interface RedirectSpec {
  operator: string
  /** -1: the operator's own (0 or 1). */
  fd: number
  /** `{name}>file`: bash puts a free descriptor's number there. */
  variable: string | undefined
}

/** What an instruction or builtin says about what follows: the next instruction, another stack, or waiting. */
export type Flow = 0 | 1 | 2

/** Whose manners a command has where they differ: messages, formats. */
export type Flavour = 'busybox' | 'gnu'

/** A command: one function, called again with its own state whenever what it waits for has come. */
export interface Command {
  readonly name: string
  /** Runs or goes on; returns the exit status or BLOCKED. */
  run(call: Call): number
}

/** How a variable is referred to in an expansion. */
export interface Reference {
  name: string
  /** '' for none, `@`, `*`, or `word`: the index is the last word pushed. */
  index: string
  indirect?: string
}

/** The kernel of all containers. */
export interface Kernel {
  readonly host: RuntimeHost
  readonly natives: Natives
  readonly findCommand: (name: string, flavour: 'busybox' | 'gnu') => Command | undefined
  readonly containers: Records<Container>
  readonly volumes: Records<Volume>
  readonly sessions: Sessions
  readonly connections: Connections
  readonly call: Call
  readonly machine: Machine
  network: PodNetwork
  api: ApiAccess
  /** The table of processes hears of what concerns kubelets. */
  listener: {
    /** Process 1 is over. */
    over(container: number, exit: ProcessExit, afterMs: number): void
    changed(container: number): void
    /** It works: what it uses is no longer what it used. */
    used(container: number): void
    sessionEnded(session: number): void
    /** A process answered a kubelet's probe. */
    probed(probes: NonNullable<Socket['probes']>, pending: number, answer: HttpResponse): void
    volumeWritten(volume: number): void
    grew(container: number): void
  }
  readonly nowMs: number
  readonly epochMs: number
  newContainer(make: (number: number) => Container): Container
  /** Containers of the same Pod, itself included. */
  neighbours: (c: Readonly<Container>) => readonly number[]
  newVolume(volume: Volume): number
  /** What a container's root shows before anything is written to it. */
  treeFor(c: Container): BaseTree
  /** Lets a process go on. */
  resume(process: Process): void
  /** Runs every process of a container that can go on, until all wait. */
  pump(c: Container): void
  /** Runs what a steady container has done up to now. */
  catchUp(c: Container): void
  /** Lets a steady container go on as an event of the clock: something is about to happen to it. */
  rouse(c: Container): void
  /** Runs a command once; a write where nobody reads ends it with SIGPIPE's status. */
  invoke(command: Command, call: Call): number
  cpuLimit(c: Container): number | undefined
  memoryLimit(c: Container): number | undefined
  charge(process: Process, micros: number): void
  /** Counts what the processes of a container hold; past the limit the kernel kills the container's main process. */
  checkMemory(c: Container): void
  /** The same of all it uses. */
  checkUse(c: Container): void
  spawn(
    c: Container,
    parent: Process,
    argv: readonly string[],
    options: SpawnOptions,
  ): {
    pid: number
    status: number
  }
  /** A child's status, which is forgotten; undefined while it runs. */
  reap(c: Container, parent: Process, pid: number): number | undefined
  /** A process is over: its parent hears of it, its children get another parent. */
  endProcess(c: Container, process: Process, status: number, signal: number): void
  /** The container is over; what else runs in it is killed. */
  endContainer(c: Container, exit: ProcessExit, afterMs: number): void
  /** Delivers a signal to a process of a container; false when there is none. */
  kill(c: Container, pid: number, signal: number): boolean
  /** The same for a process of another container, in an event of its own. */
  signalLater(c: Container, pid: number, signal: number): void
  files(c: Container, process: Process): FileView
  namespace(c: Container, process: Process | undefined): Namespace
  /** A container wants to hear when a volume changes. */
  watchVolume(c: Container, volume: number): void
  environment(c: Container, process: Process): Environment
  writeLog(c: Container, isError: boolean, data: string): void
  isTerminal(c: Container, n: number): boolean
  /** What is read from /dev/stdin and descriptors by path; undefined for any other path. */
  specialContents(c: Container, process: Process, path: string, fds: readonly number[]): string | undefined
  /** Bits of the container's own chance: a hash of the seed, the container and a count, so that no stream is kept. */
  randomBits(c: Container): number
  randomBytes(c: Container, count: number): string
  /** Descriptors of a container's main process. */
  readonly standardFds: readonly number[]
  complain(c: Container, process: Process, fds: readonly number[], text: string): void
  /** What a program says on its standard output. */
  writeProcess(c: Container, process: Process, text: string): void
  /** A fork bomb runs into the memory limit like anything else. */
  checkForks(c: Container): void
  /** Environment of a process that becomes another program. */
  exec(_c: Container, process: Process, _argv: readonly string[], variables: ReadonlyMap<string, string>): void
  /** What a command's name stands for. Where nobody has changed any file the answer is the same for all of a tree. */
  resolve(c: Container, process: Process, name: string, path: string | undefined): Resolved
  tuning(c: Container): Tuning
  usage(c: Readonly<Container>): ProcessUsage
  /** A request was served: what it costs in memory may be too much. */
  afterRequest(c: Container): void
  /** Begins a program in a process of its own, once that is in the table. */
  startNative(c: Container, process: Process, frame: NativeFrame): void
  /** A program wants to be called again. */
  wakeNative(c: Container, pid: number, afterMs: number): void
  /** Wakes processes that wait for the network's ticket. */
  networkReady(number: number, ticket: number): void
  newSession(session: Session): number
  /** Lets a new process take its first turn, as an event of its own. */
  begin(c: Container, process: Process): void
  /** Input of a session: data, or (undefined) its end. */
  feed(number: number, data: string | undefined): void
  /** Runs a session's processes to their end at this instant; the milliseconds they would have slept. */
  hurry(c: Container, session: number): number
  /** Kills what a session runs. */
  endSession(c: Container, session: number): void
  /** The kubelet changed a volume. */
  volumeChanged(volume: number): void
}

/** One process while its shell code runs: what instructions and builtins act through. */
export interface Machine {
  readonly kernel: Kernel
  container: Container
  process: Process
  shell: Shell
  aim(container: Container, process: Process): this
  readonly nowMs: number
  readonly epochSeconds: number
  readonly extended: boolean
  readonly hostname: string
  readonly parentOfShell: number
  random(): string
  files(): FileView
  calculate(text: string, line: number): bigint | undefined
  usedMemory(bytes: number): void
  homeOf(user: string): string | undefined
  glob(pattern: string): string[]
  write(fd: number, text: string): void
  complain(text: string): void
  isTerminal(fd: number): boolean
  isSet(name: string): boolean
  hasOption(name: string): boolean
  readonly tracePrefix: string
  attributeLetters(name: string): string
  readonly insideEval: boolean
  /** It is in a function or a sourced file. */
  readonly mayReturn: boolean
  /** Functions being run, innermost first. */
  functionNames(): string[]
  pushCode(text: string, kind: CodeKind): CodeFrame
  ignoreErrors(): void
  /** Takes the top frame off and puts back what it changed. */
  popFrame(): void
  /** The code of the top frame is at its end. */
  endFrame(): Flow
  /** `exit`: the innermost subshell ends, or the process. */
  exitShell(status: number): Flow
  /** `return`: out of the innermost function or sourced file. */
  returnFrom(status: number): Flow
  /** `break` and `continue`: the loop `count` levels out; false when there is none. */
  leaveLoops(count: number, goesOn: boolean): boolean
  runErrorTrap(action: string): Flow
  /** Runs a trap's action; what stands behind goes on after it. */
  runTrap(name: string, action: string): Flow
  beginSubshell(f: CodeFrame, pc: number, endPc: number, kind: 'subshell' | 'substitution'): void
  /** What a substitution has printed, once nobody else can write there; undefined: it waits. */
  captured(frame: CodeFrame): string | undefined
  /** Ends the subshell of the top frame; its trap on EXIT was run before. */
  endSubshell(frame: CodeFrame): void
  forkBackground(f: CodeFrame, _text: string): number
  /** Forks what stands at `pc` with its output (or input) in a pipe; the descriptor of the other end, or -1. */
  forkSubstitution(f: CodeFrame, pc: number, feeds: boolean): number
  forkPipeline(
    f: CodeFrame,
    stages: readonly {
      pc: number
      joinsErrors: boolean
    }[],
  ): boolean
  /** Whether all of the pipeline has ended; takes its status then. */
  pipelineEnded(): boolean
  /** Opens a target and puts it at its descriptor; says why when it cannot. */
  redirect(spec: RedirectSpec, target: string): boolean
  runCommand(
    f: CodeFrame,
    argv: readonly string[],
    env: ReadonlyMap<string, string> | undefined,
    ignored: boolean,
  ): Flow
  trace(argv: readonly string[], env?: ReadonlyMap<string, string>): void
  traceAssignment(name: string, value: string, append: boolean, isArray: boolean): void
  callFunction(
    name: string,
    {
      program,
      pc,
    }: {
      program: CompiledCode
      pc: number
    },
    argv: readonly string[],
    env: ReadonlyMap<string, string> | undefined,
    ignored: boolean,
  ): Flow
  /** Remembers a variable's value for the end of the function; false outside functions. */
  makeLocal(name: string): boolean
  /** Runs a command within this process; when it waits, it stands on the stack. */
  runInline(command: Command, argv: readonly string[], pid: number, env: ReadonlyMap<string, string> | undefined): Flow
  resolve(name: string, path?: string): Resolved
  /** Says that a command cannot be run; its status. */
  cannotRun(name: string, errno: Errno | 'ENOCMD', builtin?: string): number
  /** What a name is to this shell: `function`, `builtin`, `keyword`, `file`; undefined: nothing. */
  kindOf(name: string): 'function' | 'builtin' | 'keyword' | 'file' | undefined
  /** What `command -v` and (verbose) `type` say of a name. */
  describe(name: string, verbose: boolean): string | undefined
  /** `exec`: this process becomes another program. */
  exec(argv: readonly string[]): Flow
  /** All of standard input as a script; undefined: it waits for more. */
  readScript(): string | undefined
  /** The next line a person typed; null at the end; undefined: it waits, having prompted. */
  readCommandLine(): string | null | undefined
  /** Runs a trap's action now; for `trap` on signals that are pending. */
  signalName(signal: number): string
}

/** What a command sees of the world while it runs. */
export interface Call {
  readonly kernel: Kernel
  readonly container: Container
  readonly process: Process
  argv: readonly string[]
  /** What the command keeps while it waits; undefined when it begins. Plain data. */
  state: unknown
  pid: number
  flavour: Flavour
  /** It wrote where nobody reads. */
  brokenPipe: boolean
  /** It wrote to a standard output that is closed. */
  closedOutput: boolean
  /** Points at one command of one process. */
  aim(
    container: Container,
    process: Process,
    argv: readonly string[],
    pid: number,
    variables: ReadonlyMap<string, string> | undefined,
    fds: readonly number[],
    state: unknown,
  ): void
  readonly args: string[]
  readonly name: string
  readonly nowMs: number
  /** Milliseconds since 1970. */
  readonly unixMs: number
  env(name: string): string | undefined
  /** All variables, in order of setting. */
  environment(): Map<string, string>
  out(text: string): void
  err(text: string): void
  /** `name: text` on standard error. */
  warn(text: string): void
  write(fd: number, text: string): void
  /** Whether a descriptor is open. */
  isOpen(fd: number): boolean
  /** Bytes of standard input; null at its end; undefined when there are none yet: `return call.waitInput()`. */
  read(fd?: number, max?: number): string | null | undefined
  /** The description behind a descriptor. */
  descriptor(fd: number): number
  readonly outputIsFull: boolean
  isTerminal(fd: number): boolean
  /** Until there is input on `fd`, or the time has come. */
  waitInput(fd?: number, wakeMs?: number): number
  /** Until standard output takes more. */
  waitOutput(fd?: number): number
  /** Until a virtual time; Infinity waits for a signal. CPU used so far passes first. */
  sleepUntil(wakeMs: number): number
  waitChild(wakeMs?: number): number
  /** Until the network has something for a ticket. */
  waitNetwork(ticket: number, wakeMs?: number): number
  /** Until a volume changes. */
  waitFiles(volume: number, wakeMs?: number): number
  readonly files: FileView
  /** Bytes of a file; `-` is not special here. Says why not on standard error. */
  contents(path: string, complain?: (path: string, errno: Errno) => void): string | undefined
  /** The message for a file that cannot be opened. */
  cannotOpen(path: string, errno: Errno): void
  /** Starts a program as a child; its number, or -1 (and the reason on standard error) with what the status would be. */
  spawn(
    argv: readonly string[],
    options?: {
      env?: ReadonlyMap<string, string>
      fds?: readonly number[]
      cwd?: string
    },
  ): {
    pid: number
    status: number
  }
  /** Status of a child that ended, which is forgotten then; undefined while it runs. */
  reap(pid: number): number | undefined
  kill(pid: number, signal: number): boolean
  readonly origin: Origin
  /** Itself, as who opens sockets. */
  readonly owner: SocketOwner
}
