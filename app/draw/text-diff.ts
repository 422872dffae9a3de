/** Two texts line by line, as a person reads a difference: what went, what came, and a little of what stayed. Pure. */
import { type DiffRow, diffLines } from './lcs.ts'

/** Lines around a change that are shown. */
const CONTEXT = 3

export function textDiff(before: string, after: string): DiffRow[] {
  const rows = diffLines(linesOf(before), linesOf(after))
  const near = rows.map((_, at) =>
    rows.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ kind }) => kind !== 'same'),
  )
  const shown: DiffRow[] = []
  rows.forEach((row, at) => {
    if (near[at]) shown.push(row)
    else if (shown.at(-1)?.kind !== 'gap') shown.push({ kind: 'gap', text: '…' })
  })
  return shown.length === 1 && shown[0]?.kind === 'gap' ? [] : shown
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
