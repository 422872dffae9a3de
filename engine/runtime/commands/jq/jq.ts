/** jq: an interpreter of its language (docs/decisions) that reads values as they come and writes results as they are made. */
import { fromBytes, toBytes } from '../../../core/bytes.ts'
import type { Call, Command } from '../../kernel/contract.ts'
import { BLOCKED } from '../command.ts'
import { builtins, JqHalt } from './builtins.ts'
import { Run } from './evaluate.ts'
import { type Scope, withValue } from './scope.ts'
import { JqSyntaxError } from './lexer.ts'
import { type Node, parseJq } from './parse.ts'
import { preludeScope } from './prelude.ts'
import { JsonError, JsonReader, JqError, parseJson, type Shape, shown, toJson, type Value } from './value.ts'

interface Options {
  flags: Set<string>
  filter: string
  files: string[]
  names: [string, Value][]
  positional: Value[]
  indent: string
}

/** Plain data: what is left of the text that has come, and how it went so far. */
interface State {
  rest: string
  status: number
  began: boolean
  /** Inputs of `--slurp`, and of programs that ask for more. */
  held: string
}

const SHORT = 'rcnsejSaCMRf'
const LONG: Record<string, string> = {
  'raw-output': 'r',
  'compact-output': 'c',
  'null-input': 'n',
  slurp: 's',
  'exit-status': 'e',
  'join-output': 'j',
  'sort-keys': 'S',
  'ascii-output': 'a',
  'color-output': 'C',
  'monochrome-output': 'M',
  'raw-input': 'R',
  'from-file': 'f',
  tab: 'tab',
  unbuffered: 'unbuffered',
  'raw-output0': 'raw-output0',
  seq: 'seq',
  version: 'V',
}

export const jq: Command = {
  name: 'jq',
  run(call) {
    const options = readOptions(call)
    if (typeof options === 'number') return options
    if (options.flags.has('V')) {
      call.out('jq-1.7.1\n')
      return 0
    }
    let program: Node
    try {
      program = parseJq(fromBytes(options.filter))
    } catch (error) {
      if (!(error instanceof JqSyntaxError)) throw error
      return compileError(call, error.message, options.filter)
    }
    const missing = undefinedName(program)
    if (missing !== undefined) return compileError(call, `${missing} is not defined`, options.filter)
    return go(call, options, program)
  },
}

function compileError(call: Call, message: string, source: string): number {
  call.err(`jq: error: ${message} at <top-level>, line 1:\n${source}\njq: 1 compile error\n`)
  return 3
}

// ---------------------------------------------------------------------------------------------------- options

function readOptions(call: Call): Options | number {
  const o: Options = { flags: new Set(), filter: '', files: [], names: [], positional: [], indent: '  ' }
  const words: string[] = []
  let rest: 'files' | 'texts' | 'values' = 'files'
  const { args } = call
  const bad = (text: string): number => {
    call.err(
      `jq: error: ${text}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq\n`,
    )
    return 2
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--arg' || arg === '--argjson' || arg === '--slurpfile' || arg === '--rawfile') {
      const [name, value] = [args[i + 1], args[i + 2]]
      if (name === undefined || value === undefined)
        return bad(`${arg} takes two parameters (e.g. ${arg} varname value)`)
      const given = named(call, arg, fromBytes(value))
      if (given === undefined) return bad(`Invalid JSON text passed to ${arg}`)
      if (typeof given === 'object' && given !== null && 'status' in given) return 2
      o.names.push([fromBytes(name), given as Value])
      i += 2
    } else if (arg === '--args' || arg === '--jsonargs') rest = arg === '--args' ? 'texts' : 'values'
    else if (arg === '--indent') {
      o.indent = ' '.repeat(Math.min(7, Number(args[++i] ?? 2)))
      if (o.indent === '') o.flags.add('c')
    } else if (arg.startsWith('--') && arg.length > 2) {
      const flag = LONG[arg.slice(2)]
      if (flag === undefined) return bad(`Unknown option: ${arg}`)
      o.flags.add(flag)
    } else if (arg.startsWith('-') && arg.length > 1 && arg !== '--') {
      for (const letter of arg.slice(1)) {
        if (!SHORT.includes(letter)) return bad(`Unknown option: ${arg}`)
        o.flags.add(letter)
      }
    } else if (arg === '--') continue
    else if (rest === 'files' || words.length === 0) words.push(arg)
    else {
      const value = rest === 'texts' ? fromBytes(arg) : jsonOf(arg)
      if (value === undefined) return bad('Invalid JSON text passed to --jsonargs')
      o.positional.push(value)
    }
  }
  const [filter, ...files] = words
  if (o.flags.has('f')) {
    const text = filter === undefined ? '' : call.contents(filter, () => {})
    if (text === undefined) {
      call.err(`jq: error: Could not open ${filter}: No such file or directory\n`)
      return 2
    }
    o.filter = text
  } else if (filter === undefined && call.args.length === 0) {
    call.err('jq - commandline JSON processor [version 1.7.1]\n\nUsage:\tjq [OPTIONS] FILTER [FILES...]\n')
    return 2
  } else o.filter = filter ?? '.'
  o.files = files
  if (o.flags.has('tab')) o.indent = '\t'
  return o
}

