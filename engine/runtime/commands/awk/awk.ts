/** awk: options, input, and output through pipes. */
import type { Call, Command } from '../../kernel/contract.ts'
import { BLOCKED } from '../command.ts'
import { type AwkProgram, parseAwk } from './parse.ts'
import { awkEscapes, AwkSyntaxError } from './tokens.ts'
import { beginJournal, type Child, Effects, type Journal, runCommand, SUSPENDED } from './effects.ts'
import { type InputRecord, Interpreter, type Outside } from './run.ts'
import { copyData } from '../../kernel/copydata.ts'
import { AwkError, type AwkState, newState, toInput, type Value } from './values.ts'
import { compileRegex } from '../regex.ts'

interface State {
  awk: AwkState
  begun: boolean
  /** Number of the operand being read; -1 before the first. */
  at: number
  data: string | undefined
  rest: string
  ended: boolean
  /** All records are read, or `exit` was met: the END rules are next. */
  inEnd: boolean
  /** All rules are done: pipes are left to feed. */
  closing: boolean
  commands: [string, string][]
  /** The command that a rule, or the end, waits for. */
  child: Child | undefined
  /** Of the rule that waits; undefined between rules. */
  journal: Journal | undefined
  /** Variables that reading the next record has set so far. */
  sets: [string, Value][]
}

interface Arguments {
  text: string
  assigned: [string, string][]
  separator: string | undefined
  operands: string[]
}

const RECORDS_A_TURN = 2000

export const awk: Command = {
  name: 'awk',
  run(call) {
    const args = argumentsOf(call)
    if (args === undefined) return 2
    let program: AwkProgram
    try {
      program = parseAwk(args.text)
    } catch (error) {
      if (!(error instanceof AwkSyntaxError)) throw error
      return refuse(call, error.message)
    }
    const state = (call.state ?? begin(call, args)) as State
    call.state = state
    try {
      return drive(call, program, state, args)
    } catch (error) {
      if (error === SUSPENDED) return BLOCKED
      if (!(error instanceof AwkError)) throw error
      return refuse(call, error.message)
    }
  },
}

/** mawk says what is wrong; busybox has one message for most of it. */
function refuse(call: Call, message: string): number {
  if (call.flavour === 'gnu') {
    call.warn(message)
    return 2
  }
  const syntax = /^line (\d+): syntax error/.exec(message)
  call.warn(
    syntax === null
      ? `cmd. line:1: ${message[0]?.toUpperCase()}${message.slice(1)}`
      : `cmd. line:${syntax[1]}: Unexpected token`,
  )
  return 1
}

function argumentsOf(call: Call): Arguments | undefined {
  const assigned: [string, string][] = []
  const { args } = call
  let separator: string | undefined
  let text: string | undefined
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      i++
      break
    }
    if (!/^-./.test(arg)) break
    const value = () => (arg.length > 2 ? arg.slice(2) : (args[++i] ?? ''))
    if (arg.startsWith('-F')) separator = awkEscapes(value())
    else if (arg.startsWith('-v')) {
      const pair = value()
      const equals = pair.indexOf('=')
      assigned.push([pair.slice(0, equals), pair.slice(equals + 1)])
    } else if (arg.startsWith('-f')) {
      const source = call.contents(value())
      if (source === undefined) return undefined
      text = text === undefined ? source : `${text}\n${source}`
    } else if (!arg.startsWith('--') && !arg.startsWith('-W')) {
      call.warn(`not an option: ${arg}`)
      return undefined
    }
  }
  const operands = args.slice(i)
  text ??= operands.shift()
  if (text === undefined) {
    call.err('usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n')
    return undefined
  }
  return { text, assigned, separator: separator === 't' ? '\t' : separator, operands }
}

function begin(call: Call, args: Arguments): State {
  const state: State = {
    awk: newState(),
    begun: false,
    at: -1,
    data: undefined,
    rest: '',
    ended: false,
    inEnd: false,
    closing: false,
    commands: [],
    child: undefined,
    journal: undefined,
    sets: [],
  }
  const { globals } = state.awk
  if (args.separator !== undefined) globals.set('FS', args.separator)
  globals.set('ENVIRON', new Map(call.environment()))
  globals.set('ARGC', args.operands.length + 1)
  globals.set('ARGV', new Map(['awk', ...args.operands].map((word, i) => [String(i), word])))
  for (const [name, text] of args.assigned) globals.set(name, NUMBER.test(text) ? { input: text } : awkEscapes(text))
  return state
}

const NUMBER = /^\s*[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+)\s*$/

