/** Which lines differ from the text applied last: what the editor marks as yours. */

/** Longer texts are compared by their common head and tail only. */
const MOST_LINES = 2000

export interface Changes {
  /** 1-based numbers of added or changed lines. */
  lines: number[]
  /** Lines that were taken away. */
  removed: number
}

/** Lines of `after` that `before` has not, in order (longest common subsequence). */
export function changedLines(before: string, after: string): Changes {
  const old = before.split('\n')
  const now = after.split('\n')
  let head = 0
  while (head < old.length && head < now.length && old[head] === now[head]) head++
  let tail = 0
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++
  const a = old.slice(head, old.length - tail)
  const b = now.slice(head, now.length - tail)
  const kept = a.length * b.length > MOST_LINES * MOST_LINES ? new Set<number>() : commonLines(a, b)
  const lines = b.map((_, i) => i).filter((i) => !kept.has(i) && (b[i] as string).trim() !== '')
  return { lines: lines.map((i) => i + head + 1), removed: Math.max(0, a.length - kept.size - lines.length) }
}

/** Indices of `b` that belong to the longest common subsequence. */
function commonLines(a: readonly string[], b: readonly string[]): Set<number> {
  const width = b.length + 1
  const lengths = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] as number) + 1
          : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number)
    }
  }
  const kept = new Set<number>()
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      kept.add(j)
      i++
      j++
    } else if ((lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number)) i++
    else j++
  }
  return kept
}
