/** The explicit stack of a process: what it is in the middle of, as plain data. */
import { type CompiledCode, Shell } from '../shell/state.ts'
import type { Program, ProgramState } from '../program.ts'
import { copyData } from './copydata.ts'
import type { Reader, Writer } from './folded.ts'

/** A loop being run: where `break` and `continue` go, and how deep the stacks were. */
export interface Loop {
  readonly breakAt: number
  readonly continueAt: number
  readonly scopes: number
  readonly words: number
  readonly marks: number
  /** Of a `for`: the words left and the next one's number. */
  readonly items?: readonly string[]
  next: number
  /** Status of the body's last turn. */
  status: number
}

/** What a subshell puts back when it ends. */
export interface Saved {
  readonly shell: Shell
  readonly cwd: string
  readonly umask: number
  readonly fds: readonly number[]
}

export type CodeKind = 'main' | 'function' | 'subshell' | 'substitution' | 'source' | 'eval' | 'trap'

/** Shared while there is none; see `beginLoop`. */
const NO_LOOPS: Loop[] = []

/** Shell code being run. */
export class CodeFrame {
  readonly type = 'code'
  pc: number
  loops: Loop[] = NO_LOOPS
  /** What a function puts back when it returns. */
  positional: readonly string[] | undefined = undefined
  /** Whose code ran before. */
  origin: string | undefined = undefined
  /** Values of variables made local, to be put back. */
  locals: Map<string, unknown> | undefined = undefined
  /** `set -e` does not apply: a condition is being evaluated somewhere below. */
  ignoresErrors = false
  /** Status to put back when a trap's action is over. */
  savedStatus = 0
  /** Of a function: its name. */
  name = ''
  /** Of a subshell: what was before it, and where its end stands. */
  saved: Saved | undefined = undefined
  endPc = 0
  /** Of a command substitution: the pipe that takes its output. */
  pipe = 0
  /** It runs what the shell reads from its input. */
  readsInput = false

  constructor(
    readonly program: CompiledCode,
    pc: number,
    readonly kind: CodeKind,
    /** Depths of the process' stacks when it began. */
    readonly scopes: number,
    readonly words: number,
    readonly marks: number,
    readonly pieces: number,
  ) {
    this.pc = pc
  }

  beginLoop(loop: Loop): void {
    // An array of one takes the room of one; pushing to an empty one would reserve for many.
    if (this.loops.length === 0) this.loops = [loop]
    else this.loops.push(loop)
  }

  copy(): CodeFrame {
    const copy = new CodeFrame(this.program, this.pc, this.kind, this.scopes, this.words, this.marks, this.pieces)
    copy.loops = this.loops.length === 0 ? NO_LOOPS : this.loops.map((loop) => ({ ...loop }))
    copy.positional = this.positional
    copy.origin = this.origin
    copy.locals = this.locals && new Map(this.locals)
    copy.ignoresErrors = this.ignoresErrors
    copy.savedStatus = this.savedStatus
    copy.name = this.name
    copy.saved = this.saved && { ...this.saved, shell: this.saved.shell.copy() }
    copy.endPc = this.endPc
    copy.pipe = this.pipe
    copy.readsInput = this.readsInput
    return copy
  }

  fold(w: Writer): void {
    w.put(this.program)
    w.count(this.pc)
    w.put(this.kind)
    w.put(this.scopes)
    w.put(this.words)
    w.put(this.marks)
    w.put(this.pieces)
    w.count(this.loops.length)
    for (const loop of this.loops) {
      w.put(loop.breakAt)
      w.put(loop.continueAt)
      w.put(loop.scopes)
      w.put(loop.words)
      w.put(loop.marks)
      w.put(loop.items)
      w.put(loop.next)
      w.put(loop.status)
    }
    w.put(this.positional)
    w.put(this.origin)
    w.map(this.locals)
    w.put(this.ignoresErrors)
    w.put(this.savedStatus)
    w.put(this.name)
    const { saved } = this
    w.count(saved === undefined ? 0 : 1)
    if (saved !== undefined) {
      saved.shell.fold(w)
      w.put(saved.cwd)
      w.put(saved.umask)
      w.put(saved.fds)
    }
    w.put(this.endPc)
    w.put(this.pipe)
    w.put(this.readsInput)
  }

