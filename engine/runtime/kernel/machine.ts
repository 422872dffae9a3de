/**
 * One process of one container while its shell code runs: what instructions act through. It holds no state of its own.
 */
import { FOREGROUND, KEYWORDS, type Local, restore, traced } from './shellprocess.ts'
import { ForkMachine } from './machineforks.ts'
import type { Command, Flow, Machine } from './contract.ts'
import { EXEC } from './limits.ts'
import type { Resolved } from '../executable.ts'
import { type Errno, strerror } from '../files/errno.ts'
import { prefix } from '../shell/messages.ts'
import { NEXT, STOP, SWITCH } from '../shell/program.ts'
import { EXPORTED, type Shell } from '../shell/state.ts'
import { findBuiltin, findUtility } from '../shell/builtins/list.ts'
import { BUILTIN_SWITCHED } from '../shell/builtins/builtin.ts'
import { ARRAY_MARK } from '../shell/ops/commands.ts'
import { setVariable } from '../shell/variables.ts'
import { BLOCKED } from '../commands/command.ts'
import type { Container } from './container.ts'
import { CodeFrame, CommandFrame } from './frames.ts'
import { readOpen } from './io.ts'
import { CHILD, Process, READING, RUNNING } from './process.ts'
import { SIGNALS } from './signals.ts'
import { become } from './spawn.ts'

export class ProcessMachine extends ForkMachine implements Machine {
  aim(container: Container, process: Process): this {
    this.container = container
    this.process = process
    this.shell = process.shell as Shell
    return this
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
      const { shell } = this
      const reference = shell.references?.get(name)
      shell.refer(name, undefined)
      const local: Local = { value: shell.value(name) ?? null, flags: shell.flags(name), reference }
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
    if (env === undefined) return this.builtinDone(builtin.run(this, argv))
    const before = new Map<string, Local>()
    for (const [key, value] of env) {
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
    return this.builtinDone(status)
  }

  private builtinDone(status: number): Flow {
    const { process } = this
    if (process.isZombie) return STOP
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
