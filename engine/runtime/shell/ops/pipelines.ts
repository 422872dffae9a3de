/** Processes of their own: pipelines, background lists, subshells. */
import { NEXT, type Operation, STOP, SWITCH } from '../program.ts'

interface Stage {
  pc: number
  joinsErrors: boolean
  text: string
}

/** Forks what follows up to a; the parent goes on there. */
export const forkBackground: Operation = (m, f, i) => {
  const pid = m.forkBackground(f, i.text)
  if (pid < 0) return m.exitShell(2)
  f.pc = i.a
  m.shell.lastStatus = 0
  return NEXT
}

export const exitProcess: Operation = (m) => m.exitShell(m.shell.lastStatus)

export const startPipeline: Operation = (m, f, i) => {
  f.pc = i.a
  return m.forkPipeline(f, i.data as readonly Stage[]) ? NEXT : m.exitShell(2)
}

export const waitPipeline: Operation = (m, f) => {
  if (m.pipelineEnded()) return NEXT
  f.pc--
  return STOP
}

export const beginSubshell: Operation = (m, f, i) => {
  const start = f.pc
  f.pc = i.a
  m.beginSubshell(f, start, i.a - 1, 'subshell')
  if (i.b === 1) m.ignoreErrors()
  return SWITCH
}

export const endSubshell: Operation = (m, f) => {
  if (m.shell.traps?.get('EXIT')) return m.exitShell(m.shell.lastStatus)
  m.endSubshell(f)
  return SWITCH
}
