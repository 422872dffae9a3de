/** What differs between two texts, by line, with a little of what surrounds it. */

export interface DiffLine {
  /** Stable among the lines of one diff. */
  id: number
  mark: '+' | '-' | ' '
  text: string
}

/** Unchanged lines kept around a change. */
const CONTEXT = 2

/** Lines added and removed on the way from one text to the other, in order. Longest common subsequence: for texts of a few hundred lines. */
export function lineDiff(from: string, to: string): DiffLine[] {
  const all = allLines(from.trimEnd().split('\n'), to.trimEnd().split('\n'))
  const near = (at: number) => all.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ mark }) => mark !== ' ')
  return all.filter((_, at) => near(at))
}

function allLines(from: readonly string[], to: readonly string[]): DiffLine[] {
  const common = lengths(from, to)
  const lines: DiffLine[] = []
  const add = (mark: DiffLine['mark'], text: string) => lines.push({ id: lines.length, mark, text })
  let i = 0
  let j = 0
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      add(' ', from[i] as string)
      i++
      j++
    } else if (j >= to.length || (i < from.length && at(common, i + 1, j) >= at(common, i, j + 1)))
      add('-', from[i++] as string)
    else add('+', to[j++] as string)
  }
  return lines
}

const at = (table: number[][], i: number, j: number): number => table[i]?.[j] ?? 0

/** table[i][j]: length of the longest common subsequence of what follows. */
function lengths(from: readonly string[], to: readonly string[]): number[][] {
  const table = Array.from({ length: from.length + 1 }, () => new Array<number>(to.length + 1).fill(0))
  for (let i = from.length - 1; i >= 0; i--) {
    const row = table[i] as number[]
    for (let j = to.length - 1; j >= 0; j--)
      row[j] = from[i] === to[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1))
  }
  return table
}
