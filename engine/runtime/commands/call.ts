/** What a command sees of the world while it runs: arguments, streams, files, time, other processes, the network. */
import type { Call, Flavour, Kernel, SocketOwner } from '../kernel/contract.ts'
import type { Origin } from '../../core/network.ts'
import type { Container } from '../kernel/container.ts'
import { END, fifoPipe, holdsPipe, isFull, openOf, readOpen, writeOpen } from '../kernel/io.ts'
import { ownerOf } from '../kernel/sharedpids.ts'
import { CHILD, FILES, NETWORK, type Process, READING, SLEEPING, type Wait, WRITING } from '../kernel/process.ts'
import { attempt, type Errno, strerror } from '../files/errno.ts'
import type { FileView } from '../files/view.ts'
import { BLOCKED, PipeUnfinished } from './command.ts'

/** Applets that open their files with a function that only names them. */
const ONLY_NAMES = new Set('head wc cut sort tac rev nl fold paste base64 od hexdump xxd grep sed awk xargs'.split(' '))

const busyboxTrouble = (command: string, path: string): string =>
  ONLY_NAMES.has(command) ? path : `can't open '${path}'`

function gnuTrouble(command: string, path: string): string {
  if (command === 'head' || command === 'tail' || command === 'split') return `cannot open '${path}' for reading`
  if (command === 'tac') return `failed to open '${path}' for reading`
  return command === 'sort' ? `cannot read: ${path}` : path
}

/** Bytes read or written in one go. */
export const CHUNK = 65536

export class CommandCall implements Call {
  container!: Container
  process!: Process
  argv: readonly string[] = []
  /** What the command keeps while it waits; undefined when it begins. Plain data. */
  state: unknown = undefined
  private variables: ReadonlyMap<string, string> | undefined
  pid = 0
  flavour: Flavour = 'gnu'
  /** It wrote where nobody reads. */
  brokenPipe = false
  /** It wrote to a standard output that is closed. */
  closedOutput = false
  private fds: readonly number[] = []

  constructor(readonly kernel: Kernel) {}

  /** Points at one command of one process. */
  aim(
    container: Container,
    process: Process,
    argv: readonly string[],
    pid: number,
    variables: ReadonlyMap<string, string> | undefined,
    fds: readonly number[],
    state: unknown,
  ): void {
    this.container = container
    this.process = process
    this.argv = argv
    this.pid = pid
    this.variables = variables
    this.fds = fds
    this.state = state
    this.brokenPipe = false
    this.closedOutput = false
  }

  get args(): string[] {
    return this.argv.slice(1)
  }

  get name(): string {
    const name = this.argv[0] ?? ''
    return name.slice(name.lastIndexOf('/') + 1)
  }

  get nowMs(): number {
    return this.kernel.nowMs
  }

  /** Milliseconds since 1970. */
  get unixMs(): number {
    return this.kernel.epochMs + this.kernel.nowMs
  }

  // ------------------------------------------------------------------------------------------------ environment

  env(name: string): string | undefined {
    const own = this.variables?.get(name)
    if (own !== undefined) return own
    return this.process.shell === undefined
      ? this.kernel.environment(this.container, this.process).get(name)
      : this.process.shell.exportedValue(name)
  }

  /** All variables, in order of setting. */
  environment(): Map<string, string> {
    const { shell } = this.process
    const all =
      shell === undefined ? new Map(this.kernel.environment(this.container, this.process).entries()) : shell.exported()
    for (const [name, value] of this.variables ?? []) all.set(name, value)
    return all
  }

  // ------------------------------------------------------------------------------------------------ streams

  out(text: string): void {
    this.write(1, text)
  }

  err(text: string): void {
    this.write(2, text)
  }

  /** `name: text` on standard error. */
  warn(text: string): void {
    this.err(`${this.name}: ${text}\n`)
  }

  write(fd: number, text: string): void {
    if (text === '') return
    const failure = writeOpen(this.kernel, this.container, this.process, this.fds[fd] ?? -1, text)
    if (failure === 'EPIPE') this.brokenPipe = true
    else if (failure === 'EBADF' && fd === 1) this.closedOutput = true
    else if (failure === 'ENOSPC' && fd !== 2) this.warn(`write error: ${strerror('ENOSPC')}`)
    this.kernel.charge(this.process, text.length >> 8)
  }

  /** Whether a descriptor is open. */
  isOpen(fd: number): boolean {
    return (this.fds[fd] ?? -1) >= 0
  }

  /** Bytes of standard input; null at its end; undefined when there are none yet: `return call.waitInput()`. */
  read(fd = 0, max = CHUNK): string | null | undefined {
    const n = this.fds[fd] ?? -1
    return n < 0 ? END : readOpen(this.kernel, this.container, this.process, n, max)
  }

  /** The description behind a descriptor. */
  descriptor(fd: number): number {
    return this.fds[fd] ?? -1
  }

  get outputIsFull(): boolean {
    return isFull(this.kernel, this.container, this.fds[1] ?? -1)
  }

  isTerminal(fd: number): boolean {
    return this.kernel.isTerminal(this.container, this.fds[fd] ?? -1)
  }

