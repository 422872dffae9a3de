/** `read` and `wait`: builtins that may have to wait, so they are commands on the shell's stack. */
import type { Call, Command } from '../../kernel/contract.ts'
import { ENDED_BY, SIGNALS, signalNumber } from '../../kernel/signals.ts'
import type { Shell } from '../state.ts'
import { DEFAULT_IFS, splitLine } from '../fields.ts'
import { prefix } from '../messages.ts'
import { setArray, setVariable } from '../variables.ts'

interface Reading {
  text: string
  /** Places whose character a backslash protects. */
  escaped: number[]
  /** A backslash was the last thing read. */
  open: boolean
  untilMs: number
}

interface Options {
  raw: boolean
  names: string[]
  delimiter: string
  count: number
  timeoutMs: number
  fd: number
  array: string | undefined
  prompt: string
}

function optionsOf(call: Call): Options {
  const o: Options = {
    raw: false,
    names: [],
    delimiter: '\n',
    count: 0,
    timeoutMs: -1,
    fd: 0,
    array: undefined,
    prompt: '',
  }
  const words = call.args
  let i = 0
  for (; i < words.length; i++) {
    const word = words[i] as string
    if (word === '--') {
      i++
      break
    }
    if (!/^-./.test(word)) break
    for (let j = 1; j < word.length; j++) {
      const letter = word[j] as string
      if (!'dnNtupai'.includes(letter)) {
        if (letter === 'r') o.raw = true
        continue
      }
      const value = word.slice(j + 1) || (words[++i] ?? '')
      if (letter === 'd') o.delimiter = value[0] ?? '\0'
      else if (letter === 'n' || letter === 'N') o.count = Number(value)
      else if (letter === 't') o.timeoutMs = Math.round(Number(value) * 1000)
      else if (letter === 'u') o.fd = Number(value)
      else if (letter === 'a') o.array = value
      else if (letter === 'p') o.prompt = value
      break
    }
  }
  o.names = words.slice(i)
  return o
}

export const read: Command = {
  name: 'read',
  run(call) {
    const options = optionsOf(call)
    const refused = call.state === undefined ? refusal(call, options) : undefined
    if (refused !== undefined) return refused
    const state = (call.state ?? {
      text: '',
      escaped: [],
      open: false,
      untilMs: options.timeoutMs < 0 ? Number.POSITIVE_INFINITY : call.nowMs + options.timeoutMs,
    }) as Reading
    if (call.state === undefined && options.prompt !== '' && call.isTerminal(options.fd)) call.err(options.prompt)
    call.state = state
    for (;;) {
      const char = call.read(options.fd, 1)
      if (char === undefined) {
        if (call.nowMs >= state.untilMs) return store(call, options, state, call.process.shell?.isBash ? 142 : 1)
        return call.waitInput(options.fd, state.untilMs)
      }
      if (char === null) return store(call, options, state, 1)
      if (take(state, char, options)) return store(call, options, state, 0)
    }
  },
}

/** Names that are none, and (dash) options and a missing name, are refused; the status then. */
function refusal(call: Call, { names }: Options): number | undefined {
  const shell = call.process.shell as Shell
  const isDash = shell.dialect === 'dash'
  const option = call.args.find((word) => /^-[^rp-]/.test(word))
  if (isDash && option !== undefined && call.args.indexOf(option) === 0) {
    call.err(`${prefix(shell, 'read')}Illegal option ${option.slice(0, 2)}\n`)
    return 2
  }
  if (isDash && names.length === 0) {
    call.err(`${prefix(shell, 'read')}arg count\n`)
    return 2
  }
  const bad = names.find((name) => !/^[A-Za-z_]\w*(\[.*\])?$/.test(name))
  if (bad === undefined) return undefined
  if (shell.isBash) call.err(`${prefix(shell)}read: \`${bad}': not a valid identifier\n`)
  else if (isDash) call.err(`${prefix(shell, 'read')}${bad}: bad variable name\n`)
  else call.err(`${shell.name}: read: '${bad}': bad variable name\n`)
  return isDash ? 2 : 1
}

/** Takes one character; true when the line is over. */
function take(state: Reading, char: string, { raw, delimiter, count }: Options): boolean {
  if (!raw && state.open) {
    state.open = false
    if (char !== '\n') {
      state.escaped.push(state.text.length)
      state.text += char
    }
    return false
  }
  if (!raw && char === '\\') {
    state.open = true
    return false
  }
  if (char === delimiter) return true
  if (char !== '\0') state.text += char
  return count > 0 && state.text.length >= count
}

function store(call: Call, { names, array }: Options, { text, escaped }: Reading, status: number): number {
  const m = call.kernel.machine.aim(call.container, call.process)
  const shell = call.process.shell as Shell
  const ifs = call.env('IFS') ?? shell.get('IFS') ?? DEFAULT_IFS
  const protectedPlaces = new Set(escaped)
  if (array !== undefined) {
    const words = splitLine(text, protectedPlaces, ifs, Number.POSITIVE_INFINITY).filter(
      (word, i, all) => word !== '' || i < all.length - 1,
    )
    setArray(
      m,
      array,
      words.map((word, i) => `[${i}]=${word}`),
      false,
    )
    return status
  }
  if (names.length === 0) {
    setVariable(m, 'REPLY', shell.isBash ? text : (splitLine(text, protectedPlaces, ifs, 1)[0] ?? ''))
    return status
  }
  const fields = splitLine(text, protectedPlaces, ifs, names.length)
  for (const [i, name] of names.entries()) if (!setVariable(m, name, fields[i] ?? '')) return 1
  return status
}

