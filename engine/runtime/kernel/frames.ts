/** The explicit stack of a process: what it is in the middle of, as plain data. */
import type { CompiledCode, Shell } from '../shell/state.ts'
import type { Program, ProgramState } from '../program.ts'
import { copyData } from './copydata.ts'

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
}

export type Frame = CodeFrame | CommandFrame | NativeFrame
