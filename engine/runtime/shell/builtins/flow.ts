/** Builtins that change what runs next: `exit`, `return`, `break`, `eval`, `.`, `exec`, `command`. */
import type { Machine } from '../../kernel/contract.ts'
import { attempt, strerror } from '../../files/errno.ts'
import { prefix } from '../messages.ts'
import { type Builtin, BUILTIN_SWITCHED } from './builtin.ts'

/** The status an argument names; undefined (and said) when it is no number. */
function statusOf(m: Machine, argv: readonly string[]): number | undefined {
  const [name, text] = argv
  if (text === undefined) return m.shell.lastStatus
  if (/^-?\d+$/.test(text) && (m.shell.isBash || !text.startsWith('-')))
    return m.shell.dialect === 'dash' && name === 'return' ? Number(text) : Number(text) & 255
  const { dialect } = m.shell
  if (dialect === 'bash') m.complain(`${prefix(m.shell)}${name}: ${text}: numeric argument required\n`)
  else
    m.complain(
      `${prefix(m.shell, name)}${dialect === 'dash' ? `Illegal number: ${text}` : `Illegal number: ${text}`}\n`,
    )
  return undefined
}

export const exit: Builtin = {
  names: ['exit'],
  special: true,
  run(m, argv) {
    m.exitShell(statusOf(m, argv) ?? 2)
    return BUILTIN_SWITCHED
  },
}

export const returns: Builtin = {
  names: ['return'],
  special: true,
  run(m, argv) {
    if (m.shell.isBash && !m.mayReturn) {
      m.complain(`${prefix(m.shell)}return: can only \`return' from a function or sourced script\n`)
      return 2
    }
    m.returnFrom(statusOf(m, argv) ?? 2)
    return BUILTIN_SWITCHED
  },
}

function leave(goesOn: boolean): Builtin['run'] {
  return (m, argv) => {
    const [name, text = '1'] = argv
    const count = Number(text)
    if (!/^\d+$/.test(text) || count < 1) {
      const { dialect } = m.shell
      if (dialect === 'bash')
        m.complain(
          `${prefix(m.shell)}${name}: ${text}: ${/^\d+$/.test(text) ? 'loop count out of range' : 'numeric argument required'}\n`,
        )
      else m.complain(`${prefix(m.shell, name)}Illegal number: ${text}\n`)
      if (dialect !== 'bash') m.exitShell(2)
      return dialect === 'bash' ? 1 : BUILTIN_SWITCHED
    }
    if (m.leaveLoops(count, goesOn)) {
      m.shell.lastStatus = 0
      return BUILTIN_SWITCHED
    }
    if (m.shell.isBash)
      m.complain(`${prefix(m.shell)}${name}: only meaningful in a \`for', \`while', or \`until' loop\n`)
    return 0
  }
}

export const breaks: Builtin = { names: ['break'], special: true, run: leave(false) }
export const continues: Builtin = { names: ['continue'], special: true, run: leave(true) }

export const evaluates: Builtin = {
  names: ['eval'],
  special: true,
  run(m, argv) {
    const text = argv.slice(argv[1] === '--' ? 2 : 1).join(' ')
    if (text.trim() === '') return 0
    m.shell.lastStatus = 0
    m.pushCode(text, 'eval')
    return BUILTIN_SWITCHED
  },
}

export const source: Builtin = {
  names: ['.', 'source'],
  special: true,
  run(m, argv) {
    const [name = '.', file, ...rest] = argv
    if (name === 'source' && m.shell.dialect === 'dash') return m.cannotRun(name, 'ENOCMD')
    if (file === undefined) {
      if (m.shell.isBash)
        m.complain(
          `${prefix(m.shell)}${name}: filename argument required\n${name}: usage: ${name} filename [arguments]\n`,
        )
      return 2
    }
    const path = file.includes('/') ? file : (inPath(m, file) ?? file)
    const { value: text, errno } = attempt(() => m.files().read(path))
    if (text === undefined) {
      const { dialect } = m.shell
      const reason = strerror(errno ?? 'ENOENT')
      // dash and ash read nothing from it.
      if (dialect !== 'bash' && errno === 'EISDIR') return 0
      if (dialect === 'bash') {
        m.complain(
          `${prefix(m.shell)}${errno === 'EISDIR' ? `${name}: ${file}: is a directory` : `${file}: ${reason}`}\n`,
        )
        return 1
      }
      const missing = errno === 'ENOENT'
      if (dialect === 'dash')
        m.complain(
          `${prefix(m.shell, name)}${file.includes('/') || !missing ? `cannot open ${file}: ${missing ? 'No such file' : reason}` : `${file}: not found`}\n`,
        )
      else m.complain(`${prefix(m.shell, name)}can't open '${file}': ${reason}\n`)
      m.exitShell(2)
      return BUILTIN_SWITCHED
    }
    const frame = m.pushCode(text, 'source')
    if (m.shell.isBash) {
      frame.origin = m.shell.origin
      m.shell.origin = path
    }
    if (rest.length > 0) {
      frame.positional = m.shell.positional
      m.shell.positional = rest
    }
    m.shell.lastStatus = 0
    return BUILTIN_SWITCHED
  },
}

