/** Builtins about variables: `export`, `readonly`, `local`, `declare`, `unset`, `set`, `shift`, `getopts`. */
import type { Machine } from '../../kernel/contract.ts'
import { OPTION_LETTERS } from '../../kernel/spawn.ts'
import { plainlyQuoted, quoted } from '../edits.ts'
import { prefix } from '../messages.ts'
import { ARRAY_MARK } from '../ops/commands.ts'
import { EXPORTED, INTEGER, LOWER, READONLY, UPPER } from '../state.ts'
import { keyFor, orderedKeys, setArray, setVariable } from '../variables.ts'
import { type Builtin, BUILTIN_SWITCHED } from './builtin.ts'

const NAME = /^[A-Za-z_]\w*$/

/** `name`, `name=value`, `name+=value`, `name[i]=value`, or an array packed in a word. Undefined: readonly, and said. */
function assignWord(m: Machine, word: string): string | undefined {
  if (word.includes(ARRAY_MARK)) {
    const [head = '', ...elements] = word.split(ARRAY_MARK)
    elements.pop()
    const name = head.replace(/\+?=$/, '')
    return setArray(m, name, elements, head.endsWith('+=')) ? name : undefined
  }
  const match = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(\+?)=(.*)$/s.exec(word)
  if (match === null) return word
  const [, name = '', index, plus, value = ''] = match
  const key = index === undefined ? undefined : keyFor(m, name, index)
  return setVariable(m, name, value, key, plus === '+') ? name : undefined
}

const nameOf = (word: string): string => /^[A-Za-z_]\w*/.exec(word)?.[0] ?? word

function notAName(m: Machine, command: string, word: string): number {
  const { dialect } = m.shell
  if (dialect === 'bash') m.complain(`${prefix(m.shell)}${command}: \`${word}': not a valid identifier\n`)
  else
    m.complain(
      `${prefix(m.shell, command)}${dialect === 'dash' ? word : word.replace(/=.*/s, '')}: bad variable name\n`,
    )
  if (dialect === 'bash') return 1
  m.exitShell(2)
  return BUILTIN_SWITCHED
}

/** Sets a flag on names, assigning first. */
function flagging(flag: number): Builtin['run'] {
  return (m, argv) => {
    const [command = ''] = argv
    const { shell } = m
    const options = argv.slice(1).filter((word) => /^-[pnf]+$/.test(word))
    const words = argv.slice(1).filter((word) => !/^-[pnf]+$/.test(word) && word !== '--')
    if (shell.dialect === 'dash' && options.some((option) => option !== '-p')) {
      m.complain(`${prefix(shell, command)}Illegal option ${options.find((option) => option !== '-p')}\n`)
      m.exitShell(2)
      return BUILTIN_SWITCHED
    }
    if (words.length === 0) {
      for (const name of shell.flagged(flag)) {
        const value = shell.get(name)
        m.write(1, `${listed(command, name, value, shell.isBash)}\n`)
      }
      return 0
    }
    const removes = options.some((option) => option.includes('n'))
    for (const word of words) {
      if (!NAME.test(nameOf(word)) || !/^[A-Za-z_]\w*(\[.*\])?(\+?=|$)/s.test(word)) return notAName(m, command, word)
      const name = assignWord(m, word)
      if (name === undefined) {
        m.exitShell(m.shell.isBash ? 1 : 2)
        return m.shell.isBash ? 1 : BUILTIN_SWITCHED
      }
      shell.setFlags(name, removes ? shell.flags(name) & ~flag : shell.flags(name) | flag)
    }
    return 0
  }
}

const listed = (command: string, name: string, value: string | undefined, isBash: boolean): string => {
  if (isBash) {
    const letter = command === 'export' ? 'x' : 'r'
    return value === undefined ? `declare -${letter} ${name}` : `declare -${letter} ${name}=${doubleQuoted(value)}`
  }
  return value === undefined ? `${command} ${name}` : `${command} ${name}=${plainlyQuoted(value)}`
}

const doubleQuoted = (value: string): string => `"${value.replace(/["$\\`]/g, '\\$&')}"`

export const exports_: Builtin = { names: ['export'], special: true, run: flagging(EXPORTED) }
export const readonly_: Builtin = { names: ['readonly'], special: true, run: flagging(READONLY) }

