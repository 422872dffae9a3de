/**
 * The kernel of all containers: runs their processes on the clock, in turns of bounded work, and answers their calls.
 * Everything that changes is in checkpointed records; a process waits as an event or as a condition looked at when
 * something in its container happens.
 */
import { ResolvedNames } from './resolvednames.ts'
import { typed } from './terminal.ts'
import { KernelViews } from './views.ts'
import type { ApiAccess, PodNetwork } from '../../core/network.ts'
import { toBytes } from '../../core/bytes.ts'
import { PagedInts } from '../../core/paged.ts'
import { Records } from '../../core/records.ts'
import type { ProcessExit, ProcessUsage } from '../../core/runtime.ts'
import { CommandCall } from '../commands/call.ts'
import { FORK, INSTRUCTION, PROCESS_BYTES, TURN, UNLIMITED_BYTES, UNLIMITED_MILLI } from './limits.ts'
import type { Call, Command, Connections, Kernel, Machine, Natives, RuntimeHost, SpawnOptions } from './contract.ts'
import { BLOCKED, PipeUnfinished } from '../commands/command.ts'
import type { Resolved } from '../executable.ts'
import type { BaseTree } from '../files/basetree.ts'
import { Volume } from '../files/volume.ts'
import { prefix } from '../shell/messages.ts'
import { type ShellProgram, STOP, SWITCH } from '../shell/program.ts'
import { Container } from './container.ts'
import { MapEnvironment } from './environment.ts'
import type { CodeFrame, CommandFrame, NativeFrame } from './frames.ts'
import { isFull, isReadable, writeOpen } from './io.ts'
import { NetworkConnections } from './connections.ts'
import { ProcessMachine } from './machine.ts'
import { CHILD, NETWORK, Process, READING, RUNNING, SLEEPING, THROTTLED, WRITING, ZOMBIE } from './process.ts'
import { nativeSignal, NO_STATE, runningIn, takeTurn, worldOf } from './natives.ts'
import { resolve, startProcess } from './spawn.ts'
import { type Tuning, tuningOf } from './tuning.ts'
import { usageOf } from './usage.ts'
import { Session, Sessions } from './sessions.ts'
import { act, CHLD, KILL, PIPE } from './signals.ts'

/** Thrown out of whatever a process was doing when it is killed from within. */
export class ProcessKilled extends Error {}

export class ContainerKernel extends KernelViews implements Kernel {
  readonly containers: Records<Container>
  readonly volumes: Records<Volume>
  readonly sessions: Sessions
  readonly connections: Connections
  /** [0] containers, [1] volumes ever made. */
  protected readonly counts: PagedInts
  protected readonly wakeHandler: number
  private readonly nativeHandler: number
  /** What names stand for in untouched trees; no state. */
  private readonly resolved = new WeakMap<BaseTree, ResolvedNames>()
  readonly call: Call
  readonly machine: Machine
  network: PodNetwork = NOBODY
  api: ApiAccess = NO_API
  /** The table of processes hears of what concerns kubelets. */
  listener: {
    /** Process 1 is over. */
    over(container: number, exit: ProcessExit, afterMs: number): void
    changed(container: number): void
    used(container: number): void
    sessionEnded(session: number): void
  } = { over() {}, changed() {}, used() {}, sessionEnded() {} }

  constructor(
    readonly host: RuntimeHost,
    readonly natives: Natives,
    readonly findCommand: (name: string, flavour: 'busybox' | 'gnu') => Command | undefined,
  ) {
    super()
    const { checkpoints, clock } = host
    this.containers = new Records<Container>(checkpoints)
    this.volumes = new Records<Volume>(checkpoints)
    this.counts = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.sessions = new Sessions(checkpoints)
    this.wakeHandler = clock.register('process/wake', (container, pid) => this.wake(container, pid))
    this.nativeHandler = clock.register('process/program', (container, pid) => this.nativeAgain(container, pid))
    this.connections = new NetworkConnections(this)
    this.call = new CommandCall(this)
    this.machine = new ProcessMachine(this)
  }

