/** Parameter and arithmetic expansion: `$x`, `${x:-y}`, `${x#p}`, `${a[@]}`, `$((…))`. */
import type { Flow, Machine, Reference } from '../../kernel/contract.ts'
import { BREAK, EXPANDED, QUOTED } from '../compile/pieces.ts'
import { prefix } from '../messages.ts'
import { NEXT, type Instruction, type Operation } from '../program.ts'
import { lookUp, type Looked, setVariable } from '../variables.ts'
import { changedCase, removed, replaced, transformed } from '../edits.ts'

/** Pushes values as pieces: one, or many with breaks between them. */
function push(m: Machine, looked: Looked, quoted: boolean): void {
  const { pieces } = m.process
  const flag = quoted ? QUOTED : EXPANDED
  const { values, list } = looked
  if (values === undefined || (list !== '' && values.length === 0)) {
    if (list === '' || (quoted && list === '*')) pieces.push(flag)
    return
  }
  if (list === '*' && quoted) {
    const ifs = m.shell.get('IFS')
    pieces.push(QUOTED + values.join(ifs === undefined ? ' ' : (ifs[0] ?? '')))
    return
  }
  values.forEach((value, n) => {
    if (n > 0) pieces.push(BREAK)
    pieces.push(flag + value)
  })
}

/** `set -u` and a parameter that is not set: the shell ends. */
function unbound(m: Machine, i: Instruction, name: string): Flow {
  const { shell } = m
  shell.line = i.line
  const text = shell.isBash
    ? `${/^\d+$/.test(name) ? `$${name}` : name}: unbound variable`
    : `${name}: parameter not set`
  m.complain(`${prefix(shell)}${text}\n`)
  return m.exitShell(fatalStatus(m))
}

/** The status of a shell that an expansion ends; bash has one of its own for `-c`. */
function fatalStatus(m: Machine): number {
  const { shell, process } = m
  if (!shell.isBash) return 2
  return shell.has('e') || shell.fromFile || shell.depth > 0 || process.pid !== shell.mainPid ? 1 : 127
}

const missing = (m: Machine, { values, list }: Looked): boolean =>
  values === undefined && list === '' && m.shell.has('u')

export const pushParameter: Operation = (m, _f, i) => {
  if (i.text === 'LINENO') m.shell.line = i.line
  const looked = lookUp(m, { name: i.text, index: '' })
  if (missing(m, looked)) return unbound(m, i, i.text)
  push(m, looked, i.a === 1)
  return NEXT
}

export const pushReference: Operation = (m, _f, i) => {
  const ref = i.data as Reference
  const looked = lookUp(m, ref)
  if (missing(m, looked)) return unbound(m, i, looked.key === undefined ? ref.name : `${ref.name}[${looked.key}]`)
  push(m, looked, i.a === 1)
  return NEXT
}

export const pushNames: Operation = (m, _f, i) => {
  const values = m.shell.names().filter((name) => name.startsWith(i.text))
  push(m, { values, list: '@' }, i.a === 1)
  return NEXT
}

export const pushLength: Operation = (m, _f, i) => {
  const looked = lookUp(m, i.data as Reference)
  if (missing(m, looked)) return unbound(m, i, i.text)
  const joined = looked.list !== '' && !m.shell.isBash ? (looked.values ?? []).join(' ').length : undefined
  const length = joined ?? (looked.list !== '' ? (looked.values?.length ?? 0) : (looked.values?.[0] ?? '').length)
  m.process.pieces.push((i.a === 1 ? QUOTED : EXPANDED) + String(length))
  return NEXT
}

/** Whether `:-` and its like use the operand. */
function lacks(looked: Looked, operator: string): boolean {
  const { values } = looked
  const unset = values === undefined || (looked.list !== '' && values.length === 0)
  return unset || (operator.startsWith(':') && values.join('') === '')
}

/** Jumps over the operand (to a) when it is not needed, having pushed what is used instead. */
export const testDefault: Operation = (m, f, i) => {
  const ref = i.data as Reference
  const looked = lookUp(m, ref)
  const needed = lacks(looked, i.text)
  if (i.text.endsWith('+')) {
    if (needed) {
      if (i.b === 1) m.process.pieces.push(QUOTED)
      f.pc = i.a
    }
    return NEXT
  }
  if (!needed) {
    push(m, looked, i.b === 1)
    f.pc = i.a
  }
  // The index is needed again to assign.
  else if (ref.index === 'word') m.process.words.push(looked.key as string)
  return NEXT
}

