/**
 * A container: its processes, what they have open, its files, its log. One record, changed in place and copied after a
 * checkpoint (core/records). 150,000 of them may live at once, most with nothing but an image's own program in them.
 */
import type { Owned } from '../../core/records.ts'
import type { ProcessSpec } from '../../core/runtime.ts'
import type { BaseTree } from '../files/basetree.ts'
import type { MountPoint } from '../files/view.ts'
import type { ImageDefinition, ProgramState } from '../program.ts'
import { LogBuffer } from './logbuffer.ts'
import { Bustle, bustleOf, type Still, stillOf } from './bustle.ts'
import type { OpenFile, Pipe } from './open.ts'
import type { Process } from './process.ts'
import type { Rest } from './rest.ts'

/** Numbers below are taken by what an image's own program starts with. */
const FIRST_PID_BESIDE_PROGRAM = 7
/** Of a container that has none of its own. */
const [QUIET, QUIET_BESIDE_PROGRAM] = [new Bustle(), new Bustle()]
QUIET_BESIDE_PROGRAM.nextPid = FIRST_PID_BESIDE_PROGRAM
for (const shared of [QUIET, QUIET_BESIDE_PROGRAM]) {
  Object.freeze(shared)
  Object.freeze(shared.processes)
}

export class Container implements Owned<Container> {
  epoch = 0
  /** Process 1 is (or was) the image's own program. */
  isNative = false
  /** When the image's program listens; -1: never. */
  listensAtMs = -1
  /** State of the image's own program as process 1; undefined when process 1 is a shell or a command. */
  state: ProgramState | undefined = undefined
  /** Number of the root volume, or -1 while nothing was written to it. */
  root = -1
  mounts: ReadonlyMap<string, MountPoint> | undefined = undefined
  log: LogBuffer | undefined = undefined
  /** CPU time used since the start, in microseconds. */
  cpuMicros = 0
  /** It does the same for ever, and is not run. */
  rest: Rest | undefined = undefined
  /** It has been told to end and will, or has ended: only its log is left. */
  ending = false
  ended = false
  /** Requests being served, for programs that queue. */
  busyUntilMs = 0
  /** What a fault makes it hold beside what it needs, and how much later it answers. */
  heldBytes = 0
  extraMs = 0
  /** HTTP requests served so far. */
  served = 0
  /** A probe was answered from its files: whoever changes them says so. */
  watched = false
  /** What runs in it; put away while nothing moves. */
  private bustle: Bustle | Still | undefined = undefined

  constructor(
    readonly number: number,
    /** Replaced, never changed, when its limits are. */
    public spec: ProcessSpec,
    readonly image: ImageDefinition,
    readonly startedAtMs: number,
  ) {}

  copy(): Container {
    const copy = new Container(this.number, this.spec, this.image, this.startedAtMs)
    copy.isNative = this.isNative
    copy.listensAtMs = this.listensAtMs
    copy.state = this.state
    copy.root = this.root
    copy.mounts = this.mounts
    copy.log = this.log?.copy()
    copy.cpuMicros = this.cpuMicros
    copy.rest = this.rest
    copy.ending = this.ending
    copy.ended = this.ended
    copy.busyUntilMs = this.busyUntilMs
    copy.heldBytes = this.heldBytes
    copy.extraMs = this.extraMs
    copy.served = this.served
    copy.watched = this.watched
    copy.bustle = this.bustle instanceof Bustle ? this.bustle.copy() : this.bustle
    return copy
  }

  /** Number of the main process: 1, unless the Pod's containers share their numbers. */
  get firstPid(): number {
    return this.spec.firstPid ?? 1
  }

  process(pid: number): Process | undefined {
    return this.processes.find((process) => process.pid === pid)
  }

  write(isError: boolean, data: string, nowMs: number): void {
    this.log ??= new LogBuffer()
    this.log.write(isError, data, nowMs)
  }

  /** Its processes are over, and what they had open is closed. */
  letGo(): void {
    if (this.bustle === undefined) return
    const { own } = this
    own.processes = []
    own.opens = undefined
    own.pipes = undefined
  }

  /** Puts its only process away; `rest` says what it was. */
  sleepOn(rest: Rest): void {
    this.rest = rest
    this.bustle = undefined
  }

  /** Has a process again. */
  wakeWith(process: Process, nextPid: number): void {
    this.rest = undefined
    this.processes = [process]
    this.nextPid = nextPid
  }

  /** Puts its processes away until somebody looks at them. */
  fold(): void {
    if (this.bustle instanceof Bustle) this.bustle = stillOf(this.bustle) ?? this.bustle
  }

  /** Processes of shells and commands there are. */
  get processCount(): number {
    const { bustle } = this
    if (bustle instanceof Bustle) return bustle.processes.length
    return bustle?.processes ?? 0
  }

  /** Nobody but shells and commands runs in it, and nothing moves. */
  get hasNoPrograms(): boolean {
    return this.bustle === undefined || (!(this.bustle instanceof Bustle) && !this.bustle.hasPrograms)
  }

  private get seen(): Readonly<Bustle> {
    const { bustle } = this
    if (bustle instanceof Bustle) return bustle
    if (bustle !== undefined) return (this.bustle = bustleOf(bustle))
    return this.isNative ? QUIET_BESIDE_PROGRAM : QUIET
  }

  private get own(): Bustle {
    const { seen } = this
    if (this.bustle === undefined) this.bustle = seen.copy()
    return this.bustle as Bustle
  }

  get processes(): Process[] {
    return this.seen.processes
  }
  set processes(value: Process[]) {
    this.own.processes = value
  }
  get nextPid(): number {
    return this.seen.nextPid
  }
  set nextPid(value: number) {
    this.own.nextPid = value
  }
  get opens(): Map<number, OpenFile> | undefined {
    return this.seen.opens
  }
  set opens(value: Map<number, OpenFile> | undefined) {
    this.own.opens = value
  }
  get nextOpen(): number {
    return this.seen.nextOpen
  }
  set nextOpen(value: number) {
    this.own.nextOpen = value
  }
  get pipes(): Map<number, Pipe> | undefined {
    return this.seen.pipes
  }
  set pipes(value: Map<number, Pipe> | undefined) {
    this.own.pipes = value
  }
  get nextPipe(): number {
    return this.seen.nextPipe
  }
  set nextPipe(value: number) {
    this.own.nextPipe = value
  }
  get sockets(): readonly number[] {
    return (this.bustle ?? QUIET).sockets
  }
  set sockets(value: readonly number[]) {
    this.own.sockets = value
  }
  get heapBytes(): number {
    return (this.bustle ?? QUIET).heapBytes
  }
  set heapBytes(value: number) {
    this.own.heapBytes = value
  }
  get attached(): readonly number[] {
    return this.seen.attached
  }
  set attached(value: readonly number[]) {
    this.own.attached = value
  }
  get draws(): number {
    return this.seen.draws
  }
  set draws(value: number) {
    this.own.draws = value
  }
  get tree(): BaseTree | undefined {
    return this.seen.tree
  }
  set tree(value: BaseTree | undefined) {
    this.own.tree = value
  }
}
