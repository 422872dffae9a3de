/** What shell code does to the stack of its process: frames begin and end, subshells put back what they changed. */
import type { Flow, Kernel } from './contract.ts'
import { EXEC } from './limits.ts'
import { compile } from '../shell/compile/compile.ts'
import { STOP, SWITCH } from '../shell/program.ts'
import { CodeFrame, type CodeKind, type Loop } from './frames.ts'
import { holdsPipe, newPipe } from './io.ts'
import { MachineViews } from './machineviews.ts'
import { CHILD } from './process.ts'
import { type Local, replaced, restore, subshell } from './shellprocess.ts'
import { pushTrap } from './signals.ts'

/** Functions and subshells inside each other; a real shell's stack overflows, too. */
const MAX_FRAMES = 4000
const INTERRUPT = 11

export abstract class FrameMachine extends MachineViews {
  constructor(readonly kernel: Kernel) {
    super()
  }

  /** A frame for code, on top of the stack. */
  protected frame(program: CodeFrame['program'], pc: number, kind: CodeKind): CodeFrame {
    const { scopes, words, marks, pieces, frames } = this.process
    const frame = new CodeFrame(program, pc, kind, scopes.length, words.length, marks.length, pieces.length)
    const below = frames[frames.length - 1]
    if (below?.type === 'code') frame.ignoresErrors = below.ignoresErrors
    if (frames.length >= MAX_FRAMES) {
      // The stack of a real shell overflows.
      this.kernel.endProcess(this.container, this.process, 128 + INTERRUPT, INTERRUPT)
      return frame
    }
    frames.push(frame)
    return frame
  }

  pushCode(text: string, kind: CodeKind): CodeFrame {
    const program = compile(text, this.shell.dialect, kind === 'eval' ? this.shell.line : 1)
    return this.frame(program, 0, kind)
  }

  ignoreErrors(): void {
    const top = this.process.top
    if (top?.type === 'code') top.ignoresErrors = true
  }

  /** Cuts the stacks back to where a frame began. */
  protected unwindTo(frame: CodeFrame): void {
    const { process } = this
    if (process.scopes.length > frame.scopes) process.fds = process.scopes[frame.scopes] as readonly number[]
    process.scopes.length = frame.scopes
    process.words.length = frame.words
    process.marks.length = frame.marks
    process.pieces.length = frame.pieces
  }

  /** Takes the top frame off and puts back what it changed. */
  popFrame(): void {
    const frame = this.process.frames.pop()
    if (frame?.type !== 'code') return
    this.unwindTo(frame)
    if (frame.positional !== undefined) this.shell.positional = frame.positional
    if (frame.origin !== undefined) this.shell.origin = frame.origin
    for (const [name, old] of frame.locals ?? []) restore(this.shell, name, old as Local)
  }

  /** The code of the top frame is at its end. */
  endFrame(): Flow {
    const { process, shell } = this
    const frame = process.top as CodeFrame
    if (frame.kind === 'trap') {
      if (frame.name === 'EXIT') return this.exitShell(frame.savedStatus)
      process.frames.pop()
      shell.lastStatus = frame.savedStatus
      if (frame.name === 'ERR' && shell.has('e')) return this.exitShell(frame.savedStatus)
      return SWITCH
    }
    if (frame.kind === 'main') return this.exitShell(shell.lastStatus)
    this.popFrame()
    return SWITCH
  }

  /** `exit`: the innermost subshell ends, or the process. */
  exitShell(status: number): Flow {
    const { process, shell, kernel, container } = this
    let at = process.frames.length - 1
    for (; at > 0; at--) {
      const frame = process.frames[at]
      if (frame?.type === 'code' && (frame.kind === 'subshell' || frame.kind === 'substitution')) break
    }
    const boundary = process.frames[at] as CodeFrame
    // Functions on the way put back what they changed; a subshell forgets it anyway.
    while (process.frames.length - 1 > at) this.popFrame()
    this.unwindTo(boundary)
    shell.lastStatus = status & 255
    const trap = shell.traps?.get('EXIT')
    if (trap) {
      shell.traps?.delete('EXIT')
      pushTrap(process, 'EXIT', trap)
      return SWITCH
    }
    if (boundary.kind === 'subshell' || boundary.kind === 'substitution') {
      boundary.pc = boundary.endPc
      boundary.loops.length = 0
      return SWITCH
    }
    kernel.endProcess(container, process, shell.lastStatus, 0)
    return STOP
  }