export const local: Builtin = {
  names: ['local'],
  run(m, argv) {
    for (const word of argv.slice(1)) {
      if (/^-\w+$/.test(word)) continue
      const name = nameOf(word)
      if (!NAME.test(name)) return notAName(m, 'local', word)
      if (!m.makeLocal(name)) {
        if (m.shell.isBash) m.complain(`${prefix(m.shell)}local: can only be used in a function\n`)
        else m.complain(`${prefix(m.shell, m.shell.dialect === 'ash' ? 'local' : 'local')}not in a function\n`)
        if (m.shell.isBash) return 1
        m.exitShell(2)
        return BUILTIN_SWITCHED
      }
      if (refers(m, argv, word)) continue
      applyOptions(m, name, argv)
      if (word.includes('=')) {
        if (word.includes(ARRAY_MARK) || m.shell.isBash) m.shell.unset(name)
        applyOptions(
          m,
          name,
          argv.map((option) => (option.startsWith('-') ? option.replace('r', '') : option)),
        )
        if (assignWord(m, word) === undefined) return 1
        applyOptions(m, name, argv)
      } else if (m.shell.dialect !== 'dash') {
        const flags = m.shell.flags(name)
        m.shell.unset(name)
        m.shell.setFlags(name, flags & ~EXPORTED)
        applyOptions(m, name, argv)
      }
    }
    return 0
  },
}

/** `-n`: the name stands for the variable that its value names. */
function refers(m: Machine, argv: readonly string[], word: string): boolean {
  const [, sign] = argv.map((option) => /^([-+])\w*n\w*$/.exec(option)).find((match) => match !== null) ?? []
  if (sign === undefined || !m.shell.isBash) return false
  const equals = word.indexOf('=')
  m.shell.refer(nameOf(word), sign === '+' || equals < 0 ? undefined : word.slice(equals + 1))
  return true
}

const FLAGS: Record<string, number> = { x: EXPORTED, r: READONLY, i: INTEGER, l: LOWER, u: UPPER }

function applyOptions(m: Machine, name: string, argv: readonly string[]): void {
  const { shell } = m
  for (const word of argv.slice(1)) {
    const option = /^([-+])(\w+)$/.exec(word)
    if (option === null) continue
    for (const letter of option[2] as string) {
      if ((letter === 'a' || letter === 'A') && typeof shell.value(name) !== 'object') {
        shell.put(name, { associative: letter === 'A', items: new Map() })
      }
      const flag = FLAGS[letter]
      if (flag === undefined) continue
      shell.setFlags(name, option[1] === '+' ? shell.flags(name) & ~flag : shell.flags(name) | flag)
    }
  }
}

export const declare: Builtin = {
  names: ['declare', 'typeset'],
  dialects: ['bash'],
  run(m, argv) {
    const options = argv
      .slice(1)
      .filter((word) => /^[-+]\w+$/.test(word))
      .join('')
    const words = argv.slice(1).filter((word) => !/^[-+]\w+$/.test(word))
    if (options.includes('p') || words.length === 0) return print(m, words)
    if (options.includes('f') || options.includes('F'))
      return words.every((name) => m.shell.functions?.has(name)) ? 0 : 1
    let status = 0
    for (const word of words) {
      const name = nameOf(word)
      if (!NAME.test(name)) {
        status = notAName(m, argv[0] as string, word)
        continue
      }
      if (!options.includes('g')) m.makeLocal(name)
      if (refers(m, argv, word)) continue
      const late = options.includes('r')
      applyOptions(m, name, late ? argv.map((w) => w.replace('r', '')) : argv)
      if ((word.includes('=') || word.includes(ARRAY_MARK)) && assignWord(m, word) === undefined) status = 1
      if (late) m.shell.setFlags(name, m.shell.flags(name) | READONLY)
    }
    return status
  },
}

function print(m: Machine, names: readonly string[]): number {
  const { shell } = m
  let status = 0
  for (const name of names.length > 0 ? names : shell.names()) {
    const value = shell.value(name)
    if (value === undefined && shell.flags(name) === 0) {
      m.complain(`${prefix(shell)}declare: ${name}: not found\n`)
      status = 1
      continue
    }
    const letters = m.attributeLetters(name) || '-'
    const shown =
      value === undefined
        ? ''
        : typeof value === 'string'
          ? `=${doubleQuoted(value)}`
          : `=(${orderedKeys(value)
              .map((key) => `[${key}]=${doubleQuoted(value.items.get(key) as string)}`)
              .join(' ')}${value.associative && value.items.size > 0 ? ' ' : ''})`
    m.write(1, `declare -${letters} ${name}${shown}\n`)
  }
  return status
}

export const unset: Builtin = {
  names: ['unset'],
  special: true,
  run(m, argv) {
    const { shell } = m
    let onlyFunctions = false
    let onlyVariables = false
    let onlyReferences = false
    let status = 0
    for (const word of argv.slice(1)) {
      if (word === '-f') onlyFunctions = true
      else if (word === '-v') onlyVariables = true
      else if (word === '-n') onlyReferences = true
      else if (onlyReferences) shell.refer(word, undefined)
      else if (onlyFunctions) shell.functions?.delete(word)
      else {
        const outcome = forget(m, word, onlyVariables)
        if (outcome === BUILTIN_SWITCHED) return outcome
        status = Math.max(status, outcome)
      }
    }
    return status
  },
}

