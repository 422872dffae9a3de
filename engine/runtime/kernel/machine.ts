/**
 * One process of one container while its shell code runs: what instructions act through. It holds no state of its own.
 */
import { FOREGROUND, KEYWORDS, type Local, replaced, restore, subshell, traced } from './shellprocess.ts'
import { MachineViews } from './machineviews.ts'
import type { Command, Flow, Kernel, Machine, RedirectSpec } from './contract.ts'
import { EXEC, MAX_PROCESSES } from './limits.ts'
import type { Resolved } from '../executable.ts'
import { type Errno, strerror } from '../files/errno.ts'
import { compile } from '../shell/compile/compile.ts'
import { prefix } from '../shell/messages.ts'
import { NEXT, STOP, SWITCH } from '../shell/program.ts'
import { EXPORTED, type Shell } from '../shell/state.ts'
import { findBuiltin, findUtility } from '../shell/builtins/list.ts'
import { BUILTIN_SWITCHED } from '../shell/builtins/builtin.ts'
import { ARRAY_MARK } from '../shell/ops/commands.ts'
import { setVariable } from '../shell/variables.ts'
import { BLOCKED } from '../commands/command.ts'
import type { Container } from './container.ts'
import { CodeFrame, type CodeKind, CommandFrame, type Loop } from './frames.ts'
import { holdsPipe, newPipe, readOpen } from './io.ts'
import { openForRedirect } from './opening.ts'
import { NULL } from './open.ts'
import { CHILD, ownStacks, Process, READING, RUNNING } from './process.ts'
import { pushTrap, SIGNALS } from './signals.ts'
import { become } from './spawn.ts'

/** Functions and subshells inside each other; a real shell's stack overflows, too. */
const MAX_FRAMES = 4000
const INTERRUPT = 11
/** bash gives descriptors of process substitutions from here downwards. */
const HIGHEST_SUBSTITUTION = 63

export class ProcessMachine extends MachineViews implements Machine {
  constructor(readonly kernel: Kernel) {
    super()
  }

  aim(container: Container, process: Process): this {
    this.container = container
    this.process = process
    this.shell = process.shell as Shell
    return this
  }

  // ------------------------------------------------------------------------------------------------ frames

