/**
 * The kernel of all containers: runs their processes on the clock, in turns of bounded work, and answers their calls.
 * Everything that changes is in checkpointed records; a process waits as an event or as a condition looked at when
 * something in its container happens.
 */
import { mainInput, passOn } from './sessionstart.ts'
import { ResolvedNames, shadows } from './resolvednames.ts'
import { typed } from './terminal.ts'
import { TurnKernel } from './turns.ts'
import type { ApiAccess, PodNetwork } from '../../core/network.ts'
import { toBytes } from '../../core/bytes.ts'
import { PagedInts } from '../../core/paged.ts'
import { Records } from '../../core/records.ts'
import type { ProcessExit, ProcessUsage } from '../../core/runtime.ts'
import { CommandCall } from '../commands/call.ts'
import { FORK } from './limits.ts'
import type { Call, Command, Connections, Kernel, Machine, Natives, RuntimeHost, SpawnOptions } from './contract.ts'
import type { Resolved } from '../executable.ts'
import type { BaseTree } from '../files/basetree.ts'
import { Volume } from '../files/volume.ts'
import { Container } from './container.ts'
import { MapEnvironment } from './environment.ts'
import type { NativeFrame } from './frames.ts'
import { writeOpen } from './io.ts'
import { NetworkConnections } from './sockets/connections.ts'
import { ProcessMachine } from './machine.ts'
import { CHILD, NETWORK, Process, READING, RUNNING, SLEEPING, THROTTLED, ZOMBIE } from './process.ts'
import { nativeSignal, NO_STATE, runningIn, takeTurn, worldOf } from './natives.ts'
import { resolve, startProcess } from './spawn.ts'
import { type Tuning, tuningOf } from './tuning.ts'
import { usageOf } from './usage.ts'
import { Session, Sessions } from './sessions.ts'
import { act, CHLD, KILL } from './signals.ts'

export class ContainerKernel extends TurnKernel implements Kernel {
  readonly containers: Records<Container>
  readonly volumes: Records<Volume>
  readonly sessions: Sessions
  readonly connections: Connections
  /** [0] containers, [1] volumes ever made. */
  protected readonly counts: PagedInts
  protected readonly wakeHandler: number
  private readonly nativeHandler: number
  private readonly signalHandler: number
  /** What names stand for in untouched trees; no state. */
  private readonly resolved = new WeakMap<BaseTree, ResolvedNames>()
  private lastTree: BaseTree | undefined = undefined
  private lastNames: ResolvedNames | undefined = undefined
  readonly call: Call
  readonly machine: Machine
  protected readonly self: Kernel = this
  neighbours: Kernel['neighbours'] = ({ number }) => [number]
  network: PodNetwork = NOBODY
  api: ApiAccess = NO_API
  /** The table of processes hears of what concerns kubelets. */
  listener: Kernel['listener'] = {
    over() {},
    changed() {},
    used() {},
    sessionEnded() {},
    volumeWritten() {},
    grew() {},
    probed() {},
  }

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
    this.signalHandler = clock.register('process/signal', (container, pid, signal) =>
      this.signalled(container, pid, signal as number),
    )
    this.connections = new NetworkConnections(this)
    this.call = new CommandCall(this)
    this.machine = new ProcessMachine(this)
  }

  newContainer(make: (number: number) => Container): Container {
    const container = make(this.counts.add(0, 1))
    this.containers.put(container.number, container)
    return container
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
    if (process.pid === c.firstPid && c.state === undefined) {
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
    }
    this.connections.closeAll(c)
    const input = mainInput(c)
    if (input !== undefined) this.sessions.remove(input)
    for (const session of c.attached) this.sessions.finish(session, { exitCode: exit.exitCode, signal: exit.signal })
    c.letGo()
    this.listener.over(c.number, exit, afterMs)
  }

  /** Delivers a signal to a process of a container; false when there is none. */
  kill(c: Container, pid: number, signal: number): boolean {
    if (pid === c.firstPid && c.state !== undefined) {
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

  /** A process of another container of the Pod sends a signal: it arrives in an event of its own. */
  signalLater(c: Container, pid: number, signal: number): void {
    this.host.clock.after(0, this.signalHandler, c.number, pid, signal)
  }

  private signalled(container: number, pid: number, signal: number): void {
    const c = this.containers.own(container)
    if (c === undefined || c.ending) return
    this.rouse(c)
    if (signal === KILL && pid === c.firstPid) {
      this.endContainer(c, { exitCode: 128 + KILL, signal: KILL, reason: 'Error', message: '' }, 0)
      return
    }
    this.kill(c, pid, signal)
    if (!c.ending) this.pump(c)
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
      this.connections.closeOf(c, pid)
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
    if (c.root >= 0 || name.includes('/') || (c.mounts !== undefined && shadows(c.mounts, path)))
      return resolve(this, c, process, name, path)
    const tree = this.treeFor(c)
    let known = tree === this.lastTree ? this.lastNames : this.resolved.get(tree)
    if (known === undefined) this.resolved.set(tree, (known = new ResolvedNames()))
    this.lastTree = tree
    this.lastNames = known
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
    if (!c.ending && (this.tuning(c).leakBytes > 0 || c.heldBytes > 0)) this.checkUse(c)
  }

  /** Kills a container that uses more memory than it may. */
  checkUse(c: Container): void {
    const limit = this.memoryLimit(c)
    if (limit === undefined || this.usage(c).memoryBytes <= limit) return
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
    const owner = this.connections.get(ticket)?.process
    for (const process of c.processes) {
      const { wait } = process
      if (wait === NETWORK && process.waitFor === ticket) this.resume(process)
      // A command that waits for its input hears of its connections, too.
      else if (process.pid === owner && (wait === NETWORK || wait === READING)) this.resume(process)
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
    if (session.pid === 0) passOn(this, c, session)
    this.pump(c)
  }

  /** Runs a session's processes to their end at this instant; the milliseconds they would have slept. */
  hurry(c: Container, session: number): number {
    let passedMs = 0
    for (let turns = 0; turns < 1000; turns++) {
      if (this.sessions.get(session)?.end !== undefined || c.ending) return passedMs
      const ours = (pid: number) => {
        const process = c.process(pid)
        return process !== undefined && this.descends(c, process, session)
      }
      const networkMs = this.connections.hasten(c, ours)
      if (networkMs !== undefined) {
        passedMs += Math.max(0, networkMs - passedMs)
        this.pump(c)
        continue
      }
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
  listen() {},
}
