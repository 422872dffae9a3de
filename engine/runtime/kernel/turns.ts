/** How processes get their turns: bounded work in a step, waiting as an event of the clock, memory counted. */
import type { Call, Command, Kernel, Machine } from './contract.ts'
import { BLOCKED, CommandFailure, PipeUnfinished } from '../commands/command.ts'
import { prefix } from '../shell/messages.ts'
import { type ShellProgram, STOP, SWITCH } from '../shell/program.ts'
import type { ProcessExit } from '../../core/runtime.ts'
import type { Container } from './container.ts'
import type { CodeFrame, CommandFrame } from './frames.ts'
import { isFull, isReadable } from './io.ts'
import { INSTRUCTION, PROCESS_BYTES, TURN, UNLIMITED_BYTES, UNLIMITED_MILLI } from './limits.ts'
import { foldProcess, Process, READING, RUNNING, SLEEPING, Stacks, THROTTLED, WRITING, ZOMBIE } from './process.ts'
import { act, KILL, PIPE } from './signals.ts'
import type { Rest, Steady } from './rest.ts'
import { isSteady, steadyOf, turnsBy } from './steady.ts'
import { KernelViews } from './views.ts'

/** Thrown out of whatever a process was doing when it is killed from within. */
export class ProcessKilled extends Error {}

/** Turns of a steady container that are run to fill its log; logs keep whole blocks, so others are skipped by as many. */
const TURNS_KEPT = 6_400
const SKIPPED_TOGETHER = 64

/** What wakes sooner is not worth folding. */
const STILL_MS = 500

/** Where a shell stands that sleeps, or -1. */
function placeOf({ frames }: Process): number {
  const [bottom, top] = frames
  return frames.length === 2 && bottom?.type === 'code' && top?.type === 'command' && top.command.name === 'sleep'
    ? bottom.pc
    : -1
}

export abstract class TurnKernel extends KernelViews {
  /** Where the process slept whose wake-up is being run; -1: none did. */
  private wokeAt = -1
  private wokePid = 0
  /** Set by a turn after which all are like it. */
  private settled: Steady | undefined = undefined
  private stacks: Stacks | undefined = new Stacks()
  /** This kernel as the others see it. */
  protected abstract readonly self: Kernel
  abstract readonly call: Call
  abstract readonly machine: Machine
  abstract endProcess(c: Container, process: Process, status: number, signal: number): void
  abstract endContainer(c: Container, exit: ProcessExit, afterMs: number): void

  protected wake(number: number, pid: number): void {
    const c = this.containers.own(number)
    const process = c?.processes.length === 1 && c.processes[0]?.pid === pid ? c.processes[0] : c?.process(pid)
    if (c === undefined || process === undefined) return
    process.ticket = -1
    if (process.wait === ZOMBIE || c.ended) return
    this.wokeAt = process.wait === SLEEPING ? placeOf(process) : -1
    if (process.wait === THROTTLED || process.wakeMs <= this.nowMs) process.wait = RUNNING
    process.wakeMs = Number.POSITIVE_INFINITY
    this.wokePid = c.nextPid
    this.settled = undefined
    this.pump(c)
    this.wokeAt = -1
    if (c.ending) return
    // Only now: its turn was still under way.
    if (this.settled !== undefined) this.sleepOn(c, process, this.settled)
    else this.putAway(c)
  }

  /** What will not move for a while is folded. */
  putAway(c: Container): void {
    for (const { wait, wakeMs } of c.processes) {
      if (wait === RUNNING || wait === THROTTLED || wakeMs < this.nowMs + STILL_MS) return
    }
    c.fold()
    this.volumes.get(c.root)?.fold()
    for (const { volume } of c.mounts?.values() ?? []) this.volumes.get(volume)?.fold()
  }

  // ------------------------------------------------------------------------------------------------ steady loops

  /** Runs what a resting container has done up to now; of a long time, what its log still has room for. */
  catchUp(c: Container): void {
    const { rest } = c
    if (rest === undefined || rest.dueMs > this.nowMs) return
    const process = this.remake(c, rest)
    this.sleepOn(c, process, rest.steady)
  }

  /** Lets a resting container go on as an event of the clock: something is about to happen to it. */
  rouse(c: Container): void {
    if (c.rest === undefined) return
    const process = this.remake(c, c.rest)
    process.ticket = this.host.clock.at(process.wakeMs, this.wakeHandler, c.number, process.pid)
  }

  /** The process of a resting container, as it is now. */
  private remake(c: Container, rest: Rest): Process {
    const { steady } = rest
    const process = Process.unfold(rest.folded.read())
    const now = this.nowMs
    const behind = turnsBy(rest, now)
    const skipped = Math.max(0, behind - (behind % SKIPPED_TOGETHER) - TURNS_KEPT)
    process.wakeMs = rest.dueMs + skipped * steady.periodMs
    c.cpuMicros += skipped * steady.micros
    c.wakeWith(process, rest.nextPid + skipped * steady.pids)
    while (process.wakeMs <= now) {
      this.thenMs = process.wakeMs
      process.wait = RUNNING
      process.wakeMs = Number.POSITIVE_INFINITY
      this.pump(c)
    }
    this.thenMs = -1
    return process
  }

  /** A turn from one sleep to the same one is over: whether all that follow are like it. */
  private settles(c: Container, process: Process, micros: number): boolean {
    if (this.wokeAt < 0 || placeOf(process) !== this.wokeAt || process.wait !== SLEEPING) return false
    const periodMs = process.wakeMs - this.nowMs
    if (!isSteady(c, process, periodMs)) return false
    this.settled = steadyOf(process.program as object, periodMs, micros, c.nextPid - this.wokePid)
    return true
  }

  private sleepOn(c: Container, process: Process, steady: Steady): void {
    c.sleepOn({ steady, folded: foldProcess(process), dueMs: process.wakeMs, nextPid: c.nextPid })
  }

  // ------------------------------------------------------------------------------------------------ turns

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
    if (wait === READING ? !isReadable(this.self, c, waitFor) : wait !== WRITING || isFull(this.self, c, waitFor))
      return false
    this.resume(process)
    return true
  }

  private run(c: Container, process: Process): void {
    // A turn inside of another one, should there be any, borrows from somewhere else.
    const stacks = this.stacks ?? new Stacks()
    this.stacks = undefined
    stacks.lend(process)
    try {
      this.steps(c, process)
    } catch (error) {
      if (!(error instanceof ProcessKilled)) throw error
    }
    stacks.takeBack(process)
    this.stacks = stacks
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
      if (process.signals.length > 0 && act(this.self, c, process)) continue
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
    if (frame.pid !== process.pid) this.self.connections.closeOf(c, frame.pid)
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
      if (!(error instanceof CommandFailure)) throw error
      call.warn(error.message)
      return error.status
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
    const micros = process.debt
    if (process.wait === SLEEPING && micros > 0) {
      const passedMs = Math.floor((process.debt * this.slowness(c)) / 1000)
      c.cpuMicros += micros
      if (this.thenMs < 0) this.listener.used(c.number)
      process.debt = 0
      process.wakeMs += passedMs
    }
    if (this.thenMs >= 0 || this.settles(c, process, micros)) return
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
}
