/** Reading and assigning parameters of every sort. */
import type { Machine, Reference } from '../kernel/contract.ts'
import { prefix } from './messages.ts'
import { type ArrayValue, EXPORTED, INTEGER, LOWER, READONLY, type Shell, UPPER } from './state.ts'

export interface Looked {
  /** Undefined: not set. */
  values: readonly string[] | undefined
  /** `@` or `*` when it is a list of them, else ''. */
  list: string
  /** The array's key when it was read with one. */
  key?: string
}

const scalar = (text: string | undefined): Looked => ({ values: text === undefined ? undefined : [text], list: '' })

/** What a reference stands for now. Takes its index off the words when it has one. */
export function lookUp(m: Machine, ref: Reference): Looked {
  const { shell } = m
  let key: string | undefined
  if (ref.index === 'word') key = keyFor(m, ref.name, m.process.words.pop() as string)
  if (ref.indirect === 'name') {
    const target = shell.references?.get(ref.name)
    return target === undefined ? indirect(m, ref, key) : scalar(target)
  }
  if (ref.indirect === 'keys') {
    const value = shell.value(ref.name)
    const keys = typeof value === 'object' ? orderedKeys(value) : value === undefined ? [] : ['0']
    return { values: keys, list: ref.index }
  }
  if (ref.index === '@' || ref.index === '*')
    return {
      values: m.shell.isBash ? (specialList(m, ref.name) ?? elements(shell, ref.name)) : elements(shell, ref.name),
      list: ref.index,
    }
  if (key !== undefined) return { ...scalar(textOf(m, ref.name, key)), key }
  if (ref.name === '@' || ref.name === '*') return { values: shell.positional, list: ref.name }
  return scalar(textOf(m, ref.name, undefined))
}

function indirect(m: Machine, ref: Reference, key: string | undefined): Looked {
  const target = textOf(m, ref.name, key) ?? ''
  const indexed = /^(\w+)\[(.*)\]$/.exec(target)
  if (indexed === null) return lookUp(m, { name: target, index: '' })
  const [, name = '', index = ''] = indexed
  if (index === '@' || index === '*') return lookUp(m, { name, index })
  return scalar(textOf(m, name, keyFor(m, name, index)))
}

/** An index as the array's key: numbers are evaluated, negative ones count from the end. */
export function keyFor(m: Machine, name: string, index: string): string {
  const value = m.shell.value(name)
  if (typeof value === 'object' && value.associative) return index
  const number = /^\d+$/.test(index) ? BigInt(index) : (m.calculate(index, m.shell.line) ?? 0n)
  if (number >= 0n || typeof value !== 'object') return String(number)
  return String(BigInt(Math.max(-1, ...[...value.items.keys()].map(Number)) + 1) + number)
}

export function orderedKeys({ associative, items }: ArrayValue): string[] {
  return associative ? [...items.keys()] : [...items.keys()].sort((a, b) => Number(a) - Number(b))
}

export function elements(shell: Shell, name: string): string[] | undefined {
  const value = shell.value(name)
  if (value === undefined) return undefined
  if (typeof value === 'string') return [value]
  return orderedKeys(value).map((key) => value.items.get(key) as string)
}

/** Text of a parameter or array element. */
export function textOf(m: Machine, name: string, key: string | undefined): string | undefined {
  const { shell } = m
  if (key !== undefined) {
    const value = shell.value(name)
    if (typeof value === 'object') return value.items.get(key)
    const list = shell.isBash ? specialList(m, name) : undefined
    if (list !== undefined) return list[Number(key)]
    return key === '0' ? value : undefined
  }
  const first = name.charCodeAt(0)
  // Letters first: they are what scripts mostly name.
  if ((first >= 97 && first <= 122) || first === 95) return shell.get(name) ?? (name === '_' ? '' : undefined)
  if (first >= 48 && first <= 57) {
    const n = Number(name)
    return n === 0 ? shell.name : shell.positional[n - 1]
  }
  return special(m, name, undefined)
}

function special(m: Machine, name: string, key: string | undefined): string | undefined {
  const { shell, process } = m
  switch (name) {
    case '?':
      return String(shell.lastStatus)
    case '#':
      return String(shell.positional.length)
    case '$':
      return String(shell.mainPid)
    case '!':
      return shell.lastBackground === 0 ? (shell.isBash ? undefined : '') : String(shell.lastBackground)
    case '-':
      return optionLetters(shell)
    case '@':
    case '*':
      return shell.positional.join(' ')
    case 'PWD':
      return shell.get(name) ?? process.cwd
    case 'PPID':
      return shell.get(name) ?? String(m.parentOfShell)
    case 'LINENO':
      // Debian's dash is built without it.
      return shell.dialect === 'dash'
        ? shell.get(name)
        : String(shell.dialect === 'ash' ? Math.max(0, shell.line - 1) : shell.line)
    case 'OPTIND':
      return shell.get(name) ?? '1'
    case 'IFS':
      return shell.value(name) === undefined && shell.flags('IFS') === 0 ? ' \t\n' : shell.get(name)
    case 'PS1':
      return shell.get(name) ?? (process.credentials.uid === 0 ? '# ' : '$ ')
    case 'PS2':
      return shell.get(name) ?? '> '
    case 'PS4':
      return shell.get(name) ?? '+ '
    default:
      return shell.isBash ? (bash(m, name, key) ?? shell.get(name)) : ashOnly(m, name)
  }
}

