/** Command substitution: the nested code runs as a subshell whose output is kept. */
import { EXPANDED, QUOTED } from '../compile/pieces.ts'
import { NEXT, type Operation, STOP, SWITCH } from '../program.ts'

export const substitution: Operation = (m, f, i) => {
  const start = f.pc
  f.pc = i.a
  m.beginSubshell(f, start, i.a - 1, 'substitution')
  if (i.b === 1) m.ignoreErrors()
  return SWITCH
}

/** Ends in the nested frame; a = 1 between double quotes. */
export const substitutionEnd: Operation = (m, f, i) => {
  if (m.shell.traps?.get('EXIT')) return m.exitShell(m.shell.lastStatus)
  const output = m.captured(f)
  if (output === undefined) {
    // Somebody in the background still holds the pipe: look again when it ends.
    f.pc--
    return STOP
  }
  m.endSubshell(f)
  let end = output.length
  while (end > 0 && output.charCodeAt(end - 1) === 10) end--
  const text = output.includes('\0') ? output.slice(0, end).replaceAll('\0', '') : output.slice(0, end)
  m.process.pieces.push((i.a === 1 ? QUOTED : EXPANDED) + text)
  return SWITCH
}

/** `<(…)` and (b = 1) `>(…)`: a child at the other end of a pipe, which is named as a file. */
export const processSubstitution: Operation = (m, f, i) => {
  const start = f.pc
  f.pc = i.a
  const fd = m.forkSubstitution(f, start, i.b === 1)
  if (fd < 0) return m.exitShell(2)
  m.process.pieces.push(`${QUOTED}/dev/fd/${fd}`)
  return NEXT
}