  newContainer(make: (number: number) => Container): Container {
    const container = make(this.counts.add(0, 1))
    this.containers.put(container.number, container)
    return container
  }

  // ------------------------------------------------------------------------------------------------ running

  private wake(number: number, pid: number): void {
    const c = this.containers.own(number)
    const process = c?.processes.length === 1 && c.processes[0]?.pid === pid ? c.processes[0] : c?.process(pid)
    if (c === undefined || process === undefined) return
    process.ticket = -1
    if (process.wait === ZOMBIE || c.ended) return
    if (process.wait === THROTTLED || process.wakeMs <= this.nowMs) process.wait = RUNNING
    process.wakeMs = Number.POSITIVE_INFINITY
    this.pump(c)
  }

  /** Lets a process go on. */
  resume(process: Process): void {
    if (process.wait === ZOMBIE) return
    if (process.ticket >= 0) this.host.clock.cancel(process.ticket)
    process.ticket = -1
    process.wakeMs = Number.POSITIVE_INFINITY
    process.wait = RUNNING
  }

  /** Runs every process of a container that can go on, until all wait. */
  pump(c: Container): void {
    let progress = true
    while (progress && !c.ending) {
      progress = false
      for (let n = 0; n < c.processes.length; n++) {
        const process = c.processes[n] as Process
        if (process.wait !== RUNNING && !this.isReady(c, process)) continue
        progress = true
        this.run(c, process)
        if (c.ending) return
        // It may have gone, and others moved up.
        if (c.processes[n] !== process) n--
      }
    }
  }

  private isReady(c: Container, process: Process): boolean {
    const { wait, waitFor } = process
    if (wait === READING ? !isReadable(this, c, waitFor) : wait !== WRITING || isFull(c, waitFor)) return false
    this.resume(process)
    return true
  }

  private run(c: Container, process: Process): void {
    try {
      this.steps(c, process)
    } catch (error) {
      if (!(error instanceof ProcessKilled)) throw error
    }
  }

  private steps(c: Container, process: Process): void {
    while (process.wait === RUNNING) {
      if (process.debt >= TURN) {
        this.throttle(c, process)
        return
      }
      const frame = process.frames[process.frames.length - 1]
      if (frame === undefined) {
        this.endProcess(c, process, process.status, 0)
        return
      }
      if (process.signals.length > 0 && act(this, c, process)) continue
      if (frame.type === 'code') this.runCode(c, process, frame)
      else if (frame.type === 'command') this.runCommand(c, process, frame)
      else {
        process.wait = SLEEPING
        return
      }
    }
    if (process.wait !== ZOMBIE && process.wait !== THROTTLED) this.park(c, process)
  }

  private runCode(c: Container, process: Process, frame: CodeFrame): void {
    const m = this.machine.aim(c, process)
    const { code } = frame.program as ShellProgram
    const until = process.debt + TURN / 4
    while (process.debt < until) {
      const instruction = code[frame.pc++] as (typeof code)[number]
      process.debt += INSTRUCTION
      const flow = instruction.run(m, frame, instruction)
      if (flow === SWITCH || flow === STOP) return
    }
  }

  private runCommand(c: Container, process: Process, frame: CommandFrame): void {
    const { call } = this
    call.aim(c, process, frame.argv, frame.pid, frame.env, frame.fds, frame.state)
    const status = this.invoke(frame.command as Command, call)
    if (status === BLOCKED) {
      frame.state = call.state
      return
    }
    // A builtin may have ended the shell.
    if (process.frames[process.frames.length - 1] !== frame) return
    process.frames.pop()
    if (process.shell !== undefined) process.shell.lastStatus = status
    process.status = status
  }

