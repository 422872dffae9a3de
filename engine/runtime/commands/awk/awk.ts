/** awk: options, input, and output through pipes. */
import type { Call, Command } from '../../kernel/contract.ts'
import { BLOCKED } from '../command.ts'
import { addOpen } from '../../kernel/io.ts'
import { type AwkProgram, parseAwk } from './parse.ts'
import { awkEscapes, AwkSyntaxError } from './tokens.ts'
import { Interpreter } from './run.ts'
import { AwkError, type AwkState, newState } from './values.ts'
import { compileRegex } from '../regex.ts'

interface State {
  awk: AwkState
  begun: boolean
  /** Number of the operand being read; -1 before the first. */
  at: number
  data: string | undefined
  rest: string
  ended: boolean
  /** All rules are done: pipes are left to feed. */
  closing: boolean
  commands: [string, string][]
  pid: number
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
      call.warn(error.message)
      return 2
    }
    const state = (call.state ?? begin(call, args)) as State
    call.state = state
    const interpreter = new Interpreter(program, state.awk, call)
    try {
      return drive(call, program, interpreter, state, args)
    } catch (error) {
      if (!(error instanceof AwkError)) throw error
      call.warn(error.message)
      return 2
    }
  },
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
    closing: false,
    commands: [],
    pid: 0,
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

function drive(call: Call, program: AwkProgram, interpreter: Interpreter, state: State, args: Arguments): number {
  const has = (kind: string) => program.rules.some((rule) => rule.kind === kind)
  if (!state.begun) {
    if (program.readsInput && !gather(call, state, args)) return BLOCKED
    state.begun = true
    if (!interpreter.rules('BEGIN')) return close(call, interpreter, state, has('END'), true)
  }
  if (state.closing) return feed(call, state)
  if (!has('rule') && !has('END')) return close(call, interpreter, state, false, false)
  for (let n = 0; n < RECORDS_A_TURN; n++) {
    const line = nextRecord(call, interpreter, state, args)
    if (line === undefined) return call.waitInput()
    if (line === null) return close(call, interpreter, state, has('END'), false)
    interpreter.setRecord(line)
    const { globals } = state.awk
    globals.set('NR', interpreter.number(interpreter.global('NR')) + 1)
    globals.set('FNR', interpreter.number(interpreter.global('FNR')) + 1)
    if (!interpreter.rules('rule')) return close(call, interpreter, state, has('END'), true)
    if (call.brokenPipe || call.outputIsFull) return BLOCKED
  }
  call.kernel.charge(call.process, 2000)
  return BLOCKED
}

/** Reads everything beforehand, for programs that take lines themselves. */
function gather(call: Call, state: State, args: Arguments): boolean {
  const files = args.operands.filter((word) => !ASSIGNMENT.test(word))
  if (files.length > 0) {
    const text = files.map((file) => call.contents(file) ?? '').join('')
    state.awk.lines = { queue: linesOf(text), ended: true }
    return true
  }
  for (;;) {
    const chunk = call.read()
    if (chunk === undefined) {
      call.waitInput()
      return false
    }
    if (chunk === null) break
    state.rest += chunk
  }
  state.awk.lines = { queue: linesOf(state.rest), ended: true }
  state.rest = ''
  return true
}

const linesOf = (text: string): string[] => {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const ASSIGNMENT = /^[A-Za-z_]\w*=/

/** The next record; null at the end; undefined when standard input has none yet. */
function nextRecord(call: Call, interpreter: Interpreter, state: State, args: Arguments): string | null | undefined {
  if (state.awk.lines !== undefined) return state.awk.lines.queue.shift() ?? null
  for (;;) {
    const found = cut(state, interpreter.text(interpreter.global('RS')))
    if (found !== undefined) return found
    if (state.data !== undefined || state.at < 0 || state.ended) {
      if (state.rest !== '' && (state.data !== undefined || state.ended)) {
        const last = state.rest
        state.rest = ''
        const text = last.replace(/\n$/, '')
        if (interpreter.text(interpreter.global('RS')) !== '' || text.trim() !== '') return text.replace(/\n+$/, '')
      }
      if (!open(call, interpreter, state, args)) return null
      continue
    }
    const chunk = call.read()
    if (chunk === undefined) return undefined
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
function open(call: Call, interpreter: Interpreter, state: State, args: Arguments): boolean {
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
      interpreter.assignText(word.slice(0, equals), word.slice(equals + 1))
      continue
    }
    state.awk.globals.set('FILENAME', word)
    state.awk.globals.set('FNR', 0)
    if (word === '-') {
      state.data = undefined
      state.ended = false
      return true
    }
    const data = call.contents(word, (path) => call.warn(`cannot open "${path}" (No such file or directory)`))
    if (data === undefined) {
      state.awk.exit = 2
      continue
    }
    state.data = data
    state.rest = data
    return true
  }
}

function close(call: Call, interpreter: Interpreter, state: State, runsEnd: boolean, exited: boolean): number {
  if (runsEnd) {
    void exited
    interpreter.rules('END')
  }
  state.closing = true
  state.commands = [...state.awk.pipes]
  return feed(call, state)
}

/** Runs the commands that were printed to, one after the other. */
function feed(call: Call, state: State): number {
  for (;;) {
    if (state.pid > 0) {
      if (call.reap(state.pid) === undefined) return call.waitChild()
      state.pid = 0
    }
    const next = state.commands.shift()
    if (next === undefined) return state.awk.exit
    const [command, text] = next
    const input = addOpen(call.container, { kind: 'text', text, offset: 0 })
    state.pid = Math.max(
      0,
      call.spawn(['sh', '-c', command], { fds: [input, call.descriptor(1), call.descriptor(2)] }).pid,
    )
  }
}