  static unfold(r: Reader): CodeFrame {
    const frame = new CodeFrame(r.take(), r.take(), r.take(), r.take(), r.take(), r.take(), r.take())
    const loops = r.take<number>()
    if (loops > 0) frame.loops = Array.from({ length: loops }, () => unfoldLoop(r))
    frame.positional = r.take()
    frame.origin = r.take()
    frame.locals = r.map()
    frame.ignoresErrors = r.take()
    frame.savedStatus = r.take()
    frame.name = r.take()
    if (r.take() === 1) frame.saved = { shell: Shell.unfold(r), cwd: r.take(), umask: r.take(), fds: r.take() }
    frame.endPc = r.take()
    frame.pipe = r.take()
    frame.readsInput = r.take()
    return frame
  }
}

function unfoldLoop(r: Reader): Loop {
  const [breakAt, continueAt, scopes, words, marks] = [
    r.take<number>(),
    r.take<number>(),
    r.take<number>(),
    r.take<number>(),
    r.take<number>(),
  ]
  const items = r.take<readonly string[] | undefined>()
  const [next, status] = [r.take<number>(), r.take<number>()]
  return { breakAt, continueAt, scopes, words, marks, ...(items !== undefined && { items }), next, status }
}

/** A command that waits for something. */
export class CommandFrame {
  readonly type = 'command'

  constructor(
    /** A command; the kernel knows how to run it. */
    readonly command: { readonly name: string },
    readonly argv: readonly string[],
    public state: unknown,
    /** Its own number when a shell runs it in the foreground, else the process'. */
    readonly pid: number,
    /** Variables set for it alone; undefined: the shell's exported ones. */
    readonly env: ReadonlyMap<string, string> | undefined,
    readonly fds: readonly number[],
  ) {}

  copy(): CommandFrame {
    return new CommandFrame(this.command, this.argv, copyData(this.state), this.pid, this.env, this.fds)
  }

  fold(w: Writer): void {
    w.put(this.command)
    w.put(this.argv)
    w.data(this.state)
    w.put(this.pid)
    w.put(this.env)
    w.put(this.fds)
  }

  static unfold(r: Reader): CommandFrame {
    return new CommandFrame(r.take(), r.take(), r.data(), r.take(), r.take(), r.take())
  }
}

/** A program of an image that a shell became (`exec nginx`), or runs in the foreground. */
export class NativeFrame {
  readonly type = 'native'

  constructor(
    readonly program: Program,
    readonly argv: readonly string[],
    public state: ProgramState,
    public listensAtMs: number,
    readonly pid: number,
  ) {}

  copy(): NativeFrame {
    return new NativeFrame(this.program, this.argv, this.state, this.listensAtMs, this.pid)
  }

  fold(w: Writer): void {
    w.put(this.program)
    w.put(this.argv)
    w.put(this.state)
    w.put(this.listensAtMs)
    w.put(this.pid)
  }

  static unfold(r: Reader): NativeFrame {
    return new NativeFrame(r.take(), r.take(), r.take(), r.take(), r.take())
  }
}

export type Frame = CodeFrame | CommandFrame | NativeFrame

const KINDS = ['code', 'command', 'native'] as const

export function foldFrames(frames: readonly Frame[], w: Writer): void {
  w.count(frames.length)
  for (const frame of frames) {
    w.count(KINDS.indexOf(frame.type))
    frame.fold(w)
  }
}

export const unfoldFrames = (r: Reader, count: number): Frame[] => Array.from({ length: count }, () => unfoldFrame(r))

function unfoldFrame(r: Reader): Frame {
  const kind = KINDS[r.take<number>()]
  if (kind === 'code') return CodeFrame.unfold(r)
  return kind === 'command' ? CommandFrame.unfold(r) : NativeFrame.unfold(r)
}
