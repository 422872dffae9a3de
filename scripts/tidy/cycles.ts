/** No file reaches itself through its imports, types included: a cycle has no first file to read. */
import type { Source, Violation } from './source.ts'

type Graph = Map<string, string[]>

function graphOf(sources: Source[]): Graph {
  const known = new Set(sources.map(({ path }) => path))
  const edges = ({ imports }: Source) =>
    imports.filter(({ to, how }) => how !== 'url' && known.has(to)).map(({ to }) => to)
  return new Map(sources.map((source) => [source.path, edges(source)]))
}

/** Depth first from one file; a file met again while it is still open closes a cycle. */
function cyclesFrom(start: string, graph: Graph, done: Set<string>): string[][] {
  const open: string[] = []
  const cycles: string[][] = []
  const visit = (path: string) => {
    const at = open.indexOf(path)
    if (at >= 0) cycles.push(open.slice(at))
    if (at >= 0 || done.has(path)) return
    open.push(path)
    for (const next of graph.get(path) ?? []) visit(next)
    open.pop()
    done.add(path)
  }
  visit(start)
  return cycles
}

export function cycleViolations(sources: Source[]): Violation[] {
  const graph = graphOf(sources)
  const done = new Set<string>()
  const cycles = sources.flatMap(({ path }) => cyclesFrom(path, graph, done))
  return cycles.map((cycle) => {
    const first = cycle[0] ?? ''
    return { path: first, line: 1, message: `import cycle: ${[...cycle, first].join(' → ')}` }
  })
}