function forget(m: Machine, word: string, onlyVariables: boolean): number {
  const { shell } = m
  const indexed = /^(\w+)\[(.*)\]$/s.exec(word)
  const name = indexed?.[1] ?? word
  if ((shell.flags(name) & READONLY) !== 0) {
    if (shell.isBash) m.complain(`${prefix(shell)}unset: ${name}: cannot unset: readonly variable\n`)
    else m.complain(`${prefix(shell, 'unset')}${name}: is read only\n`)
    if (shell.isBash) return 1
    m.exitShell(2)
    return BUILTIN_SWITCHED
  }
  if (indexed !== null) {
    const value = shell.value(name)
    if (typeof value !== 'object') return 0
    const items = new Map(value.items)
    items.delete(keyFor(m, name, indexed[2] as string))
    shell.put(name, { ...value, items })
    return 0
  }
  if (shell.isBash && shell.value(name) === undefined && !onlyVariables && shell.functions?.has(name))
    shell.functions.delete(name)
  else shell.unset(name)
  if (name === 'IFS') shell.setFlags('IFS', 0)
  return 0
}

export const shift: Builtin = {
  names: ['shift'],
  special: true,
  run(m, argv) {
    const count = Number(argv[1] ?? 1)
    const { shell } = m
    if (!Number.isInteger(count) || count < 0 || count > shell.positional.length) {
      if (shell.isBash && !Number.isInteger(count)) {
        m.complain(`${prefix(shell)}shift: ${argv[1]}: numeric argument required\n`)
      }
      if (shell.dialect === 'dash') {
        m.complain(
          `${prefix(shell, 'shift')}${Number.isInteger(count) && count >= 0 ? "can't shift that many" : `Illegal number: ${argv[1]}`}\n`,
        )
        m.exitShell(2)
        return BUILTIN_SWITCHED
      }
      return 1
    }
    shell.positional = shell.positional.slice(count)
    return 0
  },
}

const NAMED_OPTIONS = new Set([
  'pipefail',
  'posix',
  'vi',
  'emacs',
  'ignoreeof',
  'nolog',
  'privileged',
  'physical',
  'errtrace',
  'functrace',
  'braceexpand',
  'histexpand',
  'history',
  'keyword',
  'onecmd',
  'interactive-comments',
  'hashall',
])

export const set: Builtin = {
  names: ['set'],
  special: true,
  run(m, argv) {
    const { shell } = m
    if (argv.length === 1) {
      for (const name of shell.names()) {
        const value = shell.value(name)
        if (typeof value === 'string')
          m.write(
            1,
            `${name}=${shell.isBash && /^[\w@%+:,./-]*$/.test(value) ? value : shell.isBash ? quoted(value) : plainlyQuoted(value)}\n`,
          )
      }
      return 0
    }
    for (let i = 1; i < argv.length; i++) {
      const word = argv[i] as string
      if (word === '--' || word === '-') {
        if (word === '--' || i + 1 < argv.length) shell.positional = argv.slice(i + 1)
        return 0
      }
      if (!/^[-+]./.test(word)) {
        shell.positional = argv.slice(i)
        return 0
      }
      const on = word.startsWith('-')
      for (const letter of word.slice(1)) {
        if (letter !== 'o') {
          if (!'abefhkmnptuvxBCEHPTI'.includes(letter)) return badOption(m, word, letter)
          toggle(m, letter, on)
          continue
        }
        const name = argv[++i]
        if (name === undefined) return listOptions(m, on)
        if (!named(m, name, on)) return badName(m, name)
      }
    }
    return 0
  },
}

function toggle({ shell }: Machine, letter: string, on: boolean): void {
  if (on && !shell.options.includes(letter)) shell.options += letter
  else if (!on) shell.options = shell.options.replace(letter, '')
}

function named(m: Machine, name: string, on: boolean): boolean {
  const letter = OPTION_LETTERS[name]
  if (letter !== undefined) {
    toggle(m, letter, on)
    return true
  }
  const { shell } = m
  if (!NAMED_OPTIONS.has(name) || (name === 'pipefail' && shell.dialect === 'dash')) return false
  const names = new Set(shell.named)
  if (on) names.add(name)
  else names.delete(name)
  shell.named = names
  return true
}

