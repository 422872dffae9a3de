/** Builtins about the shell itself: `cd`, `pwd`, `trap`, `umask`, `shopt`, `jobs`, `let`, `times`, `hash`, `ulimit`. */
import type { Machine } from '../../kernel/contract.ts'
import { attempt, strerror } from '../../files/errno.ts'
import { SIGNALS, signalNumber } from '../../kernel/signals.ts'
import { plainlyQuoted, quoted } from '../edits.ts'
import { prefix } from '../messages.ts'
import { setVariable } from '../variables.ts'
import type { Builtin } from './builtin.ts'

export const colon: Builtin = { names: [':'], special: true, run: () => 0 }
export const ok: Builtin = { names: ['true'], run: () => 0 }
export const no: Builtin = { names: ['false'], run: () => 1 }

export const cd: Builtin = {
  names: ['cd', 'chdir'],
  run(m, argv) {
    const words = argv.slice(1).filter((word) => !/^-[LPe]+$/.test(word) && word !== '--')
    const { shell, process } = m
    let target = words[0] ?? shell.get('HOME')
    if (target === undefined) {
      m.complain(`${prefix(shell, shell.isBash ? undefined : 'cd')}${shell.isBash ? 'cd: ' : ''}HOME not set\n`)
      return shell.isBash ? 1 : 2
    }
    if (words.length > 1 && shell.isBash) {
      m.complain(`${prefix(shell)}cd: too many arguments\n`)
      return 1
    }
    let shown = false
    if (target === '-') {
      const old = shell.get('OLDPWD')
      if (old === undefined) {
        m.complain(`${prefix(shell, shell.isBash ? undefined : 'cd')}${shell.isBash ? 'cd: ' : ''}OLDPWD not set\n`)
        return shell.isBash ? 1 : 2
      }
      target = old
      shown = true
    }
    if (target === '') return 0
    const viaPath = cdPath(m, target)
    const { value: at, errno } = attempt(() => m.files().find(viaPath ?? target))
    const trouble =
      errno ?? (at?.inode.kind === 'directory' ? (m.files().may(at, 1) ? undefined : 'EACCES') : 'ENOTDIR')
    if (at === undefined || trouble !== undefined) return cannotEnter(m, target, strerror(trouble ?? 'ENOENT'))
    const logical = argv.includes('-P')
      ? at.path
      : logicalPath(
          process.cwd === shell.get('PWD') ? process.cwd : (shell.get('PWD') ?? process.cwd),
          viaPath ?? target,
        )
    setVariable(m, 'OLDPWD', shell.get('PWD') ?? process.cwd)
    process.cwd = logical
    setVariable(m, 'PWD', logical)
    if (shown || viaPath !== undefined) m.write(1, `${logical}\n`)
    return 0
  },
}

