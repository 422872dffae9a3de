/**
 * The terminal's own computer: a container outside of the cluster, with bash and all commands of containers, on a clock of its
 * own that keeps up with the cluster's. Its files are the editor's tabs. It is no part of the run: what its kubectl writes goes
 * through the cluster's log like any action, so it need not be replayed.
 */
import { Calendar } from '../../../core/calendar.ts'
import { Checkpoints } from '../../../core/checkpoint.ts'
import { Clock } from '../../../core/clock.ts'
import { fromBytes, toBytes } from '../../../core/bytes.ts'
import { Random } from '../../../core/random.ts'
import { binary } from '../../../runtime/executable.ts'
import type { Command } from '../../../runtime/kernel/contract.ts'
import { openOf } from '../../../runtime/kernel/io.ts'
import { READING } from '../../../runtime/kernel/process.ts'
import { Processes } from '../../../runtime/processes.ts'

const IMAGE = 'debian:latest'
const HOME = '/srv/terminal'
const RUN = '/run/drydock'
const BIN = '/usr/local/sbin'
/** Runs lines in one shell, so that variables, functions and the folder stay. */
const LOOP = `while __next; do . ${RUN}/line; __done $?; done`
/** Events one look carries out at most; an endless loop goes on at the next. */
const MOST_STEPS = 20_000
/** Work takes no time that one would wait for; what waits longer waits for the cluster's clock. */
const HOP_MS = 20
const INTERRUPT = 2

export interface MachineFiles {
  read(name: string): string | undefined
  write(name: string, text: string): void
  names(): string[]
}

export class ShellMachine implements MachineFiles {
  private readonly clock: Clock
  private readonly runtime: Processes
  private readonly home: number
  /** Volume by which it is told of lines and of looks. */
  readonly control: number
  private readonly container: number
  private session = -1
  private taken = 0
  private looks = 0
  private line: string | undefined
  /** A line is being carried out. */
  busy = false
  /** Exit status of the last line. */
  status = 0

  /** @param commands what only this computer has: kubectl and others that reach the cluster */
  constructor(epochMs: number, commands: readonly Command[]) {
    const checkpoints = new Checkpoints()
    this.clock = new Clock(checkpoints)
    const calendar = new Calendar(`${new Date(epochMs).toISOString().slice(0, 19)}Z`)
    const own = [...commands, this.next, this.done, AGAIN]
    const byName = new Map(own.map((command) => [command.name, command]))
    this.runtime = new Processes(
      { clock: this.clock, calendar, checkpoints, random: new Random(1, checkpoints) },
      byName,
    )
    const bin = this.runtime.createVolume()
    this.home = this.runtime.createVolume()
    this.control = this.runtime.createVolume()
    for (const { name } of own) {
      this.runtime.writeVolumeFile(bin, `/${name}`, binary({ kind: 'command', name, flavour: 'gnu' }), 0o755)
    }
    this.container = this.start(bin)
    this.open()
  }

  private start(bin: number): number {
    const template = {
      image: IMAGE,
      command: ['sleep', 'infinity'],
      args: undefined,
      workingDir: HOME,
      container: 'terminal',
      memoryLimitBytes: undefined,
      cpuLimitMilli: undefined,
      ports: [],
    }
    const mounts = [
      { path: BIN, volume: bin },
      { path: HOME, volume: this.home },
      { path: RUN, volume: this.control },
    ]
    const place = { podNamespace: 'terminal', podName: 'terminal', podIP: '', nodeName: '', podAnnotations: undefined }
    const env = [
      { name: 'HOME', value: HOME },
      { name: 'USER', value: 'you' },
      { name: 'TERM', value: 'xterm-256color' },
    ]
    return this.runtime.start({ template, env, ...place, restartCount: 0, hostname: 'terminal', mounts })
  }

  private open(): void {
    this.session = this.runtime.exec(this.container, { command: ['bash', '-c', LOOP], stdin: true })
    this.taken = 0
    this.step()
  }

  /** Waits for the next line; between lines nothing runs. */
  private readonly next: Command = {
    name: '__next',
    run: (call) => {
      if (this.line === undefined) return call.waitFiles(this.control)
      this.line = undefined
      return 0
    },
  }

  private readonly done: Command = {
    name: '__done',
    run: (call) => {
      this.status = Number(call.args[0] ?? 0)
      this.busy = false
      return 0
    },
  }

  // ------------------------------------------------------------------------------------------------ lines