  /** A frame for code, on top of the stack. */
  private frame(program: CodeFrame['program'], pc: number, kind: CodeKind): CodeFrame {
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
  private unwindTo(frame: CodeFrame): void {
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
      boundary.loops = []
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
    pushTrap(this.process, 'ERR', action)
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
      if (this.shell.isBash && !this.shell.named.has('inherit_errexit')) {
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

  // ------------------------------------------------------------------------------------------------ forks

  /** A copy of the shell that runs from `pc`; undefined when there can be no more processes. */
  private fork(f: CodeFrame, pc: number): Process | undefined {
    const { container, process, shell } = this
    if (container.processes.length >= MAX_PROCESSES) {
      const text = shell.isBash ? 'fork: retry: Resource temporarily unavailable' : 'Cannot fork'
      this.complain(`${prefix(shell)}${text}\n`)
      return undefined
    }
    const child = new Process(
      container.nextPid++,
      process.pid,
      process.argv,
      process.credentials,
      process.cwd,
      process.fds,
    )
    ownStacks(child)
    child.umask = process.umask
    child.group = process.group
    child.startedAtMs = this.nowMs
    child.environment = process.environment
    child.shell = subshell(shell)
    const frame = new CodeFrame(f.program, pc, 'main', 0, 0, 0, 0)
    frame.ignoresErrors = f.ignoresErrors
    child.frames.push(frame)
    container.processes.push(child)
    process.debt += EXEC / 2
    this.kernel.checkForks(container)
    return child
  }

  forkBackground(f: CodeFrame, _text: string): number {
    const { process, shell, container } = this
    const child = this.fork(f, f.pc)
    if (child === undefined) return -1
    if (process.fds[0] === container.processes[0]?.fds[0] || !this.isTerminal(0))
      child.fds = replaced(child.fds, 0, NULL)
    shell.lastBackground = child.pid
    shell.jobs = [...shell.jobs, child.pid]
    return child.pid
  }

  forkSubstitution(f: CodeFrame, pc: number, feeds: boolean): number {
    const { process, container } = this
    const child = this.fork(f, pc)
    if (child === undefined) return -1
    const { read, write } = newPipe(container)
    child.fds = feeds ? replaced(child.fds, 0, read) : replaced(child.fds, 1, write)
    let fd = HIGHEST_SUBSTITUTION
    while ((process.fds[fd] ?? -1) >= 0 && fd > 10) fd--
    process.fds = replaced(process.fds, fd, feeds ? write : read)
    return fd
  }

  forkPipeline(f: CodeFrame, stages: readonly { pc: number; joinsErrors: boolean }[]): boolean {
    const { process, container } = this
    const { fds } = process
    const pids: number[] = []
    let input = fds[0] ?? -1
    for (const [i, { pc, joinsErrors }] of stages.entries()) {
      const last = i === stages.length - 1
      const child = this.fork(f, pc)
      if (child === undefined) return false
      const pipe = last ? undefined : newPipe(container)
      let own = replaced(replaced(fds, 0, input), 1, pipe?.write ?? fds[1] ?? -1)
      if (joinsErrors) own = replaced(own, 2, own[1] as number)
      child.fds = own
      input = pipe?.read ?? -1
      pids.push(child.pid)
    }
    process.pipeline = pids
    return true
  }

  /** Whether all of the pipeline has ended; takes its status then. */
  pipelineEnded(): boolean {
    const { process, container, shell } = this
    const children = process.pipeline.map((pid) => container.process(pid))
    if (children.some((child) => child !== undefined && !child.isZombie)) {
      process.wait = CHILD
      return false
    }
    const statuses = children.map((child) => child?.status ?? 0)
    container.processes = container.processes.filter((p) => !process.pipeline.includes(p.pid))
    process.pipeline = []
    shell.pipeStatus = statuses
    const failed = shell.named.has('pipefail') ? statuses.findLast((status) => status !== 0) : undefined
    shell.lastStatus = failed ?? statuses.at(-1) ?? 0
    return true
  }

  // ------------------------------------------------------------------------------------------------ redirections

  /** Opens a target and puts it at its descriptor; says why when it cannot. */
  redirect(spec: RedirectSpec, target: string): boolean {
    const outcome = openForRedirect(this.kernel, this.container, this.process, spec, target, this.shell)
    if ('error' in outcome) {
      this.complain(`${prefix(this.shell)}${outcome.error}\n`)
      return false
    }
    let { fds } = this.process
    for (const [fd, open] of outcome.changes) fds = replaced(fds, fd, open)
    this.process.fds = fds
    if (spec.variable !== undefined) setVariable(this, spec.variable, String(outcome.changes[0]?.[0] ?? -1))
    return true
  }

  // ------------------------------------------------------------------------------------------------ commands

  runCommand(
    f: CodeFrame,
    argv: readonly string[],
    env: ReadonlyMap<string, string> | undefined,
    ignored: boolean,
  ): Flow {
    const { shell, process } = this
    const name = argv[0] as string
    if (shell.options.includes('x')) this.trace(argv, env)
    if (shell.pipeStatus.length > 0) shell.pipeStatus = []
    const defined = shell.functions?.get(name)
    if (defined !== undefined) return this.callFunction(name, defined, argv, env, ignored)
    const builtin = findBuiltin(name, shell.dialect)
    if (builtin !== undefined) return this.runBuiltin(builtin, argv, env)
    const utility = findUtility(name, shell.dialect)
    if (utility !== undefined) return this.runInline(utility, argv, process.pid, env)
    return this.runExternal(f, argv, env)
  }

  trace(argv: readonly string[], env?: ReadonlyMap<string, string>): void {
    const words = [...(env ?? [])].map(([key, value]) => `${key}=${value === '' ? '' : traced(value, this.shell)}`)
    this.complain(`${this.tracePrefix}${[...words, ...argv.map((word) => traced(word, this.shell))].join(' ')}\n`)
  }

  traceAssignment(name: string, value: string, append: boolean, isArray: boolean): void {
    const shown = isArray
      ? `(${value
          .slice(1)
          .split(ARRAY_MARK)
          .map((word) => traced(word, this.shell))
          .join(' ')})`
      : value === ''
        ? ''
        : traced(value, this.shell)
    this.complain(`${this.tracePrefix}${name}${append ? '+' : ''}=${shown}\n`)
  }

  callFunction(
    name: string,
    { program, pc }: { program: CodeFrame['program']; pc: number },
    argv: readonly string[],
    env: ReadonlyMap<string, string> | undefined,
    ignored: boolean,
  ): Flow {
    const { shell } = this
    const frame = this.frame(program, pc, 'function')
    if (this.process.isZombie) return STOP
    frame.name = name
    if (shell.isBash && !shell.fromFile) {
      frame.origin = shell.origin
      shell.origin ||= 'environment'
    }
    if (ignored) frame.ignoresErrors = true
    frame.positional = shell.positional
    shell.positional = argv.slice(1)
    for (const [key, value] of env ?? []) {
      this.makeLocal(key)
      shell.put(key, value)
      shell.setFlags(key, shell.flags(key) | EXPORTED)
    }
    return SWITCH
  }

  /** Remembers a variable's value for the end of the function; false outside functions. */
  makeLocal(name: string): boolean {
    const frame = this.process.frames.findLast(
      (candidate) => candidate.type === 'code' && (candidate.kind === 'function' || candidate.saved !== undefined),
    )
    if (frame?.type !== 'code' || frame.kind !== 'function') return false
    frame.locals ??= new Map()
    if (!frame.locals.has(name)) {
      const local: Local = { value: this.shell.value(name) ?? null, flags: this.shell.flags(name) }
      frame.locals.set(name, local)
    }
    return true
  }

  private runBuiltin(
    builtin: NonNullable<ReturnType<typeof findBuiltin>>,
    argv: readonly string[],
    env: ReadonlyMap<string, string> | undefined,
  ): Flow {
    const { shell, process } = this
    const persists = builtin.special === true && shell.dialect !== 'bash'
    const before = new Map<string, Local>()
    for (const [key, value] of env ?? []) {
      if (!persists) before.set(key, { value: shell.value(key) ?? null, flags: shell.flags(key) })
      setVariable(this, key, value)
    }
    const status = builtin.run(this, argv)
    if (process.isZombie) return STOP
    const top = process.top
    // Code that the builtin runs sees them to its end.
    if (status === BUILTIN_SWITCHED && top?.type === 'code' && (top.kind === 'eval' || top.kind === 'source')) {
      if (before.size > 0) top.locals = before
      return SWITCH
    }
    for (const [key, old] of before) if (this.shell === shell) restore(shell, key, old)
    if (status === BUILTIN_SWITCHED) return SWITCH
    this.shell.lastStatus = status
    return process.signals.length > 0 ? SWITCH : NEXT
  }

  /** Runs a command within this process; when it waits, it stands on the stack. */
  runInline(
    command: Command,
    argv: readonly string[],
    pid: number,
    env: ReadonlyMap<string, string> | undefined,
  ): Flow {
    const { kernel, process, container, shell } = this
    const { call } = kernel
    call.aim(container, process, argv, pid, env, process.fds, undefined)
    const top = process.top
    const status = kernel.invoke(command, call)
    if (status !== BLOCKED) {
      shell.lastStatus = status
      // It sent this shell a signal that a trap acts on.
      if (process.top !== top && !process.isZombie) return SWITCH
      if (process.signals.length > 0) return SWITCH
      return process.isZombie ? STOP : NEXT
    }
    process.frames.push(new CommandFrame(command, argv, call.state, pid, env, process.fds))
    return process.wait === RUNNING ? SWITCH : STOP
  }

  private runExternal(_f: CodeFrame, argv: readonly string[], env: ReadonlyMap<string, string> | undefined): Flow {
    const { kernel, container, process, shell } = this
    const resolved = this.resolve(argv[0] as string, env?.get('PATH'))
    if ('errno' in resolved) {
      this.shell.lastStatus = this.cannotRun(argv[0] as string, resolved.errno)
      return NEXT
    }
    const { found } = resolved
    if (found.kind === 'command') {
      const command = kernel.findCommand(found.name, found.flavour)
      if (command !== undefined) {
        process.debt += EXEC
        kernel.call.flavour = found.flavour
        return this.runInline(command, argv, container.nextPid++, env)
      }
    }
    const variables = shell.exported()
    for (const [key, value] of env ?? []) variables.set(key, value)
    const { pid, status } = kernel.spawn(container, process, argv, {
      env: variables,
      fds: process.fds,
      commandName: shell.name,
    })
    if (pid < 0) {
      shell.lastStatus = status
      return NEXT
    }
    process.pipeline = [pid]
    process.frames.push(new CommandFrame(FOREGROUND, argv, pid, pid, undefined, process.fds))
    process.wait = CHILD
    return STOP
  }

  resolve(name: string, path = this.shell.get('PATH')): Resolved {
    return this.kernel.resolve(this.container, this.process, name, path)
  }

  /** Says that a command cannot be run; its status. */
  cannotRun(name: string, errno: Errno | 'ENOCMD', builtin?: string): number {
    const { shell } = this
    const { dialect } = shell
    if (errno === 'ENOCMD' || (errno === 'ENOENT' && dialect !== 'bash')) {
      const start = prefix(shell, dialect === 'bash' ? undefined : builtin)
      const said = dialect !== 'bash' ? 'not found' : builtin === undefined ? 'command not found' : 'not found'
      this.complain(`${start}${dialect === 'bash' && builtin !== undefined ? `${builtin}: ` : ''}${name}: ${said}\n`)
      return 127
    }
    const text = errno === 'EISDIR' && dialect !== 'bash' ? 'Permission denied' : strerror(errno)
    this.complain(`${prefix(shell)}${name}: ${text}\n`)
    return errno === 'ENOENT' ? 127 : 126
  }

  /** What a name is to this shell: `function`, `builtin`, `keyword`, `file`; undefined: nothing. */
  kindOf(name: string): 'function' | 'builtin' | 'keyword' | 'file' | undefined {
    const { shell } = this
    if (KEYWORDS.has(name) && (name !== '[[' || shell.dialect !== 'dash')) return 'keyword'
    if (shell.functions?.has(name)) return 'function'
    if (findBuiltin(name, shell.dialect) ?? findUtility(name, shell.dialect)) return 'builtin'
    return 'found' in this.resolve(name) ? 'file' : undefined
  }

  /** What `command -v` and (verbose) `type` say of a name. */
  describe(name: string, verbose: boolean): string | undefined {
    const kind = this.kindOf(name)
    const resolved = kind === 'file' ? this.resolve(name) : undefined
    const path = resolved !== undefined && 'found' in resolved ? resolved.path : name
    if (kind === undefined || !verbose) return kind && path
    const { isBash, dialect } = this.shell
    if (kind === 'keyword') return `${name} is a shell keyword`
    if (kind === 'function') return isBash ? `${name} is a function` : `${name} is a shell function`
    if (kind === 'file') return `${name} is ${path}`
    const special = findBuiltin(name, dialect)?.special === true && !isBash
    return `${name} is a ${special ? 'special ' : ''}shell builtin`
  }

  /** `exec`: this process becomes another program. */
  exec(argv: readonly string[]): Flow {
    const { kernel, container, process, shell } = this
    process.environment = shell.environment
    const variables = shell.exported()
    const resolved = this.resolve(argv[0] as string)
    if ('errno' in resolved) {
      return this.exitShell(this.cannotRun(argv[0] as string, resolved.errno, 'exec'))
    }
    kernel.exec(container, process, argv, variables)
    const trouble = become(kernel, container, process, argv, variables.get('PATH'))
    if (trouble !== undefined) return this.exitShell(this.cannotRun(argv[0] as string, trouble))
    return SWITCH
  }

  // ------------------------------------------------------------------------------------------------ input

  /** All of standard input as a script; undefined: it waits for more. */
  readScript(): string | undefined {
    const { process, container, kernel } = this
    for (;;) {
      const chunk = readOpen(kernel, container, process, process.fds[0] ?? -1, 65536)
      if (chunk === null) break
      if (chunk === undefined) {
        process.wait = READING
        process.waitFor = process.fds[0] ?? -1
        return undefined
      }
      process.words.push(chunk)
    }
    const text = process.words.join('')
    process.words.length = 0
    return text
  }

  /** The next line a person typed; null at the end; undefined: it waits, having prompted. */
  readCommandLine(): string | null | undefined {
    const { process, container, kernel, shell } = this
    const n = process.fds[0] ?? -1
    if (process.words.length === 0) {
      this.complain(shell.get('PS1') ?? (process.credentials.uid === 0 ? `${process.cwd} # ` : `${process.cwd} $ `))
      process.words.push('')
    }
    const chunk = readOpen(kernel, container, process, n, 65536)
    if (chunk === undefined) {
      process.wait = READING
      process.waitFor = n
      return undefined
    }
    process.words.length = 0
    return chunk
  }

  /** Runs a trap's action now; for `trap` on signals that are pending. */
  signalName(signal: number): string {
    return SIGNALS[signal] as string
  }
}
