/** Starting programs: finding what a name stands for, and what a process does first. */
import type { Kernel, SpawnOptions } from './contract.ts'
import { EXEC, MAX_PROCESSES } from './limits.ts'
import { attempt, type Errno, strerror } from '../files/errno.ts'
import { contentOf, mayAccess } from '../files/inode.ts'
import { type Executable, executableOf, type Resolved } from '../executable.ts'
import { compile } from '../shell/compile/compile.ts'
import { type Dialect, Shell } from '../shell/state.ts'
import { INTERACTIVE, STANDARD_INPUT } from '../shell/ops/interactive.ts'
import type { Container } from './container.ts'
import { DEFAULT_PATH, MapEnvironment } from './environment.ts'
import { CodeFrame, CommandFrame, type Frame, NativeFrame } from './frames.ts'
import { worldOf } from './natives.ts'
import { Process } from './process.ts'

const MAX_SCRIPTS = 4

/** What a command's name stands for: a path as it is, else the first hit in PATH. */
export function resolve(k: Kernel, c: Container, process: Process, name: string, path: string | undefined): Resolved {
  const files = k.files(c, process)
  const at = (candidate: string): Resolved | undefined => {
    const { value: location, errno } = attempt(() => files.find(candidate))
    if (location === undefined) return errno === 'ENOENT' || errno === 'ENOTDIR' ? undefined : { errno: errno as Errno }
    if (location.inode.kind === 'directory') return { errno: 'EISDIR' }
    if (location.inode.kind !== 'file' || !mayAccess(location.inode, process.credentials, 1)) return { errno: 'EACCES' }
    const data = contentOf(location.inode)
    const found = executableOf(data, candidate, name)
    if (found !== undefined) return { found, path: candidate }
    // No magic and no interpreter named: shells run it as a script of their own.
    return { found: { kind: 'script', interpreter: '/bin/sh', argument: undefined, path: candidate }, path: candidate }
  }
  if (name.includes('/')) return at(name) ?? { errno: 'ENOENT' }
  if (name === '') return { errno: 'ENOCMD' }
  let denied: Resolved | undefined
  for (const directory of (path ?? DEFAULT_PATH).split(':')) {
    const hit = at(`${directory === '' ? '.' : directory}/${name}`)
    if (hit === undefined) continue
    if ('found' in hit) return hit
    if (hit.errno === 'EACCES') denied = hit
  }
  return denied ?? { errno: 'ENOCMD' }
}

/** Makes a child process run a program. */
export function startProcess(
  k: Kernel,
  c: Container,
  parent: number,
  like: Process,
  argv: readonly string[],
  { env, fds, cwd, commandName }: SpawnOptions,
): { pid: number; status: number } {
  const fail = (text: string, status: number) => {
    k.complain(c, like, fds, `${commandName}: ${text}\n`)
    return { pid: -1, status }
  }
  if (c.processes.length >= MAX_PROCESSES) return fail("can't fork: Resource temporarily unavailable", 1)
  const process = new Process(c.nextPid, parent, argv, like.credentials, cwd ?? like.cwd, fds)
  process.umask = like.umask
  process.group = like.group
  process.startedAtMs = k.nowMs
  process.environment = new MapEnvironment(env)
  const trouble = become(k, c, process, argv, env.get('PATH'))
  if (trouble !== undefined) {
    const name = argv[0] ?? ''
    const status = trouble === 'ENOCMD' || trouble === 'ENOENT' ? 127 : 126
    const reason = strerror(trouble === 'ENOCMD' ? 'ENOENT' : trouble)
    if (k.call.flavour === 'busybox' && QUOTING.test(commandName))
      return fail(`can't execute '${name}': ${reason}`, status)
    return fail(`${quoteName(commandName, name)}: ${reason}`, status)
  }
  c.nextPid++
  c.processes.push(process)
  return { pid: process.pid, status: 0 }
}

const QUOTING = /^(env|timeout|nohup|nice|stdbuf|setsid)$/

/** GNU tools quote the name of what they cannot run. */
const quoteName = (command: string, name: string): string => (QUOTING.test(command) ? `'${name}'` : name)

/** Makes a process be a program (exec); the error when it cannot be. */
export function become(
  k: Kernel,
  c: Container,
  process: Process,
  argv: readonly string[],
  path: string | undefined,
): Errno | 'ENOCMD' | undefined {
  let words = argv
  for (let depth = 0; depth < MAX_SCRIPTS; depth++) {
    const resolved = k.resolve(c, process, words[0] ?? '', path)
    if ('errno' in resolved) return resolved.errno
    const { found } = resolved
    if (found.kind === 'script') {
      const { interpreter, argument } = found
      words = [interpreter, ...(argument === undefined ? [] : [argument]), resolved.path, ...words.slice(1)]
      continue
    }
    const trouble = load(k, c, process, found, words)
    if (trouble !== undefined) return trouble
    process.debt += EXEC
    return undefined
  }
  return 'ELOOP'
}