  /** Begins a line. */
  begin(line: string): void {
    const session = this.runtime.kernel.sessions.own(this.session)
    if (session !== undefined) Object.assign(session, { inputEnded: false, input: '' })
    this.busy = true
    this.line = line
    this.runtime.writeVolumeFile(this.control, '/line', `__status ${this.status}\n${toBytes(line)}\n`)
  }

  /** Brings its clock to the cluster's and lets everything run that need not wait longer. */
  keepUp(nowMs: number): void {
    this.runtime.writeVolumeFile(this.control, '/look', String(this.looks++))
    if (this.clock.nowMs < nowMs) this.clock.runUntil(nowMs)
    this.step()
  }

  private step(): void {
    for (let n = 0; n < MOST_STEPS && this.clock.pendingWork > 0; n++) {
      if (this.clock.nextMs - this.clock.nowMs > HOP_MS) return
      this.clock.step()
    }
  }

  /** What was said since the last call. */
  takeOutput(): { stream: 'stdout' | 'stderr'; text: string }[] {
    const chunks = this.runtime.sessionOutput(this.session, this.taken)
    this.taken += chunks.length
    return chunks.map(({ stream, data }) => ({
      stream,
      text: stream === 'stderr' ? plainly(fromBytes(data)) : fromBytes(data),
    }))
  }

  /** Whether something reads the keyboard. */
  get isReading(): boolean {
    const c = this.runtime.kernel.containers.get(this.container)
    return (c?.processes ?? []).some(
      ({ wait, waitFor }) => wait === READING && c !== undefined && openOf(c as never, waitFor)?.kind === 'sessionIn',
    )
  }

  type(text: string): void {
    this.runtime.writeStdin(this.session, toBytes(text))
  }

  endInput(): void {
    this.runtime.closeStdin(this.session)
  }

  /** Ctrl+C: what the shell started ends; a shell that loops itself begins anew. */
  interrupt(): void {
    const { kernel } = this.runtime
    const c = kernel.containers.own(this.container)
    if (c === undefined) return
    const shell = kernel.sessions.get(this.session)?.pid ?? 0
    for (const { pid } of [...c.processes]) if (pid !== 1 && pid !== shell) kernel.kill(c, pid, INTERRUPT)
    kernel.pump(c)
    this.step()
    if (this.busy) {
      kernel.kill(c, shell, 9)
      this.runtime.closeSession(this.session)
      this.open()
    }
    this.busy = false
    this.status = 130
  }

  // ------------------------------------------------------------------------------------------------ files

  /** Makes the files those of the editor. @param before names it had: others are the line's own and stay */
  setFiles(files: ReadonlyMap<string, string>, before: ReadonlySet<string>): void {
    for (const [name, text] of files) if (this.read(name) !== text) this.write(name, text)
    for (const name of before) if (!files.has(name)) this.remove(name)
  }

  private get view() {
    const { kernel } = this.runtime
    const c = kernel.containers.own(this.container)
    const main = c?.process(1)
    return c === undefined || main === undefined ? undefined : kernel.files(c, main)
  }

  read(name: string): string | undefined {
    const data = this.runtime.readVolumeFile(this.home, `/${name.replace(/^\.\//, '')}`)
    return data === undefined ? undefined : fromBytes(data)
  }

  write(name: string, text: string): void {
    this.runtime.writeVolumeFile(this.home, `/${name.replace(/^\.\//, '')}`, toBytes(text))
  }

  private remove(name: string): void {
    const path = `${HOME}/${name}`
    if (this.view?.maybe(path)?.inode.kind === 'file') this.view.unlink(path)
  }

  /** Files below the home folder. */
  names(): string[] {
    const { view } = this
    if (view === undefined) return []
    const walk = (folder: string, prefix: string): string[] =>
      view.list(folder).flatMap((name) => {
        const kind = view.maybe(`${folder}/${name}`)?.inode.kind
        if (kind === 'directory') return walk(`${folder}/${name}`, `${prefix}${name}/`)
        return kind === 'file' ? [`${prefix}${name}`] : []
      })
    return walk(HOME, '')
  }
}

/** Sets `$?` to what the line before ended with. */
const AGAIN: Command = { name: '__status', run: (call) => Number(call.args[0] ?? 0) }

/** A shell at a terminal names itself, not the file it reads the line from. */
const plainly = (text: string): string => text.replaceAll(/^\/run\/drydock\/line: line \d+: /gm, 'bash: ')
