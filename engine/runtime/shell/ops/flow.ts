/** Jumps, loops, statuses: what decides which instruction comes next. */
import { matches } from '../pattern.ts'
import { prefix } from '../messages.ts'
import { NEXT, type Operation, SWITCH } from '../program.ts'
import type { Shell } from '../state.ts'
import { setVariable } from '../variables.ts'
import { folded } from './tests.ts'

/** `set -x` of bash shows compound commands, too. */
export const trace: Operation = (m, _f, i) => {
  if (m.shell.has('x')) m.complain(`${m.tracePrefix}${i.text}\n`)
  return NEXT
}

export const jump: Operation = (_m, f, i) => {
  f.pc = i.a
  return NEXT
}

export const jumpIfFailed: Operation = (m, f, i) => {
  if (m.shell.lastStatus !== 0) f.pc = i.a
  return NEXT
}

export const jumpIfOk: Operation = (m, f, i) => {
  if (m.shell.lastStatus === 0) f.pc = i.a
  return NEXT
}

export const negate: Operation = (m) => {
  m.shell.lastStatus = m.shell.lastStatus === 0 ? 1 : 0
  return NEXT
}

export const setStatus: Operation = (m, _f, i) => {
  m.shell.lastStatus = i.a
  return NEXT
}

/** Behind a command whose failure counts: `set -e` and the ERR trap. */
export const check: Operation = (m, f, i) => {
  const { shell } = m
  if (shell.lastStatus === 0 || f.ignoresErrors) return NEXT
  shell.line = i.line
  const action = shell.traps?.get('ERR')
  // Functions have the trap of who calls them only under `set -E`.
  if (action && shell.isBash && (shell.has('E') || shell.has('errtrace') || m.functionNames().length === 0))
    return m.runErrorTrap(action)
  return shell.has('e') ? m.exitShell(shell.lastStatus) : NEXT
}

/** A syntax error: said, and the shell ends. a = 1: what is not supported here; b = 1: bash shows the line. */
export const failSyntax: Operation = (m, _f, i) => {
  const { shell } = m
  const inEval = m.insideEval
  shell.line = i.line
  const head = headOfSyntaxError(shell, inEval, i.a === 0)
  m.complain(`${head}${i.text}\n`)
  if (i.b === 1) m.complain(`${head}\`${String(i.data)}'\n`)
  if (!shell.isBash || !inEval) return m.exitShell(2)
  m.popFrame()
  shell.lastStatus = 2
  return SWITCH
}

/** What cannot be a variable: bash finds it out when it gets there. */
export const badName: Operation = (m, _f, i) => {
  m.shell.line = i.line
  m.complain(`${prefix(m.shell)}\`${i.text}': not a valid identifier\n`)
  return m.exitShell(1)
}

function headOfSyntaxError(shell: Shell, inEval: boolean, isSyntax: boolean): string {
  if (!isSyntax || (!shell.isBash && !inEval) || (shell.isBash && shell.fromFile && !inEval)) return prefix(shell)
  if (!shell.isBash) return prefix(shell, 'eval')
  return `${shell.name}: ${inEval ? 'eval' : '-c'}: line ${shell.line}: `
}

// ---------------------------------------------------------------------------------------------------- loops

export const beginLoop: Operation = (m, f, i) => {
  const { process } = m
  f.beginLoop({
    breakAt: i.a,
    continueAt: i.b,
    scopes: process.scopes.length,
    words: process.words.length,
    marks: process.marks.length,
    next: 0,
    status: 0,
  })
  return NEXT
}

export const beginFor: Operation = (m, f, i) => {
  const { process } = m
  const items = process.words.splice(process.marks.pop() as number)
  f.beginLoop({
    breakAt: i.a,
    continueAt: i.b,
    scopes: process.scopes.length,
    words: process.words.length,
    marks: process.marks.length,
    items,
    next: 0,
    status: 0,
  })
  return NEXT
}

export const nextItem: Operation = (m, f, i) => {
  const loop = f.loops[f.loops.length - 1]
  const item = loop?.items?.[loop.next]
  if (loop === undefined || item === undefined) f.pc = i.a
  else {
    loop.next++
    if (m.shell.isBash && m.shell.has('x')) m.complain(`${m.tracePrefix}${String(i.data)}\n`)
    if (!setVariable(m, i.text, item)) return m.exitShell(m.shell.dialect === 'bash' ? 1 : 2)
  }
  return NEXT
}

export const nextTurn: Operation = (m, f, i) => {
  const loop = f.loops[f.loops.length - 1]
  if (loop !== undefined) loop.status = m.shell.lastStatus
  f.pc = i.a
  return NEXT
}

export const endLoop: Operation = (m, f) => {
  m.shell.lastStatus = f.loops.pop()?.status ?? 0
  return NEXT
}

// ---------------------------------------------------------------------------------------------------- case

export const jumpIfMatches: Operation = (m, f, i) => {
  const { words } = m.process
  const pattern = words.pop() as string
  if (matches(...folded(m, pattern, words[words.length - 1] as string), m.extended)) f.pc = i.a
  return NEXT
}

export const dropWord: Operation = (m) => {
  m.process.words.pop()
  return NEXT
}

// ---------------------------------------------------------------------------------------------------- ends

export const endMain: Operation = (m) => m.endFrame()

export const returnFromFunction: Operation = (m) => m.returnFrom(m.shell.lastStatus)

/** Before a command of a bash script that speaks of $BASH_COMMAND or traps DEBUG. */
export const aboutToRun: Operation = (m, f, i) => {
  const { shell, process } = m
  // In a trap's action the variable keeps naming the command that the trap is about.
  if (process.frames.some((frame) => frame.type === 'code' && frame.kind === 'trap')) return NEXT
  shell.put('BASH_COMMAND', i.text)
  shell.line = i.line
  const action = shell.traps?.get('DEBUG')
  const applies = shell.has('T') || shell.has('functrace') || f.kind !== 'function'
  return action && applies ? m.runTrap('DEBUG', action) : NEXT
}

export const beginTime: Operation = (m) => {
  m.process.words.push(String(m.nowMs))
  return NEXT
}

export const endTime: Operation = (m, _f, i) => {
  const ms = m.nowMs - Number(m.process.words.pop())
  const format = m.shell.isBash && i.a === 0 ? m.shell.get('TIMEFORMAT') : undefined
  if (format !== undefined) {
    if (format !== '') m.complain(`${timeText(format, ms)}\n`)
    return NEXT
  }
  const seconds = (digits: number) => ((ms % 60_000) / 1000).toFixed(digits)
  const minutes = Math.floor(ms / 60_000)
  if (i.a === 1) m.complain(`real ${(ms / 1000).toFixed(2)}\nuser 0.00\nsys 0.00\n`)
  else if (m.shell.isBash) m.complain(`\nreal\t${minutes}m${seconds(3)}s\nuser\t0m0.000s\nsys\t0m0.000s\n`)
  else m.complain(`real\t${minutes}m ${seconds(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`)
  return NEXT
}

/** $TIMEFORMAT: `%3R`, `%lU` and their like; a simulated command's user and system time are nothing. */
function timeText(format: string, ms: number): string {
  return format.replace(/%(\d?)(l?)([RUSP%])/g, (_, digits: string, long: string, what: string) => {
    if (what === '%') return '%'
    if (what === 'P') return '0.00'
    const seconds = what === 'R' ? ms / 1000 : 0
    const places = Math.min(3, Number(digits || 3))
    return long === '' ? seconds.toFixed(places) : `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(places)}s`
  })
}
