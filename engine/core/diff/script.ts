/** What to delete and insert to make one list of lines of another: the shortest script, by Myers' greedy algorithm. */

export interface Change {
  /** Lines of the old list from here (0 is the first) … */
  readonly from: number
  readonly deleted: number
  /** … become these of the new one. */
  readonly to: number
  readonly inserted: number
}

/** More than this and everything between the common ends counts as changed: the search is quadratic in it. */
const MAX_EDITS = 2000

/** Which lines of either list have no partner in the other. */
function partners(a: readonly string[], b: readonly string[]): { gone: boolean[]; made: boolean[] } {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let ends = 0
  while (ends < a.length - start && ends < b.length - start && a[a.length - 1 - ends] === b[b.length - 1 - ends]) ends++
  const gone = a.map((_, i) => i >= start && i < a.length - ends)
  const made = b.map((_, i) => i >= start && i < b.length - ends)
  walk(a.slice(start, a.length - ends), b.slice(start, b.length - ends), (i, j) => {
    gone[start + i] = false
    made[start + j] = false
  })
  return { gone, made }
}

/** Tells of every pair of lines that are the same in the shortest script. */
function walk(a: readonly string[], b: readonly string[], same: (i: number, j: number) => void): void {
  const reach = new Map<number, number>([[1, 0]])
  const steps: Map<number, number>[] = []
  const limit = Math.min(a.length + b.length, MAX_EDITS)
  for (let d = 0; d <= limit; d++) {
    steps.push(new Map(reach))
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? 0) < (reach.get(k + 1) ?? 0))
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1
      let y = x - k
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++
        y++
      }
      reach.set(k, x)
      if (x >= a.length && y >= b.length) {
        backtrack(a.length, b.length, steps, same)
        return
      }
    }
  }
}

function backtrack(
  endX: number,
  endY: number,
  steps: readonly Map<number, number>[],
  same: (i: number, j: number) => void,
): void {
  let x = endX
  let y = endY
  for (let d = steps.length - 1; d >= 0; d--) {
    const reach = steps[d] as Map<number, number>
    const k = x - y
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? 0) < (reach.get(k + 1) ?? 0))
    const before = down ? k + 1 : k - 1
    const fromX = reach.get(before) ?? 0
    const fromY = fromX - before
    while (x > fromX && y > fromY && x > 0 && y > 0) same(--x, --y)
    x = fromX
    y = fromY
  }
}

/** A run of changed lines that could as well stand lower does, as diff's own output has it. */
function slide(lines: readonly string[], changed: boolean[]): void {
  for (let i = 0; i < lines.length; i++) {
    if (!changed[i]) continue
    let end = i
    while (changed[end]) end++
    let from = i
    while (end < lines.length && lines[from] === lines[end]) {
      changed[from++] = false
      changed[end++] = true
      while (changed[end]) end++
    }
    i = end
  }
}

export function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  const { gone, made } = partners(a, b)
  slide(a, gone)
  slide(b, made)
  const changes: Change[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (!gone[i] && !made[j] && i < a.length && j < b.length) {
      i++
      j++
      continue
    }
    const [from, to] = [i, j]
    while (gone[i]) i++
    while (made[j]) j++
    changes.push({ from, deleted: i - from, to, inserted: j - to })
  }
  return changes
}
