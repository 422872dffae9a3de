/** What `s` puts in place of a match. */
import { CASES } from './parse.ts'

/** The replacement with groups put in and case switches applied. */
export function filled(parts: readonly (string | number)[], groups: readonly string[]): string {
  let out = ''
  let mode = 0
  let once = 0
  const add = (text: string): void => {
    if (text === '') return
    let shown = mode === CASES.U ? text.toUpperCase() : mode === CASES.L ? text.toLowerCase() : text
    if (once === CASES.u) shown = shown.charAt(0).toUpperCase() + shown.slice(1)
    else if (once === CASES.l) shown = shown.charAt(0).toLowerCase() + shown.slice(1)
    once = 0
    out += shown
  }
  for (const part of parts) {
    if (typeof part === 'string') add(part)
    else if (part >= 0) add(groups[part] ?? '')
    else if (part === CASES.u || part === CASES.l) once = part
    else mode = part === CASES.E ? 0 : part
  }
  return out
}
