/** How a shell begins its messages: each dialect in its own way. */
import type { Shell } from './state.ts'

/** `sh: 3: ` (dash), `sh: line 2: ` (ash counts from 0), `bash: line 3: ` (bash). */
export function prefix(shell: Shell, command?: string): string {
  const { dialect, name, line } = shell
  const middle = command === undefined ? '' : `${command}: `
  if (dialect === 'dash') return `${name}: ${line}: ${middle}`
  if (dialect === 'bash') return `${shell.origin || name}: line ${line}: ${middle}`
  if (shell.fromFile) return `${name}: ${middle}line ${line}: `
  if (!shell.nameGiven && command === undefined) return `${name}: `
  return `${name}: ${middle}line ${Math.max(0, line - 1)}: `
}