  /** Runs a command once; a write where nobody reads ends it with SIGPIPE's status. */
  invoke(command: Command, call: Call): number {
    const status = this.attempt(command, call)
    if (call.closedOutput && status !== BLOCKED) return this.closedOutput(command, call)
    if (!call.brokenPipe) {
      // It only lets others have a turn; with a full pipe in front it waits for room.
      if (status === BLOCKED && call.process.wait === RUNNING && call.outputIsFull) call.waitOutput()
      return status
    }
    call.process.wait = RUNNING
    return 128 + PIPE
  }

  private attempt(command: Command, call: Call): number {
    try {
      return command.run(call)
    } catch (error) {
      if (error instanceof PipeUnfinished) return call.waitChild()
      throw error
    }
  }

  /** A command had something to say and nowhere to say it. */
  private closedOutput({ name }: Command, call: Call): number {
    const { shell } = call.process
    const builtin = shell !== undefined && (name === 'echo' || name === 'printf' || name === 'pwd')
    if (!builtin) call.err(`${name}: write error: Bad file descriptor\n`)
    else if (shell.isBash) call.err(`${prefix(shell)}${name}: write error: Bad file descriptor\n`)
    else if (shell.dialect === 'dash') call.err(`${prefix(shell, name)}${name}: I/O error\n`)
    else call.err(`${shell.name}: write error: Bad file descriptor\n`)
    return 1
  }

  /** Puts a waiting process on the clock when it waits for a time. CPU used so far passes first. */
  private park(c: Container, process: Process): void {
    if (process.wait === SLEEPING && process.debt > 0) {
      const passedMs = Math.floor((process.debt * this.slowness(c)) / 1000)
      c.cpuMicros += process.debt
      this.listener.used(c.number)
      process.debt = 0
      process.wakeMs += passedMs
    }
    if (process.wakeMs !== Number.POSITIVE_INFINITY && process.ticket < 0) {
      process.ticket = this.host.clock.at(Math.max(this.nowMs, process.wakeMs), this.wakeHandler, c.number, process.pid)
    }
  }

  /** The process goes on when its CPU time has passed. */
  private throttle(c: Container, process: Process): void {
    const delayMs = Math.max(1, Math.ceil((process.debt * this.slowness(c)) / 1000))
    c.cpuMicros += process.debt
    this.listener.used(c.number)
    process.debt = 0
    process.wait = THROTTLED
    process.wakeMs = this.nowMs + delayMs
    process.ticket = this.host.clock.at(process.wakeMs, this.wakeHandler, c.number, process.pid)
  }

  /** How much longer CPU takes than it would alone: the quota, and others that want it, too. */
  private slowness(c: Container): number {
    const milli = this.cpuLimit(c) ?? UNLIMITED_MILLI
    if (c.processes.length === 1) return milli >= 1000 ? 1 : 1000 / milli
    let wanting = 0
    for (const { wait } of c.processes) if (wait === RUNNING || wait === THROTTLED) wanting++
    return Math.max(1, (Math.max(1, wanting) * 1000) / milli)
  }

  cpuLimit(c: Container): number | undefined {
    return c.spec.cpuLimitMilli ?? c.spec.template.cpuLimitMilli
  }

  memoryLimit(c: Container): number | undefined {
    return c.spec.memoryLimitBytes ?? c.spec.template.memoryLimitBytes
  }

  charge(process: Process, micros: number): void {
    process.debt += micros
  }

  // ------------------------------------------------------------------------------------------------ memory

  /** Counts what the processes of a container hold; past the limit the kernel kills the container's main process. */
  checkMemory(c: Container): void {
    let bytes = 0
    for (const process of c.processes) {
      if (process.isZombie) continue
      bytes += PROCESS_BYTES + (process.shell?.bytes ?? 0)
      for (const word of process.words) bytes += word.length
      for (const piece of process.pieces) bytes += piece.length
    }
    for (const pipe of c.pipes?.values() ?? []) bytes += pipe.data.length
    c.heapBytes = bytes
    if (bytes <= (this.memoryLimit(c) ?? UNLIMITED_BYTES)) return
    this.endContainer(c, { exitCode: 137, signal: KILL, reason: 'OOMKilled', message: '' }, 0)
    throw new ProcessKilled()
  }