/** Waits for background jobs. */
export const wait: Command = {
  name: 'wait',
  run(call) {
    const shell = call.process.shell as Shell
    const { args } = call
    if (args[0] === '-n') return waitNext(call, shell)
    const words = args.filter((word) => !word.startsWith('-'))
    if (words.length === 0) {
      for (const pid of shell.jobs) if (take_(call, shell, pid) === undefined) return call.waitChild()
      return 0
    }
    let status = 0
    for (const word of words) {
      const pid = word.startsWith('%')
        ? (shell.jobs.at(word === '%%' || word === '%+' ? -1 : Number(word.slice(1)) - 1) ?? 0)
        : Number(word)
      if (!Number.isInteger(pid) || (!shell.jobs.includes(pid) && !shell.ended?.has(pid))) {
        status = unknownJob(call, shell, word)
        continue
      }
      const ended = take_(call, shell, pid)
      if (ended === undefined) return call.waitChild()
      status = ended
    }
    return status
  },
}

function unknownJob(call: Call, shell: Shell, word: string): number {
  if (shell.isBash) call.err(`${prefix(shell)}wait: pid ${word} is not a child of this shell\n`)
  return 127
}

/** A job's status once it has ended; remembered, as it may be asked for again. */
function take_(call: Call, shell: Shell, pid: number): number | undefined {
  const known = shell.ended?.get(pid)
  if (known !== undefined) return known
  const killedBy = call.container.process(pid)?.killedBy ?? 0
  const status = call.reap(pid)
  if (status === undefined) return undefined
  if (!shell.isBash) call.err(ENDED_BY[killedBy] ?? '')
  shell.jobs = shell.jobs.filter((job) => job !== pid)
  shell.ended = new Map([...(shell.ended ?? []), [pid, status]])
  return status
}

function waitNext(call: Call, shell: Shell): number {
  for (const pid of shell.jobs) {
    const status = take_(call, shell, pid)
    if (status !== undefined) return status
  }
  return shell.jobs.length === 0 ? 127 : call.waitChild()
}

export const kill: Command = {
  name: 'kill',
  run(call) {
    let signal = 15
    const targets: string[] = []
    const { args } = call
    for (let i = 0; i < args.length; i++) {
      const word = args[i] as string
      if (word === '-l' || word === '-L') return list(call, args.slice(i + 1))
      const text =
        word === '-s' || word === '-n'
          ? args[++i]
          : /^-[A-Z0-9]/i.test(word) && targets.length === 0 && i === 0
            ? word.slice(1)
            : undefined
      if (text === undefined) {
        if (word !== '--') targets.push(word)
        continue
      }
      const number = signalNumber(text)
      if (number === undefined) {
        return noSignal(call, text ?? '')
      }
      signal = number
    }
    if (targets.length === 0) return usage(call)
    return sendAll(call, targets, signal)
  },
}

function usage(call: Call): number {
  const { shell } = call.process
  if (shell?.isBash)
    call.err('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n')
  else if (shell?.dialect === 'dash')
    call.err(
      `${prefix(shell, 'kill')}Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]\n`,
    )
  else call.err(`${shell?.name ?? 'kill'}: you need to specify whom to kill\n`)
  return shell?.dialect === 'ash' ? 1 : 2
}

function noSignal(call: Call, text: string): number {
  const { shell } = call.process
  if (shell?.dialect === 'dash') {
    call.err(`${prefix(shell, 'kill')}Illegal option -${text[0] ?? ''}\n`)
    return 2
  }
  if (shell?.dialect === 'ash') call.err(`${shell.name}: bad signal name '${text}'\n`)
  else call.err(`${said(call)}${text}: invalid signal specification\n`)
  return 1
}

/** `kill -l`: all names, or the other form of some. */
function list(call: Call, words: readonly string[]): number {
  if (words.length === 0) {
    call.out(`${LISTED}\n`)
    return 0
  }
  for (const word of words) {
    const number = signalNumber(/^\d+$/.test(word) && Number(word) > 128 ? String(Number(word) - 128) : word)
    if (number === undefined) return noSignal(call, word)
    call.out(`${/^\d+$/.test(word) ? SIGNALS[number] : number}\n`)
  }
  return 0
}

const LISTED =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'

const said = (call: Call): string => {
  const { shell } = call.process
  return shell === undefined ? 'kill: ' : shell.isBash ? `${prefix(shell)}kill: ` : prefix(shell, 'kill')
}

function sendAll(call: Call, targets: readonly string[], signal: number): number {
  let status = 0
  for (const word of targets) {
    const { shell } = call.process
    const pid = word.startsWith('%') ? (shell?.jobs[Number(word.slice(1)) - 1] ?? Number.NaN) : Number(word)
    if (!Number.isInteger(pid)) {
      status = shell?.dialect === 'dash' ? 2 : 1
      if (shell?.dialect === 'ash') call.err(`${shell.name}: invalid number '${word}'\n`)
      else
        call.err(
          `${said(call)}${shell?.isBash ? `${word}: arguments must be process or job IDs` : `Illegal number: ${word}`}\n`,
        )
    } else if (!call.kill(pid === 0 ? -call.process.group : pid, signal)) {
      status = 1
      const isBash = shell?.isBash ?? true
      call.err(
        isBash
          ? `${said(call)}(${word}) - No such process\n`
          : shell?.dialect === 'ash'
            ? `${said(call)}can't kill pid ${word}: No such process\n`
            : `${said(call)}No such process\n\n`,
      )
    }
  }
  return status
}