function drive(call: Call, program: AwkProgram, state: State, args: Arguments): number {
  const has = (kind: string) => program.rules.some((rule) => rule.kind === kind)
  const outside: Outside = {
    nextRecord: (interpreter) => nextRecord(call, interpreter, state, args),
    runCommand: (command, settings) => runCommand(call, state, command, settings),
  }
  const steady = program.waits ? undefined : new Interpreter(program, state.awk, call, new Effects(undefined), outside)
  /** Runs rules as one: those that wait are begun again. */
  const whole = <T>(act: (interpreter: Interpreter) => T): T => {
    if (steady !== undefined) return act(steady)
    if (state.journal === undefined) state.journal = beginJournal(state.awk)
    else state.awk = copyData(state.journal.before)
    const outcome = act(new Interpreter(program, state.awk, call, new Effects(state.journal), outside))
    state.journal = undefined
    return outcome
  }
  if (state.closing) return feed(call, state)
  if (!state.begun) {
    const goesOn = whole((interpreter) => interpreter.rules('BEGIN'))
    state.begun = true
    if (!goesOn || (!has('rule') && !has('END'))) state.ended = state.inEnd = true
    if (!goesOn && !has('END')) return close(call, state)
  }
  for (let n = 0; !state.inEnd && n < RECORDS_A_TURN; n++) {
    const outcome = whole((interpreter) => {
      const record = interpreter.effects.once(() => outside.nextRecord(interpreter))
      if (record === null) return 'end'
      interpreter.count(record)
      interpreter.setRecord(record.text)
      return interpreter.rules('rule') ? 'next' : 'end'
    })
    if (outcome === 'end') state.inEnd = true
    else if (call.brokenPipe || call.outputIsFull) return BLOCKED
  }
  if (!state.inEnd) {
    call.kernel.charge(call.process, 2000)
    return BLOCKED
  }
  if (has('END')) whole((interpreter) => interpreter.rules('END'))
  return close(call, state)
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/

/** The next record; null at the end. @throws SUSPENDED when standard input has none yet */
function nextRecord(call: Call, interpreter: Interpreter, state: State, args: Arguments): InputRecord | null {
  const found = (text: string): InputRecord => {
    const { sets } = state
    state.sets = []
    return { text, sets }
  }
  for (;;) {
    const separator = interpreter.text(state.sets.findLast(([name]) => name === 'RS')?.[1] ?? interpreter.global('RS'))
    const record = cut(state, separator)
    if (record !== undefined) return found(record)
    if (state.data !== undefined || state.at < 0 || state.ended) {
      if (state.rest !== '' && (state.data !== undefined || state.ended)) {
        const last = state.rest.replace(/\n$/, '')
        state.rest = ''
        if (separator !== '' || last.trim() !== '') return found(last.replace(/\n+$/, ''))
      }
      if (!open(call, state, args)) return null
      continue
    }
    const chunk = call.read()
    if (chunk === undefined) {
      call.waitInput()
      throw SUSPENDED
    }
    if (chunk === null) state.ended = true
    else state.rest += chunk
  }
}

/** Cuts one record off what has been read; undefined when none is whole. */
function cut(state: State, separator: string): string | undefined {
  if (separator === '') {
    state.rest = state.rest.replace(/^\n+/, '')
    const end = /\n\n+/.exec(state.rest)
    if (end === null) return undefined
    const record = state.rest.slice(0, end.index)
    state.rest = state.rest.slice(end.index + end[0].length)
    return record
  }
  if (separator.length > 1) {
    const matcher = compileRegex(separator, 'extended').matcher(state.rest)
    if (!matcher.find()) return undefined
    const record = state.rest.slice(0, matcher.start())
    state.rest = state.rest.slice(matcher.end())
    return record
  }
  const end = state.rest.indexOf(separator)
  if (end < 0) return undefined
  const record = state.rest.slice(0, end)
  state.rest = state.rest.slice(end + 1)
  return record
}

/** Goes to the next operand: a file, or an assignment. False when there is none left. */
function open(call: Call, state: State, args: Arguments): boolean {
  const { operands } = args
  const noFiles = !operands.some((word) => !ASSIGNMENT.test(word))
  for (;;) {
    state.at++
    const word = operands[state.at]
    if (word === undefined) {
      if (!noFiles || state.ended || state.at > operands.length) return false
      state.data = undefined
      return true
    }
    if (ASSIGNMENT.test(word)) {
      const equals = word.indexOf('=')
      state.sets.push([word.slice(0, equals), toInput(awkEscapes(word.slice(equals + 1)))])
      continue
    }
    state.sets.push(['FILENAME', word], ['FNR', 0])
    if (word === '-') {
      state.data = undefined
      state.ended = false
      return true
    }
    const busybox = call.flavour === 'busybox'
    const data = call.contents(word, (path) =>
      call.warn(busybox ? `${path}: No such file or directory` : `cannot open ${path} (No such file or directory)`),
    )
    if (data === undefined) {
      state.awk.exit = busybox ? 1 : 2
      continue
    }
    state.data = data
    state.rest = data
    return true
  }
}

function close(call: Call, state: State): number {
  state.closing = true
  state.commands = [...state.awk.pipes]
  return feed(call, state)
}

/** Runs the commands that were printed to, one after the other. @throws SUSPENDED */
function feed(call: Call, state: State): number {
  for (let next = state.commands[0]; next !== undefined; next = state.commands[0]) {
    const [command, input] = next
    runCommand(call, state, command, { input })
    state.commands.shift()
  }
  return state.awk.exit
}