function load(
  k: Kernel,
  c: Container,
  process: Process,
  found: Exclude<Executable, { kind: 'script' }>,
  argv: readonly string[],
): Errno | undefined {
  process.argv = argv
  process.signals = []
  if (found.kind === 'shell') {
    beShell(k, c, process, found.dialect, argv)
    return undefined
  }
  const frame = frameOf(k, c, process, found, argv)
  if (frame === undefined) return 'ENOENT'
  process.shell = undefined
  process.frames = [frame]
  process.scopes = []
  return undefined
}

function frameOf(
  k: Kernel,
  c: Container,
  process: Process,
  found: Exclude<Executable, { kind: 'script' | 'shell' }>,
  argv: readonly string[],
): Frame | undefined {
  if (found.kind === 'command') {
    const command = k.findCommand(found.name, found.flavour)
    return command && new CommandFrame(command, argv, undefined, process.pid, undefined, process.fds)
  }
  const program = k.natives(found.name)
  if (program === undefined) return undefined
  const world = worldOf(k, c, argv, process)
  const up = program.startUpMs(world)
  const frame = new NativeFrame(program, argv, {}, up < 0 ? Number.POSITIVE_INFINITY : k.nowMs + up, process.pid)
  k.startNative(c, process, frame)
  return frame
}

// ---------------------------------------------------------------------------------------------------- shells

/** Makes a process be a shell with the options of its command line (`sh -c …`, `sh file`, `sh`). */
function beShell(k: Kernel, c: Container, process: Process, dialect: Dialect, argv: readonly string[]): void {
  const inherited = process.environment ?? k.environment(c, process)
  const shell = new Shell(dialect, inherited)
  process.shell = shell
  shell.mainPid = process.pid
  shell.name = argv[0] ?? 'sh'
  const rest = options(shell, argv.slice(1))
  process.frames = []
  process.scopes = []
  const { command, words, readsInput, interactive } = rest
  if (command) {
    const [script = '', name, ...positional] = words
    if (name !== undefined) {
      shell.name = name
      shell.nameGiven = true
    }
    shell.positional = positional
    push(process, script, shell)
    return
  }
  const [file, ...positional] = words
  if (file === undefined || readsInput) {
    shell.positional = readsInput ? words : positional
    const program = interactive || k.isTerminal(c, process.fds[0] ?? -1) ? INTERACTIVE : STANDARD_INPUT
    const frame = new CodeFrame(program, 0, 'main', 0, 0, 0, 0)
    if (program === INTERACTIVE) frame.name = 'interactive'
    frame.readsInput = true
    process.frames.push(frame)
    return
  }
  const { value: text, errno } = attempt(() => k.files(c, process).read(file))
  if (errno !== undefined || text === undefined) {
    const reason = strerror(errno ?? 'ENOENT')
    const said =
      dialect === 'bash'
        ? `${shell.name}: ${file}: ${reason}`
        : `${shell.name}: ${dialect === 'dash' ? '0: cannot open' : "can't open"} ${dialect === 'ash' ? `'${file}'` : file}: ${dialect === 'dash' ? 'No such file' : reason}`
    k.complain(c, process, process.fds, `${said}\n`)
    push(process, `exit ${dialect === 'bash' ? 127 : 2}`, shell)
    return
  }
  shell.name = file
  shell.fromFile = true
  shell.positional = positional
  push(process, text, shell)
}

/** A stack with room for one more: what most shells that wait have on it is a command. */
function stackOf(frame: CodeFrame): Frame[] {
  const frames: Frame[] = [frame, frame]
  frames.pop()
  return frames
}

function push(process: Process, script: string, shell: Shell): void {
  process.frames = stackOf(new CodeFrame(compile(script, shell.dialect), 0, 'main', 0, 0, 0, 0))
}

interface ShellArguments {
  command: boolean
  words: readonly string[]
  readsInput: boolean
  interactive: boolean
}

function options(shell: Shell, args: readonly string[]): ShellArguments {
  const result = { command: false, words: args, readsInput: false, interactive: false }
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--' || arg === '-') {
      i++
      break
    }
    if (arg.startsWith('--')) continue
    if (!/^[-+]./.test(arg)) break
    for (const letter of arg.slice(1)) {
      if (letter === 'c') result.command = true
      else if (letter === 's') result.readsInput = true
      else if (letter === 'i') result.interactive = true
      else if (letter === 'o') {
        const name = args[++i] ?? ''
        const short = OPTION_LETTERS[name]
        if (short !== undefined) shell.options += short
        else shell.named = new Set([...shell.named, name])
      } else if (letter !== 'l' && !shell.options.includes(letter)) shell.options += letter
    }
  }
  result.words = args.slice(i)
  return result
}

/** Options with a letter, by their names for `set -o`. */
export const OPTION_LETTERS: Record<string, string> = {
  allexport: 'a',
  errexit: 'e',
  noglob: 'f',
  hashall: 'h',
  monitor: 'm',
  noexec: 'n',
  noclobber: 'C',
  nounset: 'u',
  verbose: 'v',
  xtrace: 'x',
  notify: 'b',
}