function cdPath(m: Machine, target: string): string | undefined {
  const list = m.shell.get('CDPATH')
  if (list === undefined || list === '' || /^\.{0,2}\//.test(target) || target === '.' || target === '..')
    return undefined
  return list
    .split(':')
    .filter((directory) => directory !== '' && directory !== '.')
    .map((directory) => `${directory}/${target}`)
    .find((path) => m.files().maybe(path)?.inode.kind === 'directory')
}

function cannotEnter(m: Machine, target: string, reason: string): number {
  const { shell } = m
  if (shell.isBash) m.complain(`${prefix(shell)}cd: ${target}: ${reason}\n`)
  else m.complain(`${prefix(shell, 'cd')}can't cd to ${target}${shell.dialect === 'ash' ? `: ${reason}` : ''}\n`)
  return shell.isBash ? 1 : 2
}

/** Dots taken out by their names alone, as `cd -L` does. */
export function logicalPath(cwd: string, target: string): string {
  const parts: string[] = []
  for (const part of (target.startsWith('/') ? target : `${cwd}/${target}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

export const pwd: Builtin = {
  names: ['pwd'],
  run(m, argv) {
    const physical = argv.includes('-P')
    m.write(1, `${physical ? (m.files().maybe('.')?.path ?? m.process.cwd) : m.process.cwd}\n`)
    return 0
  },
}

export const trap: Builtin = {
  names: ['trap'],
  special: true,
  run(m, argv) {
    const { shell } = m
    let words = argv.slice(1)
    if (words[0] === '-l') {
      m.write(1, `${SIGNALS.slice(1).join(' ')}\n`)
      return 0
    }
    if (words[0] === '--') words = words.slice(1)
    if (words.length === 0 || words[0] === '-p') return listTraps(m, words.slice(1))
    let [action, ...signals] = words as [string, ...string[]]
    // A lone signal, or a number in front, resets.
    if (signals.length === 0 || (/^\d+$/.test(action) && signalNumber(action) !== undefined)) {
      signals = words
      action = '-'
    }
    let status = 0
    for (const name of signals) {
      const key = trapKey(m, name)
      if (key === undefined) {
        status = 1
        if (shell.isBash) m.complain(`${prefix(shell)}trap: ${name}: invalid signal specification\n`)
        else if (shell.dialect === 'dash') m.complain(`trap: ${name}: bad trap\n`)
        else m.complain(`${prefix(shell, 'trap')}${name}: invalid signal specification\n`)
        continue
      }
      shell.traps ??= new Map()
      if (action === '-') shell.traps.delete(key)
      else shell.traps.set(key, action)
    }
    return status
  },
}

function trapKey(m: Machine, name: string): string | undefined {
  const upper = name.toUpperCase()
  if (m.shell.isBash && (upper === 'ERR' || upper === 'DEBUG' || upper === 'RETURN')) return upper
  if (m.shell.dialect === 'dash' && upper.startsWith('SIG')) return undefined
  const number = signalNumber(name)
  return number === undefined ? undefined : SIGNALS[number]
}

function listTraps(m: Machine, only: readonly string[]): number {
  const order = (name: string) => (SIGNALS.includes(name) ? SIGNALS.indexOf(name) : 99)
  const traps = [...(m.shell.traps ?? [])].sort(([a], [b]) => order(a) - order(b))
  for (const [name, action] of traps) {
    if (only.length > 0 && !only.some((wanted) => trapKey(m, wanted) === name)) continue
    const shown = m.shell.isBash && name !== 'EXIT' && name !== 'ERR' ? `SIG${name}` : name
    m.write(1, `trap -- ${m.shell.isBash ? quoted(action) : plainlyQuoted(action)} ${shown}\n`)
  }
  return 0
}

export const umask: Builtin = {
  names: ['umask'],
  run(m, argv) {
    const [, text] = argv
    const { process } = m
    if (text === undefined) {
      m.write(1, `${process.umask.toString(8).padStart(4, '0')}\n`)
      return 0
    }
    if (text === '-S') {
      const bits = 0o777 & ~process.umask
      const show = (shift: number) => ['r', 'w', 'x'].filter((_, i) => ((bits >> shift) & (4 >> i)) !== 0).join('')
      m.write(1, `u=${show(6)},g=${show(3)},o=${show(0)}\n`)
      return 0
    }
    if (!/^[0-7]+$/.test(text)) {
      m.complain(`${prefix(m.shell, 'umask')}Illegal mode: ${text}\n`)
      return m.shell.isBash ? 1 : 2
    }
    process.umask = Number.parseInt(text, 8) & 0o777
    return 0
  },
}

export const shopt: Builtin = {
  names: ['shopt'],
  dialects: ['bash'],
  run(m, argv) {
    const [, option, ...names] = argv
    if (option === '-q') return names.every((name) => m.shell.named.has(name)) ? 0 : 1
    if (option !== '-s' && option !== '-u') {
      const asked = [option, ...names].filter((name) => name !== undefined && name !== '-p') as string[]
      for (const name of asked) m.write(1, `${name.padEnd(15)}\t${m.shell.named.has(name) ? 'on' : 'off'}\n`)
      return asked.every((name) => m.shell.named.has(name)) ? 0 : 1
    }
    const set = new Set(m.shell.named)
    for (const name of names) {
      if (option === '-s') set.add(name)
      else set.delete(name)
    }
    m.shell.named = set
    return 0
  },
}

export const let_: Builtin = {
  names: ['let'],
  dialects: ['bash', 'ash'],
  run(m, argv) {
    let value: bigint | undefined = 0n
    for (const text of argv.slice(1)) {
      value = m.calculate(text, m.shell.line)
      if (value === undefined) return 1
    }
    return value === 0n ? 1 : 0
  },
}

/** Things that have no effect in a simulation and succeed. */
export const nothing: Builtin = {
  names: [
    'hash',
    'ulimit',
    'alias',
    'unalias',
    'bg',
    'fg',
    'disown',
    'enable',
    'bind',
    'complete',
    'history',
    'set_color',
  ],
  run: (m, argv) =>
    argv[0] === 'ulimit' && argv.length > 1 && !/^\d|unlimited/.test(argv.at(-1) ?? '')
      ? (m.write(1, 'unlimited\n'), 0)
      : 0,
}

export const times: Builtin = {
  names: ['times'],
  special: true,
  run(m) {
    const line = m.shell.isBash ? '0m0.000s 0m0.000s\n' : '0m0.000000s 0m0.000000s\n'
    m.write(1, line + line)
    return 0
  },
}

export const jobs: Builtin = {
  names: ['jobs'],
  run(m, argv) {
    const living = m.shell.jobs.filter((pid) => m.container.process(pid)?.isZombie === false)
    for (const [i, pid] of living.entries()) {
      m.write(1, argv.includes('-p') ? `${pid}\n` : `[${i + 1}] + Running\n`)
    }
    return 0
  },
}
