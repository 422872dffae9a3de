/** Simple commands and assignments. */
import { prefix } from '../messages.ts'
import { NEXT, type Operation } from '../program.ts'
import { keyFor, setArray, setVariable } from '../variables.ts'

/** One assignment in front of a command; its value (and index) are words. */
export interface Assigned {
  name: string
  indexed: boolean
  append: boolean
  array: boolean
}

/** Stands between the elements of an array literal in one word; no byte is this. */
export const ARRAY_MARK = '\u0101'

export const beginCommand: Operation = (m) => {
  m.process.marks.push(m.process.words.length)
  return NEXT
}

/** What a redirection that failed leaves of its command: nothing. */
export const dropCommand: Operation = (m) => {
  const { words, marks } = m.process
  words.length = marks.pop() as number
  return NEXT
}

export const pushPositional: Operation = (m) => {
  m.process.words.push(...m.shell.positional)
  return NEXT
}

/** `name=(…)` as an argument of declare: the elements in one word. */
export const pushArrayArgument: Operation = (m, _f, i) => {
  const { words, marks } = m.process
  const elements = words.splice(marks.pop() as number)
  words.push([`${i.text}${i.a === 1 ? '+' : ''}=`, ...elements].join(ARRAY_MARK) + ARRAY_MARK)
  return NEXT
}

export const packArray: Operation = (m) => {
  const { words, marks } = m.process
  const elements = words.splice(marks.pop() as number)
  words.push(elements.map((element) => ARRAY_MARK + element).join(''))
  return NEXT
}

export const joinAssignment: Operation = (m, _f, i) => {
  const { words } = m.process
  words.push(i.text + (words.pop() as string))
  return NEXT
}

interface Pair extends Assigned {
  value: string
  index: string | undefined
}

function taken(words: string[], assigned: Assigned): Pair {
  const value = words.pop() as string
  return { ...assigned, value, index: assigned.indexed ? words.pop() : undefined }
}

export const assign: Operation = (m, _f, i) => {
  const pair = taken(m.process.words, i.data as Assigned)
  m.shell.line = i.line
  if (m.shell.has('x')) m.traceAssignment(pair.name, pair.value, pair.append, pair.array)
  return store(m, pair) ? NEXT : m.exitShell(m.shell.dialect === 'bash' ? 1 : 2)
}

function store(m: Parameters<Operation>[0], { name, value, index, append, array }: Pair): boolean {
  if (array) return setArray(m, name, value === '' ? [] : value.slice(1).split(ARRAY_MARK), append)
  return setVariable(m, name, value, index === undefined ? undefined : keyFor(m, name, index), append)
}

export const run: Operation = (m, f, i) => {
  const { words, marks } = m.process
  const assigned = i.data as readonly Assigned[]
  const pairs: Pair[] = []
  for (let n = assigned.length - 1; n >= 0; n--) pairs.unshift(taken(words, assigned[n] as Assigned))
  const argv = words.splice(marks.pop() as number)
  m.shell.line = i.line
  if (argv.length === 0) {
    for (const pair of pairs) if (!store(m, pair)) return m.exitShell(m.shell.dialect === 'bash' ? 1 : 2)
    // Its words came to nothing: the status stays that of the substitution in them.
    return NEXT
  }
  const env = pairs.length === 0 ? undefined : new Map(pairs.map((pair) => [pair.name, joined(m, pair)] as const))
  return m.runCommand(f, argv, env, i.a === 1)
}

const joined = (m: Parameters<Operation>[0], { name, value, append }: Pair): string =>
  append ? (m.shell.get(name) ?? '') + value : value

export const runConstant: Operation = (m, f, i) => {
  m.shell.line = i.line
  return m.runCommand(f, i.data as readonly string[], undefined, i.a === 1)
}

export const define: Operation = (m, f, i) => {
  m.shell.functions ??= new Map()
  m.shell.functions.set(i.text, { program: f.program, pc: f.pc })
  m.shell.lastStatus = 0
  f.pc = i.a
  return NEXT
}

export const notFound: Operation = (m, _f, i) => {
  m.shell.line = i.line
  m.complain(`${prefix(m.shell)}${i.text}: not found\n`)
  m.shell.lastStatus = 127
  return NEXT
}
