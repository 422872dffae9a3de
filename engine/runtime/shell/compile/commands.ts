/** Commands: simple ones, lists, pipelines, compounds, compiled to the instructions that run them. */
import type { RedirectSpec } from '../../kernel/contract.ts'
import type {
  AndOr,
  Assignment,
  Case,
  Command,
  CommandNode,
  CompoundList,
  For,
  Function as FunctionNode,
  If,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Redirection,
  Select,
  Statement,
  While,
  Word,
} from 'unbash'
import { parse } from 'unbash'
import * as cmd from '../ops/commands.ts'
import * as flow from '../ops/flow.ts'
import * as select from '../ops/select.ts'
import * as pipe from '../ops/pipelines.ts'
import { redirect, popScope, pushScope } from '../ops/redirections.ts'
import { substitution } from '../ops/substitution.ts'
import { beginWord, endText, pushPiece } from '../ops/words.ts'
import { arithmeticStatus } from '../ops/parameters.ts'
import type { Assigned } from '../ops/commands.ts'
import type { Instruction } from '../program.ts'
import type { Emitter } from './emitter.ts'
import { QUOTED } from './pieces.ts'
import type { SyntaxFault } from './grammar.ts'
import { syntaxError } from './syntax.ts'
import { emitTest } from './tests.ts'
import { constantOf, emitArithmeticText, emitExpansion, emitWord } from './words.ts'

type AnyNode = PipelineNode | Statement | AndOr | CompoundList

/** A whole script; where its syntax breaks, what comes before still runs. */
export function emitScript(e: Emitter, script: ParsedScript, fault: SyntaxFault | undefined): void {
  if (fault !== undefined) {
    for (const statement of script.commands) {
      if (statement.end > fault.from || statement.pos >= fault.from) break
      emitStatement(e, statement, false)
    }
    e.atLine(fault.line)
    e.emit(flow.failSyntax, 0, fault.showsLine ? 1 : 0, fault.said, lineOf(e.source, fault.line))
    return
  }
  const broken = script.errors?.[0]
  // A construct that is not closed is the last one, and does not run at all.
  const open = broken !== undefined && / to close /.test(broken.message) ? script.commands.at(-1) : undefined
  for (const statement of script.commands) {
    if (statement === open) break
    if (broken !== undefined && statement.end >= broken.pos && !endsOnEarlierLine(e.source, statement, broken.pos))
      break
    emitStatement(e, statement, false)
  }
  if (broken !== undefined) {
    e.at(Math.min(broken.pos, e.source.length - 1))
    e.emit(flow.failSyntax, 0, 0, syntaxError(e.source, broken, e.dialect))
  }
}

const lineOf = (source: string, line: number): string => source.split('\n')[line - 1] ?? ''

const endsOnEarlierLine = (source: string, { end }: Statement, pos: number): boolean =>
  end <= pos && source.slice(end, pos).includes('\n')

export function emitNested(e: Emitter, script: ParsedScript | undefined): void {
  for (const statement of script?.commands ?? []) emitStatement(e, statement, false)
}

function emitList(e: Emitter, list: CompoundList, ignored: boolean): void {
  for (const statement of list.commands) emitStatement(e, statement, ignored)
}

function emitStatement(e: Emitter, statement: Statement, ignored: boolean): void {
  const { command } = statement
  const background = (statement as { background?: boolean }).background === true
  e.at(command.pos)
  const redirects = (statement as { redirects?: readonly Redirection[] }).redirects ?? []
  if (!background) {
    scoped(e, redirects, () => emitNode(e, command, ignored))
    return
  }
  const fork = e.emit(pipe.forkBackground, 0, 0, e.source.slice(command.pos, command.end))
  scoped(e, redirects, () => emitNode(e, command, false))
  e.emit(pipe.exitProcess)
  e.land(fork)
}

function emitNode(e: Emitter, node: AnyNode, ignored: boolean): void {
  switch (node.type) {
    case 'Statement':
      emitStatement(e, node, ignored)
      return
    case 'AndOr':
      emitAndOr(e, node, ignored)
      return
    case 'Pipeline':
      emitPipeline(e, node, ignored)
      return
    case 'CompoundList':
      emitList(e, node, ignored)
      return
    default:
      emitCommand(e, node, ignored)
  }
}