  // ------------------------------------------------------------------------------------------------ processes

  spawn(
    c: Container,
    parent: Process,
    argv: readonly string[],
    options: SpawnOptions,
  ): { pid: number; status: number } {
    this.charge(parent, FORK)
    return startProcess(this, c, parent.pid, parent, argv, options)
  }

  /** A child's status, which is forgotten; undefined while it runs. */
  reap(c: Container, parent: Process, pid: number): number | undefined {
    const child = c.process(pid)
    if (child === undefined) return 127
    if (!child.isZombie || child.parent !== parent.pid) return undefined
    c.processes.splice(c.processes.indexOf(child), 1)
    return child.status
  }

  /** A process is over: its parent hears of it, its children get another parent. */
  endProcess(c: Container, process: Process, status: number, signal: number): void {
    if (process.isZombie) return
    if (process.ticket >= 0) this.host.clock.cancel(process.ticket)
    c.cpuMicros += process.debt
    this.listener.used(c.number)
    process.debt = 0
    process.ticket = -1
    process.wait = ZOMBIE
    process.status = status & 255
    process.killedBy = signal
    process.frames = []
    process.shell = undefined
    process.fds = []
    process.scopes = []
    process.words = []
    process.pieces = []
    process.ports = []
    this.connections.closeAll(c, process)
    if (process.pid === 1 && c.state === undefined) {
      const exitCode = process.status
      this.endContainer(c, { exitCode, signal, reason: exitCode === 0 ? 'Completed' : 'Error', message: '' }, 0)
      return
    }
    this.orphan(c, process)
    this.endSessionOf(c, process)
  }

  private orphan(c: Container, gone: Process): void {
    for (const process of c.processes) {
      if (process.parent === gone.pid) process.parent = 1
      if (process.wait === CHILD) this.resume(process)
    }
    // Process 1 reaps what it inherits, and nobody asks for what came from outside.
    c.processes = c.processes.filter((p) => !p.isZombie || (p.parent > 0 && this.hasParent(c, p)))
  }

  private hasParent(c: Container, process: Process): boolean {
    const parent = c.process(process.parent)
    if (parent === undefined || parent.isZombie) return false
    return parent.shell !== undefined ? knows(parent, process.pid) : parent.frames.length > 0
  }

  private endSessionOf(c: Container, process: Process): void {
    if (process.session === 0) return
    this.sessions.finish(process.session, { exitCode: process.status, signal: process.killedBy })
    this.listener.sessionEnded(process.session)
    c.processes = c.processes.filter((p) => p !== process)
  }

  /** The container is over; what else runs in it is killed. */
  endContainer(c: Container, exit: ProcessExit, afterMs: number): void {
    if (c.ending) return
    c.ending = true
    for (const process of c.processes) {
      if (process.ticket >= 0) this.host.clock.cancel(process.ticket)
      process.ticket = -1
      c.cpuMicros += process.debt
      if (process.session !== 0) {
        this.sessions.finish(process.session, { exitCode: 137, signal: KILL })
        this.listener.sessionEnded(process.session)
      }
      this.connections.closeAll(c, process)
    }
    for (const session of c.attached) this.sessions.finish(session, { exitCode: exit.exitCode, signal: exit.signal })
    c.letGo()
    this.listener.over(c.number, exit, afterMs)
  }

  /** Delivers a signal to a process of a container; false when there is none. */
  kill(c: Container, pid: number, signal: number): boolean {
    if (pid === 1 && c.state !== undefined) {
      if (signal !== 0) nativeSignal(this, c, signal)
      return true
    }
    const targets =
      pid < 0 ? c.processes.filter((p) => !p.isZombie && (pid === -1 ? p.pid !== 1 : p.group === -pid)) : []
    if (pid < 0) {
      for (const target of targets) this.send(c, target, signal)
      return targets.length > 0
    }
    const target = c.process(pid)
    if (target !== undefined && !target.isZombie) {
      this.send(c, target, signal)
      return true
    }
    return this.killForeground(c, pid, signal)
  }