/** `set -o` shows every option, `set +o` (bash) the commands that set them. */
function listOptions(m: Machine, on: boolean): number {
  const { shell } = m
  const isSet = (name: string): boolean => shell.named.has(name) || shell.options.includes(OPTION_LETTERS[name] ?? ' ')
  const names = shell.isBash ? BASH_OPTIONS : Object.keys(OPTION_LETTERS)
  if (shell.dialect !== 'bash' && on) m.write(1, 'Current option settings\n')
  for (const name of names) {
    const set = isSet(name) || DEFAULT_ON.has(name)
    if (!on) m.write(1, `set ${set ? '-' : '+'}o ${name}\n`)
    else m.write(1, `${shell.isBash ? `${name.padEnd(15)}\t` : name.padEnd(16)}${set ? 'on' : 'off'}\n`)
  }
  return 0
}

const DEFAULT_ON = new Set(['braceexpand', 'hashall', 'interactive-comments'])
const BASH_OPTIONS = (
  'allexport braceexpand emacs errexit errtrace functrace hashall histexpand history ignoreeof interactive-comments ' +
  'keyword monitor noclobber noexec noglob nolog notify nounset onecmd physical pipefail posix privileged verbose vi xtrace'
).split(' ')

function badOption(m: Machine, word: string, letter: string): number {
  const { dialect } = m.shell
  if (dialect === 'bash') {
    m.complain(
      `${prefix(m.shell)}set: ${word.slice(0, 1)}${letter}: invalid option\nset: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n`,
    )
    return 2
  }
  m.complain(
    `${prefix(m.shell, 'set')}${dialect === 'dash' ? `Illegal option ${word.slice(0, 1)}${letter}` : `illegal option ${word.slice(0, 1)}${letter}`}\n`,
  )
  m.exitShell(2)
  return BUILTIN_SWITCHED
}

function badName(m: Machine, name: string): number {
  const { dialect } = m.shell
  if (dialect === 'bash') {
    m.complain(`${prefix(m.shell)}set: ${name}: invalid option name\n`)
    return 2
  }
  m.complain(
    `${prefix(m.shell, 'set')}${dialect === 'dash' ? `Illegal option -o ${name}` : `illegal option -o ${name}`}\n`,
  )
  if (dialect === 'ash') return 1
  m.exitShell(2)
  return BUILTIN_SWITCHED
}

export const getopts: Builtin = {
  names: ['getopts'],
  run(m, argv) {
    const [, spec = '', name = 'opt', ...given] = argv
    const { shell } = m
    const args = argv.length > 3 ? given : shell.positional
    let index = Number(shell.get('OPTIND') ?? '1') || 1
    let at = shell.optionAt
    // dash and ash count an argument once they have begun with it.
    const counted = shell.isBash ? 0 : 1
    if (at > 0) index -= counted
    const finish = (option: string, argument: string | undefined, status: number): number => {
      setVariable(m, 'OPTIND', String(at > 0 ? index + counted : index))
      shell.optionAt = at
      if (argument === undefined) shell.unset('OPTARG')
      else setVariable(m, 'OPTARG', argument)
      setVariable(m, name, option)
      return status
    }
    const word = args[index - 1]
    if (at === 0) {
      if (word === undefined || !/^-./.test(word)) return finish('?', undefined, 1)
      if (word === '--') {
        index++
        return finish('?', undefined, 1)
      }
      at = 1
    }
    const letter = (word ?? '')[at] ?? '?'
    const quiet = spec.startsWith(':')
    const place = spec.indexOf(letter, quiet ? 1 : 0)
    at++
    const bundleEnds = at >= (word ?? '').length
    if (letter === ':' || place < 0) {
      if (bundleEnds) {
        index++
        at = 0
      }
      if (!quiet) m.complain(illegal(m, letter))
      return finish('?', quiet ? letter : undefined, 0)
    }
    if (spec[place + 1] !== ':') {
      if (bundleEnds) {
        index++
        at = 0
      }
      return finish(letter, undefined, 0)
    }
    let argument = bundleEnds ? args[index] : (word ?? '').slice(at)
    index += bundleEnds ? 2 : 1
    at = 0
    if (argument !== undefined) return finish(letter, argument, 0)
    index--
    if (!quiet) m.complain(missing(m, letter))
    argument = quiet ? letter : undefined
    return finish(quiet ? ':' : '?', argument, 0)
  },
}

function illegal({ shell }: Machine, letter: string): string {
  if (shell.dialect === 'bash') return `${shell.name}: illegal option -- ${letter}\n`
  return `Illegal option -${letter}\n`
}

function missing({ shell }: Machine, letter: string): string {
  if (shell.dialect === 'bash') return `${shell.name}: option requires an argument -- ${letter}\n`
  return `No arg for -${letter} option\n`
}