function emitAndOr(e: Emitter, node: AndOr, ignored: boolean): void {
  node.commands.forEach((command, i) => {
    const last = i === node.commands.length - 1
    const jump = i === 0 ? undefined : e.emit(node.operators[i - 1] === '&&' ? flow.jumpIfFailed : flow.jumpIfOk)
    emitNode(e, command, ignored || !last)
    if (jump !== undefined) e.land(jump)
  })
}

function emitPipeline(e: Emitter, node: Pipeline, ignored: boolean): void {
  const negated = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1
  const time = node.prefixes.find(({ type }) => type === 'Time')
  if (time !== undefined) e.emit(flow.beginTime)
  if (node.commands.length === 1) emitNode(e, node.commands[0] as CommandNode, ignored || negated)
  else emitStages(e, node, ignored || negated)
  if (negated) e.emit(flow.negate)
  if (time !== undefined) e.emit(flow.endTime, time.type === 'Time' && time.posix !== undefined ? 1 : 0)
}

function emitStages(e: Emitter, node: Pipeline, ignored: boolean): void {
  const stages: { pc: number; joinsErrors: boolean; text: string }[] = []
  const start = e.emit(pipe.startPipeline, 0, 0, '', stages)
  node.commands.forEach((command, i) => {
    const text = e.source.slice(command.pos, command.end)
    stages.push({ pc: e.here, joinsErrors: node.operators[i] === '|&', text })
    emitNode(e, command, false)
    e.emit(pipe.exitProcess)
  })
  e.land(start)
  e.emit(pipe.waitPipeline)
  if (!ignored) e.emit(flow.check)
}

// ---------------------------------------------------------------------------------------------------- one command

function emitCommand(e: Emitter, node: CommandNode, ignored: boolean): void {
  e.at(node.pos)
  switch (node.type) {
    case 'Command':
      emitSimple(e, node, ignored)
      return
    case 'Redirected':
      scoped(e, node.redirects, () => emitCommand(e, node.command, ignored))
      return
    case 'If':
      emitIf(e, node, ignored)
      return
    case 'While':
      emitWhile(e, node, ignored)
      return
    case 'For':
      emitFor(e, node, ignored)
      return
    case 'Case':
      emitCase(e, node, ignored)
      return
    case 'BraceGroup':
      emitList(e, node.body, ignored)
      return
    case 'Subshell': {
      const begin = e.emit(pipe.beginSubshell, 0, ignored ? 1 : 0)
      emitList(e, node.body, false)
      e.emit(pipe.endSubshell)
      e.land(begin)
      if (!ignored) e.emit(flow.check)
      return
    }
    case 'Function':
      emitFunction(e, node)
      return
    default:
      emitBash(e, node, ignored)
  }
}

/** What only bash knows; ash has `[[` too. */
function emitBash(e: Emitter, node: CommandNode, ignored: boolean): void {
  if (node.type === 'TestCommand' && e.dialect !== 'dash') {
    emitTest(e, node.expression)
    if (!ignored) e.emit(flow.check)
  } else if (node.type === 'ArithmeticCommand' && e.dialect === 'bash') {
    e.emit(flow.trace, 0, 0, `(( ${node.body.trim()} ))`)
    emitArithmeticText(e, node.body)
    e.emit(arithmeticStatus)
    if (!ignored) e.emit(flow.check)
  } else if (node.type === 'ArithmeticFor' && e.dialect === 'bash') {
    emitArithmeticFor(e, node, ignored)
  } else if (node.type === 'ArithmeticCommand') {
    // To the other shells it is a subshell in a subshell.
    emitNested(e, parse(`( (${node.body}) )`))
  } else if (node.type === 'Select' && e.dialect === 'bash') emitSelect(e, node, ignored)
  else if (node.type === 'TestCommand') {
    e.emit(cmd.notFound, 0, 0, '[[')
    if (!ignored) e.emit(flow.check)
  } else e.emit(flow.failSyntax, 1, 0, `${NAMES[node.type] ?? node.type} is not supported here`)
}

const NAMES: Record<string, string> = {
  Select: 'select',
  Coproc: 'coproc',
  ArithmeticFor: 'for ((',
  ArithmeticCommand: '((',
}

function scoped(e: Emitter, redirects: readonly Redirection[], body: () => void): void {
  if (redirects.length === 0) {
    body()
    return
  }
  e.emit(pushScope)
  const failures = emitRedirections(e, redirects)
  body()
  e.land(...failures)
  e.emit(popScope)
}

