/** Two texts compared line by line, as `diff -u` shows them: hunks with three lines around each change. */

const CONTEXT = 3

type Edit = { kind: ' ' | '-' | '+'; line: string }

/** Empty when the texts are equal. */
export function unified(before: string, after: string): string {
  const edits = script(linesOf(before), linesOf(after))
  const changed = edits.flatMap(({ kind }, at) => (kind === ' ' ? [] : [at]))
  if (changed.length === 0) return ''
  let out = ''
  let from = 0
  while (from < changed.length) {
    let to = from
    while (to + 1 < changed.length && (changed[to + 1] as number) - (changed[to] as number) <= 2 * CONTEXT) to++
    out += hunk(
      edits,
      Math.max(0, (changed[from] as number) - CONTEXT),
      Math.min(edits.length, (changed[to] as number) + CONTEXT + 1),
    )
    from = to + 1
  }
  return out
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

function hunk(edits: readonly Edit[], from: number, to: number): string {
  const count = (part: readonly Edit[], without: '-' | '+') => part.filter(({ kind }) => kind !== without).length
  const [before, inside] = [edits.slice(0, from), edits.slice(from, to)]
  const range = (without: '-' | '+') => {
    const length = count(inside, without)
    const start = count(before, without) + (length === 0 ? 0 : 1)
    return length === 1 ? `${start}` : `${start},${length}`
  }
  return `@@ -${range('+')} +${range('-')} @@\n${inside.map(({ kind, line }) => `${kind}${line}\n`).join('')}`
}

/** The shortest way from one to the other (Myers): removals before additions. */
function script(a: readonly string[], b: readonly string[]): Edit[] {
  const max = a.length + b.length
  const reach = new Map<number, number>([[1, 0]])
  const trace: Map<number, number>[] = []
  for (let d = 0; d <= max; d++) {
    trace.push(new Map(reach))
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1))
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1
      let y = x - k
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++
        y++
      }
      reach.set(k, x)
      if (x >= a.length && y >= b.length) return backtrack(a, b, trace)
    }
  }
  return []
}

function backtrack(a: readonly string[], b: readonly string[], trace: readonly Map<number, number>[]): Edit[] {
  const out: Edit[] = []
  let [x, y] = [a.length, b.length]
  for (let d = trace.length - 1; d >= 0; d--) {
    const reach = trace[d] as Map<number, number>
    const k = x - y
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1))
    const from = down ? k + 1 : k - 1
    const fromX = d === 0 ? 0 : (reach.get(from) ?? 0)
    const fromY = d === 0 ? 0 : fromX - from
    for (; x > fromX && y > fromY; y--) out.push({ kind: ' ', line: a[--x] as string })
    if (d === 0) break
    if (down) out.push({ kind: '+', line: b[--y] as string })
    else out.push({ kind: '-', line: a[--x] as string })
  }
  return out.reverse()
}
