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
import { copyOpen, FIRST_OPEN, type OpenFile, type Pipe } from './open.ts'
import type { Process } from './process.ts'

export class Container implements Owned<Container> {
  epoch = 0
  /** Process 1 is (or was) the image's own program. */
  isNative = false
  /** When the image's program listens; Infinity when it never does. */
  listensAtMs = Number.POSITIVE_INFINITY
  /** State of the image's own program as process 1; undefined when process 1 is a shell or a command. */
  state: ProgramState | undefined = undefined
  /** Processes of shells and commands, by number. */
  processes: Process[] = NO_PROCESSES
  nextPid = 1
  opens: Map<number, OpenFile> | undefined = undefined
  nextOpen = FIRST_OPEN
  pipes: Map<number, Pipe> | undefined = undefined
  nextPipe = 1
  /** Number of the root volume, or -1 while nothing was written to it. */
  root = -1
  mounts: ReadonlyMap<string, MountPoint> | undefined = undefined
  log: LogBuffer | undefined = undefined
  /** CPU time used since the start, in microseconds. */
  cpuMicros = 0
  /** What its processes hold, above the program's own; bytes. */
  heapBytes = 0
  /** It has been told to end and will, or has ended: only its log is left. */
  ending = false
  ended = false
  /** Sessions that see the main process' output. */
  attached: readonly number[] = NO_NUMBERS
  /** Requests being served, for programs that queue. */
  busyUntilMs = 0
  /** HTTP requests served so far. */
  served = 0
  /** Draws of the container's own chance. */
  draws = 0
  /** A probe was answered from its files: whoever changes them says so. */
  watched = false

  /** The image's tree with the places of its mounts; no state, made when first looked at. */
  tree: BaseTree | undefined = undefined

  constructor(
    readonly number: number,
    readonly spec: ProcessSpec,
    readonly image: ImageDefinition,
    readonly startedAtMs: number,
  ) {}

  copy(): Container {
    const copy = new Container(this.number, this.spec, this.image, this.startedAtMs)
    copy.isNative = this.isNative
    copy.listensAtMs = this.listensAtMs
    copy.state = this.state
    copy.processes = this.processes.length === 0 ? NO_PROCESSES : this.processes.map((process) => process.copy())
    copy.nextPid = this.nextPid
    copy.opens = this.opens && new Map([...this.opens].map(([n, open]) => [n, copyOpen(open)]))
    copy.nextOpen = this.nextOpen
    copy.pipes = this.pipes && new Map([...this.pipes].map(([n, pipe]) => [n, { ...pipe }]))
    copy.nextPipe = this.nextPipe
    copy.root = this.root
    copy.mounts = this.mounts
    copy.log = this.log?.copy()
    copy.cpuMicros = this.cpuMicros
    copy.heapBytes = this.heapBytes
    copy.ending = this.ending
    copy.ended = this.ended
    copy.attached = this.attached
    copy.busyUntilMs = this.busyUntilMs
    copy.served = this.served
    copy.draws = this.draws
    copy.watched = this.watched
    copy.tree = this.tree
    return copy
  }

  process(pid: number): Process | undefined {
    return this.processes.find((process) => process.pid === pid)
  }

  write(isError: boolean, data: string, nowMs: number): void {
    this.log ??= new LogBuffer()
    this.log.write(isError, data, nowMs)
  }
}

const NO_PROCESSES: Process[] = []
const NO_NUMBERS: readonly number[] = []
