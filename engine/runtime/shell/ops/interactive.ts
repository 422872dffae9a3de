/** Shells that read their commands from standard input: a script, or a person at a terminal. */
import { Instruction, NEXT, type Operation, type ShellProgram, STOP, SWITCH } from '../program.ts'

/** Reads everything, then runs it. */
const readScript: Operation = (m, f) => {
  const text = m.readScript()
  if (text === undefined) {
    f.pc--
    return STOP
  }
  m.pushCode(text, 'eval')
  return SWITCH
}

/** Prompts, reads a line, runs it, and again. */
const readLine: Operation = (m, f) => {
  const line = m.readCommandLine()
  if (line === undefined) {
    f.pc--
    return STOP
  }
  if (line === null) return m.exitShell(m.shell.lastStatus)
  f.pc = 0
  if (line.trim() === '') return NEXT
  m.pushCode(line, 'eval')
  return SWITCH
}

const end: Operation = (m) => m.exitShell(m.shell.lastStatus)

const program = (...operations: Operation[]): ShellProgram => ({
  code: operations.map((run) => new Instruction(run, 1, 0, 0, '', undefined)),
  dialect: 'dash',
})

export const STANDARD_INPUT = program(readScript, end)
export const INTERACTIVE = program(readLine, end)