  private send(c: Container, process: Process, signal: number): void {
    if (signal === 0 || signal === CHLD) return
    if (signal === KILL) {
      if (process.pid !== 1) this.endProcess(c, process, 128 + KILL, KILL)
      return
    }
    process.signals = [...process.signals, signal]
    act(this, c, process, true)
  }

  /** A command that a shell runs in the foreground has a number of its own. */
  private killForeground(c: Container, pid: number, signal: number): boolean {
    for (const process of c.processes) {
      const frame = process.frames[process.frames.length - 1]
      if (frame?.type !== 'command' || frame.pid !== pid) continue
      if (signal === 0 || signal === CHLD) return true
      process.frames.pop()
      if (process.shell !== undefined) process.shell.lastStatus = 128 + signal
      process.status = 128 + signal
      this.resume(process)
      return true
    }
    return false
  }

  complain(c: Container, process: Process, fds: readonly number[], text: string): void {
    if ((fds[2] ?? -1) >= 0) writeOpen(this, c, process, fds[2] as number, text)
  }

  /** What a program says on its standard output. */
  writeProcess(c: Container, process: Process, text: string): void {
    if ((process.fds[1] ?? -1) >= 0) writeOpen(this, c, process, process.fds[1] as number, text)
  }

  /** A fork bomb runs into the memory limit like anything else. */
  checkForks(c: Container): void {
    if (c.processes.length % 16 === 0) this.checkMemory(c)
  }

  /** Environment of a process that becomes another program. */
  exec(_c: Container, process: Process, _argv: readonly string[], variables: ReadonlyMap<string, string>): void {
    process.environment = new MapEnvironment(variables)
  }

  /** What a command's name stands for. Where nobody has changed any file the answer is the same for all of a tree. */
  resolve(c: Container, process: Process, name: string, path: string | undefined): Resolved {
    if (c.root >= 0 || c.mounts !== undefined || name.includes('/')) return resolve(this, c, process, name, path)
    const tree = this.treeFor(c)
    let known = this.resolved.get(tree)
    if (known === undefined) this.resolved.set(tree, (known = new ResolvedNames()))
    return known.get(process.credentials.uid, path, name) ?? known.set(name, resolve(this, c, process, name, path))
  }

  tuning(c: Container): Tuning {
    return tuningOf(c.spec)
  }

  usage(c: Readonly<Container>): ProcessUsage {
    return usageOf(this, c)
  }

  /** A request was served: what it costs in memory may be too much. */
  afterRequest(c: Container): void {
    if (c.ending) return
    const limit = this.memoryLimit(c)
    if (limit === undefined || this.tuning(c).leakBytes === 0) return
    if (this.usage(c).memoryBytes <= limit) return
    this.endContainer(c, { exitCode: 137, signal: KILL, reason: 'OOMKilled', message: '' }, 0)
  }

  /** Begins a program in a process of its own, once that is in the table. */
  startNative(c: Container, process: Process, frame: NativeFrame): void {
    const turn = frame.program.start?.(worldOf(this, c, frame.argv, process)) ?? { state: NO_STATE }
    for (const line of frame.program.greeting?.(worldOf(this, c, frame.argv, process)) ?? []) {
      this.writeProcess(c, process, `${toBytes(line)}\n`)
    }
    takeTurn(this, c, turn, frame, process)
  }

  /** A program wants to be called again. */
  wakeNative(c: Container, pid: number, afterMs: number): void {
    this.host.clock.after(afterMs, this.nativeHandler, c.number, pid)
  }

  private nativeAgain(number: number, pid: number): void {
    const c = this.containers.own(number)
    if (c === undefined || c.ending) return
    const running = runningIn(c).find(({ process }) => (process?.pid ?? 0) === pid)
    if (running?.program.wake === undefined) return
    const turn = running.program.wake(running.state, worldOf(this, c, running.argv, running.process))
    const frame = running.process?.frames.at(-1)
    takeTurn(this, c, turn, frame?.type === 'native' ? frame : undefined, running.process)
    if (!c.ending) this.pump(c)
  }

