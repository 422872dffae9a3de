/** A process of a container: numbers, descriptors, credentials, and the stack of what it is doing. */
import type { Credentials } from '../files/inode.ts'
import { type Environment, Shell } from '../shell/state.ts'
import { type Folded, fold, type Reader, Writer } from './folded.ts'
import { type Frame, foldFrames, unfoldFrames } from './frames.ts'

/** What a process waits for. */
export const RUNNING = 0
/** Its timer only; `wakeMs` is Infinity when nothing but a signal ends it. */
export const SLEEPING = 1
/** `waitFor` is an open file to read from. */
export const READING = 2
/** `waitFor` is an open file to write to. */
export const WRITING = 3
/** A child ends. */
export const CHILD = 4
/** `waitFor` is a ticket of the network. */
export const NETWORK = 5
/** A volume changes. */
export const FILES = 6
/** It used up its turn and goes on when its CPU time has passed. */
export const THROTTLED = 7
/** It ended and its parent has not asked. */
export const ZOMBIE = 8
export type Wait = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

export class Process {
  wait: Wait = RUNNING
  waitFor = 0
  wakeMs = Number.POSITIVE_INFINITY
  /** The clock's ticket of the wake-up, or -1. */
  ticket = -1
  frames: Frame[] = NO_FRAMES
  shell: Shell | undefined = undefined
  /** Words of commands being put together, where each began, and pieces of the word in progress. */
  words: string[] = NO_WORDS
  marks: number[] = NO_NUMBERS
  pieces: string[] = NO_WORDS
  /** Descriptors that redirections have hidden, innermost last. */
  scopes: (readonly number[])[] = NO_SCOPES
  umask = 0o022
  /** Signals that came and have not been acted on. */
  signals: readonly number[] = NO_NUMBERS
  /** Children of the pipeline it waits for. */
  pipeline: readonly number[] = NO_NUMBERS
  /** Exit status of what ran last; the process' own once it has ended. */
  status = 0
  /** The signal it died of, or 0. */
  killedBy = 0
  /** Microseconds of CPU used since the clock last moved for it. */
  debt = 0
  /** Descriptors it listens on: ports. */
  ports: readonly number[] = NO_NUMBERS
  startedAtMs = 0
  /** The exec session it belongs to, or 0. */
  session = 0
  /** What it was started with; undefined: the container's. */
  environment: Environment | undefined = undefined
  /** Its process group, for signals from a terminal. */
  group: number

  constructor(
    readonly pid: number,
    public parent: number,
    public argv: readonly string[],
    public credentials: Credentials,
    public cwd: string,
    public fds: readonly number[],
  ) {
    this.group = pid
  }

  copy(): Process {
    const copy = new Process(this.pid, this.parent, this.argv, this.credentials, this.cwd, this.fds)
    copy.wait = this.wait
    copy.waitFor = this.waitFor
    copy.wakeMs = this.wakeMs
    copy.ticket = this.ticket
    copy.frames = this.frames.map((frame) => frame.copy())
    copy.shell = this.shell?.copy()
    copy.words = this.words.length === 0 ? NO_WORDS : this.words.slice()
    copy.marks = this.marks.length === 0 ? NO_NUMBERS : this.marks.slice()
    copy.pieces = this.pieces.length === 0 ? NO_WORDS : this.pieces.slice()
    copy.scopes = this.scopes.length === 0 ? NO_SCOPES : this.scopes.slice()
    copy.umask = this.umask
    copy.signals = this.signals
    copy.pipeline = this.pipeline
    copy.status = this.status
    copy.killedBy = this.killedBy
    copy.debt = this.debt
    copy.ports = this.ports
    copy.startedAtMs = this.startedAtMs
    copy.group = this.group
    copy.session = this.session
    copy.environment = this.environment
    return copy
  }