/** Emits redirections; returns the jumps to be taken when one fails. */
function emitRedirections(e: Emitter, redirects: readonly Redirection[]): Instruction[] {
  return redirects.map((r) => {
    const { descriptor } = r
    const fd = descriptor?.type === 'FileDescriptor' ? descriptor.value : -1
    const variable = descriptor?.type === 'FileDescriptorVariable' ? descriptor.name : undefined
    if (r.type === 'HereDoc') emitHereDoc(e, r)
    else if (r.target !== undefined) emitWord(e, r.target, 'text')
    else e.emit(pushPiece)
    const spec: RedirectSpec = { operator: r.operator, fd, variable }
    return e.emit(redirect, 0, 0, r.operator, spec)
  })
}

function emitHereDoc(e: Emitter, { delimiter, body, operator }: Extract<Redirection, { type: 'HereDoc' }>): void {
  const strip = operator === '<<-'
  e.emit(beginWord)
  if (delimiter?.quoted || body.parts === undefined) {
    const text = strip ? body.text.replace(/^\t+/gm, '') : body.text
    e.emit(pushPiece, 0, 0, QUOTED + (delimiter?.quoted ? text : unescapeHere(text)))
  } else {
    for (const part of body.parts) {
      if (part.type === 'Literal') {
        const text = strip ? part.value.replace(/\n\t+/g, '\n').replace(/^\t+/, '') : part.value
        e.emit(pushPiece, 0, 0, QUOTED + text)
      } else emitExpansion(e, part, true)
    }
  }
  e.emit(endText)
}

