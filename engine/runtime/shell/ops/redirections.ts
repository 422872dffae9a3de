/** Redirections: descriptors are replaced within a scope and put back at its end. */
import type { RedirectSpec } from '../../kernel/contract.ts'
import { NEXT, type Operation } from '../program.ts'

export const pushScope: Operation = (m) => {
  m.process.scopes.push(m.process.fds)
  return NEXT
}

export const popScope: Operation = (m) => {
  m.process.fds = m.process.scopes.pop() as readonly number[]
  return NEXT
}

/** Opens what the last word names; jumps to a when it cannot be opened. */
export const redirect: Operation = (m, f, i) => {
  const target = m.process.words.pop() as string
  m.shell.line = i.line
  if (m.redirect(i.data as RedirectSpec, target)) return NEXT
  m.shell.lastStatus = m.shell.dialect === 'dash' ? 2 : 1
  f.pc = i.a
  return NEXT
}