  fold(w: Writer): void {
    w.put(this.pid)
    w.put(this.parent)
    w.put(this.argv)
    w.put(this.credentials)
    w.put(this.cwd)
    w.put(this.fds)
    w.count(this.wait)
    w.put(this.waitFor)
    w.put(this.wakeMs)
    w.put(this.ticket)
    foldFrames(this.frames, w)
    w.count(this.shell === undefined ? 0 : 1)
    this.shell?.fold(w)
    w.list(this.words)
    w.list(this.marks)
    w.list(this.pieces)
    w.list(this.scopes)
    w.put(this.umask)
    w.put(this.signals)
    w.put(this.pipeline)
    w.put(this.status)
    w.put(this.killedBy)
    w.put(this.debt)
    w.put(this.ports)
    w.put(this.startedAtMs)
    w.put(this.session)
    w.put(this.environment)
    w.put(this.group)
  }

  static unfold(r: Reader): Process {
    const process = new Process(r.take(), r.take(), r.take(), r.take(), r.take(), r.take())
    process.wait = r.take()
    process.waitFor = r.take()
    process.wakeMs = r.take()
    process.ticket = r.take()
    const frames = r.take<number>()
    process.frames = frames === 0 ? NO_FRAMES : unfoldFrames(r, frames)
    if (r.take() === 1) process.shell = Shell.unfold(r)
    process.words = r.list(NO_WORDS)
    process.marks = r.list(NO_NUMBERS)
    process.pieces = r.list(NO_WORDS)
    process.scopes = r.list(NO_SCOPES)
    process.umask = r.take()
    process.signals = r.take()
    process.pipeline = r.take()
    process.status = r.take()
    process.killedBy = r.take()
    process.debt = r.take()
    process.ports = r.take()
    process.startedAtMs = r.take()
    process.session = r.take()
    process.environment = r.take()
    process.group = r.take()
    return process
  }

  /** What it runs: those that run the same may be folded alike. */
  get program(): object | undefined {
    const [bottom] = this.frames
    return bottom?.type === 'command' ? bottom.command : bottom?.program
  }

  get isZombie(): boolean {
    return this.wait === ZOMBIE
  }

  get top(): Frame | undefined {
    return this.frames[this.frames.length - 1]
  }
}

const writer = new Writer()

/** A process by itself, put away. */
export function foldProcess(process: Process): Folded {
  writer.clear()
  process.fold(writer)
  return fold(process.program as object, writer)
}

// Shared while empty: a process has stacks of its own only during its turn (see `Stacks`) and while something is on them.
const NO_FRAMES: Frame[] = []
const NO_WORDS: string[] = []
const NO_NUMBERS: number[] = []
const NO_SCOPES: (readonly number[])[] = []

/**
 * Stacks that are lent to a process for its turn. One that has nothing on them when it waits, and that is nearly every one
 * that waits, gives them back: 10,000 shells that sleep keep none.
 */
export class Stacks {
  private words: string[] = []
  private marks: number[] = []
  private pieces: string[] = []
  private scopes: (readonly number[])[] = []

  lend(process: Process): void {
    if (process.words === NO_WORDS) process.words = this.words
    if (process.marks === NO_NUMBERS) process.marks = this.marks
    if (process.pieces === NO_WORDS) process.pieces = this.pieces
    if (process.scopes === NO_SCOPES) process.scopes = this.scopes
  }

  /** What still holds something stays with the process, and others are lent from now on. */
  takeBack(process: Process): void {
    if (process.words.length === 0) process.words = NO_WORDS
    else if (process.words === this.words) this.words = []
    if (process.marks.length === 0) process.marks = NO_NUMBERS
    else if (process.marks === this.marks) this.marks = []
    if (process.pieces.length === 0) process.pieces = NO_WORDS
    else if (process.pieces === this.pieces) this.pieces = []
    if (process.scopes.length === 0) process.scopes = NO_SCOPES
    else if (process.scopes === this.scopes) this.scopes = []
    // What ended had its stacks thrown away with things on them.
    this.words.length = 0
    this.marks.length = 0
    this.pieces.length = 0
    this.scopes.length = 0
  }
}
