/** `select` of bash: the menu it shows and what an answer means. */
import { NEXT, type Operation } from '../program.ts'
import { setVariable } from '../variables.ts'

const WIDTH = 80

export const showMenu: Operation = (m, f) => {
  const loop = f.loops[f.loops.length - 1]
  if (loop?.next === 0) m.complain(menu(loop.items ?? []))
  m.complain(m.shell.get('PS3') ?? '#? ')
  return NEXT
}

/** Sets the variable; an empty answer (back to a) shows the menu again. */
export const choose: Operation = (m, f, i) => {
  const loop = f.loops[f.loops.length - 1]
  const answer = (m.shell.get('REPLY') ?? '').trim()
  if (loop === undefined) return NEXT
  loop.next = answer === '' ? 0 : 1
  if (answer === '') {
    f.pc = i.a
    return NEXT
  }
  const item = /^\d+$/.test(answer) ? loop.items?.[Number(answer) - 1] : undefined
  return setVariable(m, i.text, item ?? '') ? NEXT : m.exitShell(1)
}

/** In columns when the items do not fit in one, one below the other when they fit in one row. */
function menu(items: readonly string[]): string {
  const digits = String(items.length).length
  const entries = items.map((item, n) => `${String(n + 1).padStart(digits)}) ${item}`)
  const width = Math.max(0, ...entries.map(({ length }) => length)) + 2
  const columns = Math.max(1, Math.floor(WIDTH / width))
  const rows = Math.ceil(entries.length / columns)
  if (rows <= 1) return entries.map((entry) => `${entry}\n`).join('')
  const lines = Array.from({ length: rows }, (_, row) =>
    entries
      .filter((_entry, n) => n % rows === row)
      .map((entry, n, all) => (n < all.length - 1 ? entry.padEnd(width) : entry)),
  )
  return lines.map((line) => `${line.join('')}\n`).join('')
}