/** $RANDOM is ash's too. */
function ashOnly(m: Machine, name: string): string | undefined {
  if (name === 'RANDOM' && m.shell.dialect === 'ash') return m.random()
  return m.shell.get(name)
}

function bash(m: Machine, name: string, key: string | undefined): string | undefined {
  const { shell } = m
  switch (name) {
    case 'RANDOM':
      return m.random()
    case 'SECONDS':
      return String(Number(shell.get(name) ?? 0) + secondsRun(m))
    case 'BASHPID':
      return String(m.process.pid)
    case 'BASH_VERSION':
      return '5.2.15(1)-release'
    case 'BASH':
      return '/bin/bash'
    case 'EPOCHSECONDS':
      return String(m.epochSeconds)
    case 'UID':
    case 'EUID':
      return String(m.process.credentials.uid)
    case 'HOSTNAME':
      return shell.get(name) ?? m.hostname
    case 'BASH_SUBSHELL':
      return String(shell.depth)
    case 'SHLVL':
      return shell.get(name) ?? '1'
    case 'FUNCNAME':
    case 'PIPESTATUS':
    case 'BASH_VERSINFO':
    case 'BASH_LINENO':
    case 'BASH_SOURCE':
      return specialList(m, name)?.[Number(key ?? 0)]
    default:
      return undefined
  }
}

const secondsRun = (m: Machine): number => Math.floor((m.nowMs - m.process.startedAtMs) / 1000)

/** Arrays that bash keeps itself. */
function specialList(m: Machine, name: string): string[] | undefined {
  const { shell } = m
  switch (name) {
    case 'PIPESTATUS':
      return shell.pipeStatus.length > 0 ? shell.pipeStatus.map(String) : [String(shell.lastStatus)]
    case 'FUNCNAME':
      return m.functionNames()
    case 'BASH_VERSINFO':
      return ['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu']
    case 'BASH_SOURCE':
      return shell.fromFile
        ? [...m.functionNames().filter((f) => f !== 'main'), ''].map(() => shell.name)
        : m.functionNames().map(() => 'environment')
    default:
      return undefined
  }
}

const LETTERS = 'abefhkmnptuvxBCEHPT'

function optionLetters(shell: Shell): string {
  const set = [...LETTERS].filter((letter) => shell.options.includes(letter)).join('')
  if (shell.isBash)
    return `${[...'ehuxB'].filter((l) => l === 'h' || l === 'B' || shell.options.includes(l)).join('')}c`
  return set
}

/** Assigns; readonly variables refuse, which ends a non-interactive shell (the caller looks at the result). */
export function setVariable(m: Machine, name: string, text: string, key?: string, append = false): boolean {
  const { shell } = m
  const flags = shell.flags(name)
  if ((flags & READONLY) !== 0) {
    m.complain(`${prefix(shell)}${name}: ${shell.dialect === 'bash' ? 'readonly variable' : 'is read only'}\n`)
    return false
  }
  const before = shell.value(name)
  if (key === undefined && typeof before !== 'object') {
    const start = append && typeof before === 'string' ? before : ''
    const value = converted(m, flags, append, start, text)
    // What is set counts on from there: kept is the difference.
    shell.put(name, name === 'SECONDS' && shell.isBash ? String((Number(value) || 0) - secondsRun(m)) : value)
  } else {
    const array = typeof before === 'object' ? before : arrayOf(before)
    const at = key ?? '0'
    const start = append ? (array.items.get(at) ?? '') : ''
    shell.put(name, { ...array, items: new Map(array.items).set(at, converted(m, flags, append, start, text)) })
  }
  if (shell.options !== '' && shell.options.includes('a')) shell.setFlags(name, flags | EXPORTED)
  if (name === 'OPTIND') shell.optionAt = 0
  m.usedMemory(text.length)
  return true
}

function converted(m: Machine, flags: number, append: boolean, start: string, text: string): string {
  if ((flags & INTEGER) !== 0) {
    const value = m.calculate(append ? `(${start || '0'})+(${text})` : text, m.shell.line)
    return String(value ?? 0n)
  }
  if ((flags & LOWER) !== 0) return start + text.toLowerCase()
  return (flags & UPPER) !== 0 ? start + text.toUpperCase() : start + text
}

export const arrayOf = (value: string | undefined): ArrayValue => ({
  associative: false,
  items: new Map(value === undefined ? [] : [['0', value]]),
})

/** `name=(…)` and `name+=(…)`: each text is an element or `[key]=value`. */
export function setArray(m: Machine, name: string, words: readonly string[], append: boolean): boolean {
  const { shell } = m
  if ((shell.flags(name) & READONLY) !== 0) return setVariable(m, name, '')
  const before = shell.value(name)
  const associative = typeof before === 'object' && before.associative
  const start = !append
    ? []
    : typeof before === 'object'
      ? [...before.items]
      : before === undefined
        ? []
        : [['0', before] as [string, string]]
  const items = new Map<string, string>(start)
  let next = associative ? 0 : Math.max(-1, ...[...items.keys()].map(Number)) + 1
  for (const word of words) {
    const keyed = /^\[([^\]]*)\]=(.*)$/s.exec(word)
    const key = keyed === null ? String(next) : associative ? (keyed[1] as string) : keyFor(m, name, keyed[1] as string)
    items.set(key, keyed === null ? word : (keyed[2] as string))
    if (!associative) next = Number(key) + 1
  }
  shell.put(name, { associative, items })
  return true
}