  // ------------------------------------------------------------------------------------------------ waiting

  private wait(wait: Wait, waitFor: number, wakeMs: number): number {
    this.process.wait = wait
    this.process.waitFor = waitFor
    this.process.wakeMs = wakeMs
    return BLOCKED
  }

  /** Until there is input on `fd`, or the time has come. */
  waitInput(fd = 0, wakeMs = Number.POSITIVE_INFINITY): number {
    return this.wait(READING, this.fds[fd] ?? -1, wakeMs)
  }

  /** Until standard output takes more. */
  waitOutput(fd = 1): number {
    return this.wait(WRITING, this.fds[fd] ?? -1, Number.POSITIVE_INFINITY)
  }

  /** Until a virtual time; Infinity waits for a signal. CPU used so far passes first. */
  sleepUntil(wakeMs: number): number {
    return this.wait(SLEEPING, 0, wakeMs)
  }

  waitChild(wakeMs = Number.POSITIVE_INFINITY): number {
    return this.wait(CHILD, 0, wakeMs)
  }

  /** Until the network has something for a ticket. */
  waitNetwork(ticket: number, wakeMs = Number.POSITIVE_INFINITY): number {
    return this.wait(NETWORK, ticket, wakeMs)
  }

  /** Until a volume changes. */
  waitFiles(volume: number, wakeMs = Number.POSITIVE_INFINITY): number {
    this.kernel.watchVolume(this.container, volume)
    return this.wait(FILES, volume, wakeMs)
  }

  // ------------------------------------------------------------------------------------------------ files

  get files(): FileView {
    return this.kernel.files(this.container, this.process)
  }

  /** Bytes of a file; `-` is not special here. Says why not on standard error. */
  contents(
    path: string,
    complain: (path: string, errno: Errno) => void = (p, e) => this.cannotOpen(p, e),
  ): string | undefined {
    const piped = this.pipedContents(path)
    if (piped !== undefined) return piped
    const special = this.kernel.specialContents(this.container, this.process, path, this.fds)
    if (special !== undefined) return special
    const { value, errno } = attempt(() => this.files.read(path))
    if (errno !== undefined) complain(path, errno)
    return value
  }

  /** All that came through a pipe named by a path; undefined when the path is none. @throws PipeUnfinished */
  private pipedContents(path: string): string | undefined {
    const { container: c } = this
    const numbered = /^\/(?:dev\/fd|proc\/self\/fd)\/(\d+)$/.exec(path)
    let number: number | undefined
    if (numbered !== null) {
      const open = openOf(c, this.fds[Number(numbered[1])] ?? -1)
      if (open?.kind === 'pipeRead') number = open.pipe
    } else {
      const at = this.files.maybe(path)
      if (at?.inode.kind === 'fifo') number = fifoPipe(c, at.volume, at.ino)
    }
    const pipe = number === undefined ? undefined : c.pipes?.get(number)
    if (number === undefined || pipe === undefined) return undefined
    pipe.unlimited = true
    if (holdsPipe(c, number, 'pipeWrite') || (pipe.fifo !== undefined && !pipe.wasWritten)) throw new PipeUnfinished()
    const { data } = pipe
    pipe.data = ''
    if (pipe.fifo !== undefined) pipe.wasWritten = false
    return data
  }

  /** The message for a file that cannot be opened. */
  cannotOpen(path: string, errno: Errno): void {
    const words = this.flavour === 'busybox' ? busyboxTrouble(this.name, path) : gnuTrouble(this.name, path)
    this.warn(`${words}: ${strerror(errno)}`)
  }

  // ------------------------------------------------------------------------------------------------ processes, network

  /** Starts a program as a child; its number, or -1 (and the reason on standard error) with what the status would be. */
  spawn(
    argv: readonly string[],
    options: { env?: ReadonlyMap<string, string>; fds?: readonly number[]; cwd?: string } = {},
  ): { pid: number; status: number } {
    return this.kernel.spawn(this.container, this.process, argv, {
      env: options.env ?? this.environment(),
      fds: options.fds ?? this.fds,
      cwd: options.cwd,
      commandName: this.name,
    })
  }

  /** Status of a child that ended, which is forgotten then; undefined while it runs. */
  reap(pid: number): number | undefined {
    return this.kernel.reap(this.container, this.process, pid)
  }

  kill(pid: number, signal: number): boolean {
    const { kernel, container } = this
    if (container.firstPid === 1 || pid < 1) return kernel.kill(container, pid, signal)
    // The Pod's own process 1 takes no notice.
    if (pid === 1) return true
    const owner = ownerOf(kernel, container, pid) ?? container
    if (owner === container && (pid !== container.firstPid || signal !== 9)) return kernel.kill(container, pid, signal)
    if (signal !== 0) kernel.signalLater(owner, pid, signal)
    return true
  }

  get owner(): SocketOwner {
    return { container: this.container, process: this.process, pid: this.pid }
  }

  get origin(): Origin {
    const { spec, number } = this.container
    const { podIP, podNamespace, podName, nodeName } = spec
    return { process: number, podIP, podNamespace, podName, nodeName }
  }
}