const unescapeHere = (text: string): string => text.replace(/\\([\\$`]|\n)/g, (_, c: string) => (c === '\n' ? '' : c))

const COPY: readonly string[] = Object.freeze(['cat'])

/** A simple command as bash shows it in $BASH_COMMAND: redirections last, their targets apart. */
function shownCommand(e: Emitter, { prefix, name, suffix, redirects }: Command): string {
  const isPlain = ({ type }: { type: string }): boolean => type === 'Word' || type === 'Assignment'
  const words = [...prefix, ...(name === undefined ? [] : [name]), ...suffix].filter(isPlain)
  const text = words.map(({ pos, end }) => e.source.slice(pos, end))
  for (const redirection of redirects) {
    const { descriptor, operator } = redirection
    const target = redirection.type === 'HereDoc' ? redirection.delimiter : redirection.target
    const fd = descriptor?.type === 'FileDescriptor' ? String(descriptor.value) : ''
    text.push(`${fd}${operator}${operator.endsWith('&') ? '' : ' '}${target?.text ?? ''}`)
  }
  return text.join(' ')
}

function emitSimple(e: Emitter, node: Command, ignored: boolean): void {
  e.ignored = ignored
  if (e.tellsCommands) e.emit(flow.aboutToRun, 0, 0, shownCommand(e, node))
  const words: (Word | Assignment)[] = node.name === undefined ? [] : [node.name]
  for (const item of node.suffix) if (item.type === 'Word' || item.type === 'Assignment') words.push(item)
  const assignments = node.prefix.filter((item): item is Assignment => item.type === 'Assignment')
  const { redirects } = node
  if (words.length > 0 && assignments.length === 0 && redirects.length === 0) {
    const argv = constantWords(words)
    if (argv !== undefined) {
      e.emit(cmd.runConstant, ignored ? 1 : 0, 0, '', Object.freeze(argv))
      if (!ignored) e.emit(flow.check)
      return
    }
  }
  if (words.length === 0) {
    scoped(e, redirects, () => {
      if (e.copiesInput) e.emit(cmd.runConstant, 0, 0, '', COPY)
      else emitAssignments(e, assignments)
    })
    e.copiesInput = false
    if (words.length === 0 && !ignored) e.emit(flow.check)
    return
  }
  // Pipes of process substitutions close when the command is over.
  const substitutes = words.some(substitutesProcess)
  if (substitutes) e.emit(pushScope)
  e.emit(cmd.beginCommand)
  const declares = node.name !== undefined && DECLARATIONS.has(node.name.text)
  words.forEach((word, i) => {
    e.at(word.pos)
    emitArgument(e, word, i > 0 && declares)
  })
  e.at(node.pos)
  if (redirects.length > 0) e.emit(pushScope)
  const failures = emitRedirections(e, redirects)
  const assigned = assignments.map((assignment) => emitAssignmentValue(e, assignment))
  e.emit(cmd.run, ignored ? 1 : 0, redirects.length > 0 ? 1 : 0, '', assigned)
  if (redirects.length > 0) {
    const done = e.emit(flow.jump)
    e.land(...failures)
    e.emit(cmd.dropCommand)
    e.land(done)
    e.emit(popScope)
  }
  if (substitutes) e.emit(popScope)
  if (!ignored) e.emit(flow.check)
}

const substitutesProcess = (word: Word | Assignment): boolean =>
  word.type === 'Word' && word.parts?.some(({ type }) => type === 'ProcessSubstitution') === true

const DECLARATIONS = new Set(['export', 'readonly', 'local', 'declare', 'typeset'])

function constantWords(words: readonly (Word | Assignment)[]): string[] | undefined {
  const argv: string[] = []
  for (const word of words) {
    if (word.type !== 'Word' || word.parts?.some(({ type }) => type === 'BraceExpansion')) return undefined
    const text = constantOf(word, 'fields')
    if (text === undefined) return undefined
    argv.push(text)
  }
  return argv
}

/** An argument; behind `export` and its like `name=value` is an assignment and not split. */
function emitArgument(e: Emitter, word: Word | Assignment, declares: boolean): void {
  if (word.type === 'Word') {
    emitWord(e, word, 'fields')
    return
  }
  const { value, name, append, index } = word
  if (value.type === 'ArrayValue') {
    e.emit(cmd.beginCommand)
    for (const element of value.elements) emitWord(e, element, 'fields')
    e.emit(cmd.pushArrayArgument, append ? 1 : 0, 0, name)
    return
  }
  if (!declares || index !== undefined) {
    emitWord(e, { ...value, text: word.text, value: word.text, parts: assignmentParts(word) } as Word, 'fields')
    return
  }
  emitWord(e, value, 'text', true)
  e.emit(cmd.joinAssignment, 0, 0, `${name}${append ? '+' : ''}=`)
}

/** The parts of `name=value` as of a plain word. */
function assignmentParts({ text, value, pos }: Assignment): Word['parts'] {
  if (value.type !== 'Word') return undefined
  const prefix = text.slice(0, value.pos - pos)
  const head = { type: 'Literal' as const, pos, end: value.pos, value: prefix, text: prefix }
  if (value.parts !== undefined) return [head, ...value.parts]
  return [head, { type: 'Literal' as const, pos: value.pos, end: value.end, value: value.value, text: value.text }]
}

function emitAssignmentValue(e: Emitter, assignment: Assignment): Assigned {
  const { name, value, index, append = false } = assignment
  e.at(assignment.pos)
  if (index !== undefined) emitWord(e, index, 'text')
  if (value.type === 'ArrayValue') {
    e.emit(cmd.beginCommand)
    for (const element of value.elements) emitElement(e, element)
    e.emit(cmd.packArray)
    return { name, indexed: index !== undefined, append, array: true }
  }
  emitWord(e, value, 'text', true)
  return { name, indexed: index !== undefined, append, array: false }
}

/** An element of `a=(…)`; `[key]=value` is one word. */
function emitElement(e: Emitter, element: Word): void {
  emitWord(e, element, /^\[[^\]]*\]=/.test(element.text) ? 'text' : 'fields')
}

function emitAssignments(e: Emitter, assignments: readonly Assignment[]): void {
  const from = e.here
  for (const assignment of assignments) {
    const assigned = emitAssignmentValue(e, assignment)
    e.emit(cmd.assign, 0, 0, '', assigned)
  }
  // The status of a command that only assigns is that of its last command substitution.
  if (!e.code.slice(from).some(({ run }) => run === substitution)) e.emit(flow.setStatus, 0)
}

// ---------------------------------------------------------------------------------------------------- compounds

function emitIf(e: Emitter, node: If, ignored: boolean): void {
  const ends: Instruction[] = []
  const branch = (clause: CompoundList, then: CompoundList): void => {
    emitList(e, clause, true)
    const next = e.emit(flow.jumpIfFailed)
    emitBody(e, then, ignored)
    ends.push(e.emit(flow.jump))
    e.land(next)
  }
  branch(node.clause, node.then)
  for (const { clause, then } of node.elif) branch(clause, then)
  if (node.else === undefined) e.emit(flow.setStatus, 0)
  else emitBody(e, node.else, ignored)
  e.land(...ends)
}

function emitBody(e: Emitter, list: CompoundList, ignored: boolean): void {
  emitList(e, list, ignored)
  if (list.commands.length === 0) e.emit(flow.setStatus, 0)
}

function emitWhile(e: Emitter, node: While, ignored: boolean): void {
  const loop = e.emit(flow.beginLoop)
  loop.b = e.here
  emitList(e, node.clause, true)
  const exit = e.emit(node.kind === 'while' ? flow.jumpIfFailed : flow.jumpIfOk)
  emitList(e, node.body, ignored)
  e.emit(flow.nextTurn, loop.b)
  e.land(loop, exit)
  e.emit(flow.endLoop)
}

function emitFor(e: Emitter, node: For, ignored: boolean): void {
  if (!/^[A-Za-z_]\w*$/.test(node.name.text)) {
    e.emit(flow.badName, 0, 0, node.name.text)
    return
  }
  e.emit(cmd.beginCommand)
  if (node.wordlist === undefined) e.emit(cmd.pushPositional)
  else for (const word of node.wordlist) emitWord(e, word, 'fields')
  const loop = e.emit(flow.beginFor)
  loop.b = e.here
  const header = node.wordlist?.length
    ? `for ${node.name.text} in ${node.wordlist.map(({ text }) => text).join(' ')}`
    : `for ${node.name.text} in "$@"`
  const next = e.emit(flow.nextItem, 0, 0, node.name.text, header)
  emitList(e, node.body, ignored)
  e.emit(flow.nextTurn, loop.b)
  e.land(loop, next)
  e.emit(flow.endLoop)
}

/** `select`: a menu, an answer, the body, until the input ends. */
function emitSelect(e: Emitter, node: Select, ignored: boolean): void {
  e.emit(cmd.beginCommand)
  if (node.wordlist === undefined) e.emit(cmd.pushPositional)
  else for (const word of node.wordlist) emitWord(e, word, 'fields')
  const loop = e.emit(flow.beginFor)
  loop.b = e.here
  e.emit(select.showMenu)
  e.emit(cmd.runConstant, 1, 0, '', Object.freeze(['read', '-r', 'REPLY']))
  const exit = e.emit(flow.jumpIfFailed)
  e.emit(select.choose, loop.b, 0, node.name.text)
  emitList(e, node.body, ignored)
  e.emit(flow.nextTurn, loop.b)
  e.land(loop, exit)
  e.emit(flow.endLoop)
}

function emitArithmeticFor(e: Emitter, node: Extract<CommandNode, { type: 'ArithmeticFor' }>, ignored: boolean): void {
  const part = (expression: { pos: number; end: number } | undefined): void => {
    if (expression === undefined) return
    emitArithmeticText(e, e.source.slice(expression.pos, expression.end))
    e.emit(arithmeticStatus)
  }
  part(node.initialize)
  const loop = e.emit(flow.beginLoop)
  const test = e.here
  part(node.test)
  const exit = node.test === undefined ? undefined : e.emit(flow.jumpIfFailed)
  const body = e.emit(flow.jump)
  loop.b = e.here
  part(node.update)
  e.emit(flow.jump, test)
  e.land(body)
  emitList(e, node.body, ignored)
  e.emit(flow.nextTurn, loop.b)
  e.land(loop)
  if (exit !== undefined) e.land(exit)
  e.emit(flow.endLoop)
}

function emitCase(e: Emitter, node: Case, ignored: boolean): void {
  if (e.dialect === 'bash') e.emit(flow.trace, 0, 0, `case ${node.word.text} in`)
  emitWord(e, node.word, 'text')
  const ends: Instruction[] = []
  let fall: Instruction | undefined
  let retry: Instruction | undefined
  for (const { pattern, body, terminator } of node.items) {
    if (retry !== undefined) e.land(retry)
    retry = undefined
    const hits = pattern.map((word) => {
      emitWord(e, word, 'pattern')
      return e.emit(flow.jumpIfMatches)
    })
    const miss = e.emit(flow.jump)
    e.land(...hits)
    if (fall !== undefined) e.land(fall)
    fall = undefined
    emitBody(e, body, ignored)
    if (terminator === ';&') fall = e.emit(flow.jump)
    else if (terminator === ';;&') retry = e.emit(flow.jump)
    else ends.push(e.emit(flow.jump))
    e.land(miss)
  }
  if (fall !== undefined) ends.push(fall)
  e.emit(flow.setStatus, 0)
  if (retry !== undefined) e.land(retry)
  e.land(...ends)
  e.emit(flow.dropWord)
}

function emitFunction(e: Emitter, { name, body }: FunctionNode): void {
  const define = e.emit(cmd.define, 0, 0, name.text)
  emitNode(e, body, false)
  e.emit(flow.returnFromFunction)
  e.land(define)
}