/** `.` looks in PATH for names without a slash, then (bash, ash) here. */
function inPath(m: Machine, file: string): string | undefined {
  const directories = (m.shell.get('PATH') ?? '').split(':')
  const candidates = directories.map((directory) => `${directory === '' ? '.' : directory}/${file}`)
  const found = candidates.find((path) => m.files().maybe(path)?.inode.kind === 'file')
  return found ?? (m.shell.dialect === 'dash' ? '' : undefined)
}

export const executes: Builtin = {
  names: ['exec'],
  special: true,
  run(m, argv) {
    let words = argv.slice(1)
    while (words[0]?.startsWith('-') && m.shell.isBash) {
      if (words[0] === '--') {
        words = words.slice(1)
        break
      }
      words = words.slice(words[0] === '-a' ? 2 : 1)
    }
    if (words.length === 0) {
      // Redirections of `exec` alone stay: the scope's end puts back what is there now.
      const { process } = m
      if (process.scopes.length > 0) process.scopes[process.scopes.length - 1] = process.fds
      return 0
    }
    m.exec(words)
    return BUILTIN_SWITCHED
  },
}

export const command: Builtin = {
  names: ['command'],
  run(m, argv) {
    const [, option = ''] = argv
    if (option === '-v' || option === '-V') {
      const names = m.shell.isBash ? argv.slice(2) : argv.slice(2, 3)
      return describeAll(m, names, option === '-V', 'command')
    }
    const words = argv.slice(option === '-p' || option === '--' ? 2 : 1)
    if (words.length === 0) return 0
    return runPlain(m, words)
  },
}

/** `builtin name …`. */
export const builtin: Builtin = {
  names: ['builtin'],
  dialects: ['bash', 'ash'],
  run(m, argv) {
    return argv.length < 2 ? 0 : runPlain(m, argv.slice(1))
  },
}

/** Runs a command, functions apart. */
function runPlain(m: Machine, words: readonly string[]): number {
  const { shell } = m
  const functions = shell.functions
  shell.functions = undefined
  const top = m.process.top
  const flow = top?.type === 'code' ? m.runCommand(top, words, undefined, top.ignoresErrors) : 0
  if (m.shell === shell && m.process.shell === shell) shell.functions = functions
  return flow === 0 ? shell.lastStatus : BUILTIN_SWITCHED
}

export const type: Builtin = {
  names: ['type'],
  run: (m, argv) => {
    if (argv[1] === '-t' && m.shell.isBash) {
      const kinds = argv.slice(2).map((name) => m.kindOf(name))
      for (const kind of kinds) if (kind !== undefined) m.write(1, `${kind}\n`)
      return kinds.includes(undefined) ? 1 : 0
    }
    return describeAll(
      m,
      argv.slice(1).filter((word) => !/^-[apP]+$/.test(word)),
      true,
    )
  },
}

function describeAll(m: Machine, names: readonly string[], verbose: boolean, by = 'type'): number {
  let status = 0
  let found = false
  for (const name of names) {
    const text = m.describe(name, verbose)
    if (text !== undefined) {
      found = true
      m.write(1, `${text}\n`)
    } else {
      status = m.shell.dialect === 'bash' ? 1 : 127
      if (verbose && m.shell.isBash) m.complain(`${prefix(m.shell)}${by}: ${name}: not found\n`)
      else if (verbose) m.write(m.shell.dialect === 'ash' ? 1 : 1, `${name}: not found\n`)
    }
  }
  // bash's `command -v` is content with one of them.
  return by === 'command' && found && m.shell.isBash ? 0 : status
}