function named(call: Call, how: string, value: string): Value | undefined | { status: number } {
  if (how === '--arg') return value
  if (how === '--argjson') return jsonOf(value)
  const text = call.contents(toBytes(value), () => {})
  if (text === undefined) {
    call.err(`jq: Bad JSON in --${how.slice(2)} x ${value}: Could not open ${value}: No such file or directory\n`)
    return { status: 2 }
  }
  if (how === '--rawfile') return fromBytes(text)
  const reader = new JsonReader()
  reader.feed(fromBytes(text))
  const values: Value[] = []
  try {
    for (let next = reader.next(true); next !== undefined; next = reader.next(true)) values.push(next)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    call.err(`jq: Bad JSON in --${how.slice(2)} x ${value}: ${error.message}\n`)
    return { status: 2 }
  }
  return values
}

function jsonOf(text: string): Value | undefined {
  try {
    return parseJson(fromBytes(text))
  } catch {
    return undefined
  }
}

/** A filter's name that nobody has defined, for the message before anything runs. */
function undefinedName(program: Node): string | undefined {
  const names = new Set<string>()
  for (let at: Scope | undefined = preludeScope(); at !== undefined; at = at.outer) names.add(at.key)
  const visit = (value: unknown, known: ReadonlySet<string>): string | undefined => {
    if (typeof value !== 'object' || value === null) return undefined
    if (Array.isArray(value)) {
      for (const item of value) {
        const found = visit(item, known)
        if (found !== undefined) return found
      }
      return undefined
    }
    const node = value as Node
    if (
      node.op === 'call' &&
      !known.has(`${node.name}/${node.args.length}`) &&
      !builtins.has(`${node.name}/${node.args.length}`)
    )
      return `${node.name}/${node.args.length}`
    if (node.op === 'define') {
      const self = new Set([...known, `${node.name}/${node.params.length}`])
      const inner = new Set([...self, ...node.params.map((param) => `${param.replace('$', '')}/0`)])
      return visit(node.definition, inner) ?? visit(node.body, self)
    }
    for (const part of Object.values(value)) {
      const found = visit(part, known)
      if (found !== undefined) return found
    }
    return undefined
  }
  return visit(program, names)
}

// ---------------------------------------------------------------------------------------------------- running

const asksForMore = (node: unknown): boolean =>
  typeof node === 'object' &&
  node !== null &&
  (((node as Node).op === 'call' && /^inputs?$/.test((node as Node & { op: 'call' }).name)) ||
    Object.values(node).some(asksForMore))

function go(call: Call, o: Options, program: Node): number {
  const state = (call.state ?? { rest: '', status: o.flags.has('e') ? 4 : 0, began: false, held: '' }) as State
  call.state = state
  const wantsAll = o.flags.has('s') || o.flags.has('R') || asksForMore(program)
  if (o.flags.has('n') && !asksForMore(program)) {
    one(call, o, program, state, null, () => undefined)
    return state.status
  }
  if (o.files.length > 0) {
    let text = ''
    let failed = false
    for (const file of o.files) {
      const data = call.contents(file, () => {
        call.err(`jq: error: Could not open ${file}: No such file or directory\n`)
        failed = true
      })
      text += data ?? ''
    }
    const status = whole(call, o, program, state, text)
    return failed && status === 0 ? 2 : status
  }
  for (;;) {
    const piece = call.read()
    if (piece === undefined) return call.waitInput()
    if (wantsAll) {
      if (piece === null) return whole(call, o, program, state, state.held)
      state.held += piece
      continue
    }
    const goesOn = feed(call, o, program, state, piece ?? '', piece === null)
    if (!goesOn) return state.status
    if (piece === null) return state.status
    if (call.outputIsFull) {
      call.kernel.charge(call.process, 500)
      return BLOCKED
    }
  }
}

