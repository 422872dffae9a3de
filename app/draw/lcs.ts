/** The difference of two lists of lines by their longest common subsequence. Pure. */
export interface DiffRow {
  kind: 'same' | 'added' | 'removed' | 'gap'
  text: string
}

/** Larger tables are not filled: then all between the common ends is told as replaced. */
const MOST_CELLS = 4_000_000

export function diffLines(before: readonly string[], after: readonly string[]): DiffRow[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head++
  let tail = 0
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail))
    tail++
  const same = (text: string): DiffRow => ({ kind: 'same', text })
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

function middle(a: readonly string[], b: readonly string[]): DiffRow[] {
  const rows: DiffRow[] = []
  const width = b.length + 1
  const small = (a.length + 1) * width <= MOST_CELLS
  const lengths = small ? table(a, b, width) : undefined
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (lengths && i < a.length && j < b.length && a[i] === b[j]) {
      rows.push({ kind: 'same', text: a[i] as string })
      i++
      j++
    } else if (
      i < a.length &&
      (!lengths || j >= b.length || at(lengths, (i + 1) * width + j) >= at(lengths, i * width + j + 1))
    ) {
      rows.push({ kind: 'removed', text: a[i++] as string })
    } else rows.push({ kind: 'added', text: b[j++] as string })
  }
  return rows
}

const at = (lengths: Uint16Array, cell: number): number => lengths[cell] as number

function table(a: readonly string[], b: readonly string[], width: number): Uint16Array {
  const lengths = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? at(lengths, (i + 1) * width + j + 1) + 1
          : Math.max(at(lengths, (i + 1) * width + j), at(lengths, i * width + j + 1))
    }
  }
  return lengths
}