  /** Wakes processes that wait for the network's ticket. */
  networkReady(number: number, ticket: number): void {
    const c = this.containers.own(number)
    if (c === undefined || c.ending) return
    for (const process of c.processes) {
      if (process.wait === NETWORK && process.waitFor === ticket) this.resume(process)
    }
    this.pump(c)
  }

  newSession(session: Session): number {
    return this.sessions.add(session)
  }

  /** Lets a new process take its first turn, as an event of its own. */
  begin(c: Container, process: Process): void {
    if (process.wait !== RUNNING) return
    process.wait = THROTTLED
    process.wakeMs = this.nowMs
    process.ticket = this.host.clock.at(this.nowMs, this.wakeHandler, c.number, process.pid)
  }

  /** Input of a session: data, or (undefined) its end. */
  feed(number: number, data: string | undefined): void {
    const session = this.sessions.own(number)
    if (session === undefined) return
    const c = this.containers.own(session.container)
    if (data === undefined) session.inputEnded = true
    else if (session.tty) typed(this, session, number, data, c)
    else session.input += data
    if (c === undefined || c.ending) return
    this.pump(c)
  }

  /** Runs a session's processes to their end at this instant; the milliseconds they would have slept. */
  hurry(c: Container, session: number): number {
    let passedMs = 0
    for (let turns = 0; turns < 1000; turns++) {
      if (this.sessions.get(session)?.end !== undefined || c.ending) return passedMs
      const sleeper = c.processes
        .filter((p) => (p.session === session || this.descends(c, p, session)) && p.ticket >= 0 && !p.isZombie)
        .sort((a, b) => a.wakeMs - b.wakeMs || a.pid - b.pid)[0]
      if (sleeper === undefined) break
      passedMs += Math.max(0, sleeper.wakeMs - this.nowMs - passedMs)
      const sleeps = sleeper.wait === SLEEPING
      this.resume(sleeper)
      const frame = sleeper.frames[sleeper.frames.length - 1]
      if (sleeps && frame?.type === 'command' && frame.command.name === 'sleep') frame.state = this.nowMs
      this.pump(c)
    }
    return passedMs
  }

  private descends(c: Container, process: Process, session: number): boolean {
    for (let at: Process | undefined = process; at !== undefined; at = c.process(at.parent)) {
      if (at.session === session) return true
    }
    return false
  }

  /** Kills what a session runs. */
  endSession(c: Container, session: number): void {
    for (const process of [...c.processes]) {
      if (process.session === session && process.pid !== 1) this.endProcess(c, process, 137, KILL)
    }
  }

  /** The kubelet changed a volume. */
  volumeChanged(volume: number): void {
    const { watchers } = this.volumes.get(volume) as Volume
    if (watchers.length > 0) this.notify(volume, watchers)
  }
}

/** Whether a shell will ask for a child: a job, or part of the pipeline it waits for. */
function knows({ shell, pipeline, frames }: Process, pid: number): boolean {
  if (pipeline.includes(pid) || shell?.jobs.includes(pid)) return true
  const top = frames[frames.length - 1]
  if (top?.type === 'command') return true
  return frames.some((frame) => frame.type === 'code' && frame.saved?.shell.jobs.includes(pid))
}

const NOBODY: PodNetwork = {
  resolve: (_origin, name) => ({ code: 'NXDOMAIN', records: [], name, server: '', delayMs: 1 }),
  connect: () => ({ outcome: 'refused', delayMs: 1 }),
  isOpen: () => false,
  ping: () => undefined,
  saw() {},
}

const NO_API: ApiAccess = {
  request: () => ({ status: 503, headers: {}, body: '', latencyMs: 0, reset: true }),
  poll: () => ({ data: '', ended: true }),
  close() {},
}