/** Behind the operand: `=` assigns it, `?` complains with it. */
export const useDefault: Operation = (m, _f, i) => {
  const ref = i.data as Reference
  const operator = i.text.replace(':', '')
  if (operator === '+') return NEXT
  const { words, pieces } = m.process
  if (operator === '-') {
    if (ref.index === 'word') words.pop()
    return NEXT
  }
  const text = words.pop() as string
  if (operator === '=') {
    const key = ref.index === 'word' ? words.pop() : undefined
    setVariable(m, ref.name, text, key)
    pieces.push((i.b === 1 ? QUOTED : EXPANDED) + text)
    return NEXT
  }
  const { shell } = m
  shell.line = i.line
  const standard = i.text.startsWith(':') ? 'parameter not set or null' : 'parameter not set'
  const bash = i.text.startsWith(':') ? 'parameter null or not set' : 'parameter not set'
  m.complain(`${prefix(shell)}${ref.name}: ${text === '' ? (shell.isBash ? bash : standard) : text}\n`)
  return m.exitShell(fatalStatus(m))
}

/** Applies an edit to every value. */
function edited(m: Machine, i: Instruction, edit: (value: string) => string): Flow {
  const ref = i.data as Reference
  const looked = lookUp(m, ref)
  if (missing(m, looked)) return unbound(m, i, ref.name)
  push(m, { ...looked, values: looked.values?.map(edit) }, i.a === 1)
  return NEXT
}

export const pushRemoved: Operation = (m, _f, i) => {
  const pattern = m.process.words.pop() as string
  return edited(m, i, (value) => removed(value, i.text, pattern, m.extended))
}

export const pushReplaced: Operation = (m, _f, i) => {
  const replacement = m.process.words.pop() as string
  const pattern = m.process.words.pop() as string
  return edited(m, i, (value) => replaced(value, i.text, pattern, replacement, m.extended))
}

export const pushCased: Operation = (m, _f, i) => {
  const pattern = m.process.words.pop() as string
  return edited(m, i, (value) => changedCase(value, i.text, pattern))
}

export const pushTransformed: Operation = (m, _f, i) => {
  const ref = i.data as Reference
  if (i.text === 'a') return edited(m, i, () => m.attributeLetters(ref.name))
  if (i.text === 'A') return edited(m, i, (value) => `${ref.name}=${transformed(value, 'Q')}`)
  return edited(m, i, (value) => transformed(value, i.text))
}

/** `${x:from:length}` on a text, a list of parameters or an array. */
export const pushSlice: Operation = (m, _f, i) => {
  const ref = i.data as Reference
  const { words } = m.process
  const lengthText = i.b === 1 ? words.pop() : undefined
  const from = m.calculate(words.pop() as string, i.line)
  const length = lengthText === undefined ? undefined : m.calculate(lengthText, i.line)
  if (from === undefined || (lengthText !== undefined && length === undefined)) return m.exitShell(1)
  const looked = lookUp(m, ref)
  if (missing(m, looked)) return unbound(m, i, ref.name)
  const { values = [], list } = looked
  if (list === '') {
    const text = values[0] ?? ''
    push(m, { values: [cut(text, Number(from), length)], list }, i.a === 1)
    return NEXT
  }
  // Parameter 0 comes first when positional parameters are counted from 0.
  const all = ref.name === '@' || ref.name === '*' ? [m.shell.name, ...values] : [...values]
  const start = Number(from) < 0 ? all.length + Number(from) : Number(from)
  push(m, { values: all.slice(start, length === undefined ? undefined : start + Number(length)), list }, i.a === 1)
  return NEXT
}

function cut(text: string, from: number, length: bigint | undefined): string {
  const start = from < 0 ? text.length + from : from
  if (start < 0 || start > text.length) return ''
  if (length === undefined) return text.slice(start)
  const end = length < 0n ? text.length + Number(length) : start + Number(length)
  return text.slice(start, Math.max(start, end))
}

// ---------------------------------------------------------------------------------------------------- arithmetic

export const pushArithmetic: Operation = (m, _f, i) => {
  const value = m.calculate(m.process.words.pop() as string, i.line)
  if (value === undefined) return m.exitShell(m.shell.isBash ? 1 : 2)
  m.process.pieces.push((i.a === 1 ? QUOTED : EXPANDED) + String(value))
  return NEXT
}

/** `((…))`: 0 when the value is not 0. */
export const arithmeticStatus: Operation = (m, _f, i) => {
  const value = m.calculate(m.process.words.pop() as string, i.line)
  m.shell.lastStatus = value === undefined || value === 0n ? 1 : 0
  return NEXT
}