  /** `return`: out of the innermost function or sourced file. */
  returnFrom(status: number): Flow {
    const { process, shell } = this
    const within = process.frames.findLast(
      (frame) => frame.type === 'code' && frame.kind !== 'eval' && frame.kind !== 'trap',
    ) as CodeFrame
    if (within.kind !== 'function' && within.kind !== 'source') return this.exitShell(status)
    for (;;) {
      const frame = process.top
      this.popFrame()
      if (frame === within) break
    }
    shell.lastStatus = shell.dialect === 'dash' ? status : status & 255
    return SWITCH
  }

  /** `break` and `continue`: the loop `count` levels out; false when there is none. */
  leaveLoops(count: number, goesOn: boolean): boolean {
    const { process } = this
    let left = count
    let found: Loop | undefined
    while (left > 0) {
      const frame = process.top as CodeFrame
      const loop = frame.loops[frame.loops.length - 1]
      if (loop === undefined) {
        if (found !== undefined || frame.kind !== 'eval' || process.frames.length < 2) break
        this.popFrame()
        continue
      }
      found = loop
      if (--left > 0 && frame.loops.length > 1) frame.loops.pop()
      else break
    }
    if (found === undefined) return false
    if (process.scopes.length > found.scopes) process.fds = process.scopes[found.scopes] as readonly number[]
    process.scopes.length = found.scopes
    process.words.length = found.words
    process.marks.length = found.marks
    found.status = 0
    ;(process.top as CodeFrame).pc = goesOn ? found.continueAt : found.breakAt
    return true
  }

  runErrorTrap(action: string): Flow {
    return this.runTrap('ERR', action)
  }

  runTrap(name: string, action: string): Flow {
    pushTrap(this.process, name, action)
    return SWITCH
  }

  // ------------------------------------------------------------------------------------------------ subshells

  beginSubshell(f: CodeFrame, pc: number, endPc: number, kind: 'subshell' | 'substitution'): void {
    const { process, container } = this
    const saved = { shell: this.shell, cwd: process.cwd, umask: process.umask, fds: process.fds }
    const frame = this.frame(f.program, pc, kind)
    frame.saved = saved
    frame.endPc = endPc
    this.shell = subshell(saved.shell)
    process.shell = this.shell
    if (kind === 'substitution') {
      if (this.shell.dialect !== 'dash' && !this.shell.named.has('inherit_errexit')) {
        this.shell.options = this.shell.options.replace('e', '')
      }
      const { pipe, write } = newPipe(container, true)
      frame.pipe = pipe
      process.fds = replaced(process.fds, 1, write)
    }
    process.debt += EXEC / 4
  }

  /** What a substitution has printed, once nobody else can write there; undefined: it waits. */
  captured(frame: CodeFrame): string | undefined {
    const { container, process } = this
    if (holdsPipe(container, frame.pipe, 'pipeWrite', process)) {
      process.wait = CHILD
      return undefined
    }
    const data = container.pipes?.get(frame.pipe)?.data ?? ''
    container.pipes?.delete(frame.pipe)
    this.usedMemory(data.length)
    return data
  }

  /** Ends the subshell of the top frame; its trap on EXIT was run before. */
  endSubshell(frame: CodeFrame): void {
    const { process } = this
    const status = this.shell.lastStatus
    const saved = frame.saved as NonNullable<CodeFrame['saved']>
    process.frames.pop()
    this.unwindTo(frame)
    this.shell = saved.shell
    process.shell = saved.shell
    process.cwd = saved.cwd
    process.umask = saved.umask
    process.fds = saved.fds
    saved.shell.lastStatus = status
  }
}