/** Values as they come; false: the program is over. */
function feed(call: Call, o: Options, program: Node, state: State, bytes: string, isLast: boolean): boolean {
  const text = state.rest + bytes
  // A value may end within a character of several bytes: only whole lines are looked at before the end.
  const cut = isLast ? text.length : text.lastIndexOf('\n') + 1
  const reader = new JsonReader()
  reader.feed(fromBytes(text.slice(0, cut)))
  try {
    for (;;) {
      const value = reader.next(isLast)
      if (value === undefined) break
      if (!one(call, o, program, state, value, () => undefined)) return false
    }
  } catch (error) {
    return parseTrouble(call, state, error)
  }
  state.rest = toBytes(reader.left) + text.slice(cut)
  return true
}

function parseTrouble(call: Call, state: State, error: unknown): false {
  if (!(error instanceof JsonError)) throw error
  call.err(`jq: parse error: ${error.message}\n`)
  state.status = 2
  return false
}

/** All of the input at once. */
function whole(call: Call, o: Options, program: Node, state: State, bytes: string): number {
  const text = fromBytes(bytes)
  const values: Value[] = []
  if (o.flags.has('R')) {
    if (o.flags.has('s')) values.push(text)
    else
      values.push(
        ...text
          .replace(/\n$/, '')
          .split('\n')
          .slice(0, text === '' ? 0 : undefined),
      )
  } else {
    const reader = new JsonReader()
    reader.feed(text)
    try {
      for (let next = reader.next(true); next !== undefined; next = reader.next(true)) values.push(next)
    } catch (error) {
      // What came before the nonsense is good.
      if (o.flags.has('s') || o.flags.has('n')) return parseTrouble(call, state, error) ? 0 : state.status
      for (const value of values) one(call, o, program, state, value, () => undefined)
      return parseTrouble(call, state, error) ? 0 : state.status
    }
    if (o.flags.has('s')) values.splice(0, values.length, [...values])
  }
  if (o.flags.has('n')) values.unshift(null)
  while (values.length > 0) {
    const value = values.shift() as Value
    if (!one(call, o, program, state, value, () => values.shift())) return state.status
  }
  return state.status
}

/** Runs the program for one input; false: it said to halt. */
function one(
  call: Call,
  o: Options,
  program: Node,
  state: State,
  input: Value,
  nextInput: () => Value | undefined,
): boolean {
  const args: Value = new Map<string, Value>([
    ['positional', o.positional],
    ['named', new Map(o.names)],
  ])
  const run = new Run(
    {
      nowSeconds: () => call.unixMs / 1000,
      environment: () => new Map([...call.environment()].map(([name, value]) => [name, fromBytes(value)])),
      nextInput,
      say: (text) => call.err(toBytes(text)),
      arguments: new Map(o.names),
    },
    builtins,
  )
  const scope = o.names.reduce<Scope>(
    (outer, [name, value]) => withValue(outer, `$${name}`, value),
    withValue(preludeScope(), '$ARGS', args),
  )
  const shape: Shape = { indent: o.flags.has('c') ? '' : o.indent, sortKeys: o.flags.has('S'), ascii: o.flags.has('a') }
  const isRaw = o.flags.has('r') || o.flags.has('j') || o.flags.has('raw-output0')
  const end = o.flags.has('j') ? '' : o.flags.has('raw-output0') ? '\0' : '\n'
  let goesOn = true
  try {
    run.each(program, scope, input, undefined, (value) => {
      call.out(toBytes((isRaw && typeof value === 'string' ? value : toJson(value, shape)) + end))
      if (o.flags.has('e')) state.status = value === null || value === false ? 1 : 0
    })
  } catch (error) {
    if (error instanceof JqHalt) {
      state.status = error.code
      if (error.value !== undefined)
        call.err(toBytes(typeof error.value === 'string' ? error.value : `${toJson(error.value)}\n`))
      goesOn = false
    } else if (error instanceof JqError) {
      call.err(toBytes(`jq: error (at <stdin>:${o.flags.has('n') ? 0 : 1}): ${errorText(error.value)}\n`))
      state.status = 5
    } else if (error instanceof RangeError) {
      call.err('jq: error: the program goes too deep\n')
      state.status = 5
    } else throw error
  }
  call.kernel.charge(call.process, 50 + (run.steps >> 3))
  return goesOn
}

const errorText = (value: Value): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value) || value instanceof Map
      ? `${toJson(value)} (not a string)`
      : `${shown(value)} (not a string)`
