/** An attempt as people read it: nodes × plugins. */
import type { Attempt } from './attempts.ts'
import type { Decision } from './decide.ts'
import type { Refusals } from './refusals.ts'
import type { Snapshot } from './snapshot.ts'

export interface NodeVerdict {
  readonly node: string
  /** The plugin that refused the node, and why; undefined when it passed. */
  readonly refusedBy?: string
  readonly reasons?: readonly string[]
  /** Weighted score by plugin and their sum; undefined when refused or never scored. */
  readonly scores?: Readonly<Record<string, number>>
  readonly total?: number
}

export interface Explanation {
  readonly atMs: number
  readonly revision: number
  /** The chosen node; undefined when none fitted. */
  readonly node: string | undefined
  readonly message: string
  readonly nodeCount: number
  readonly evaluated: number
  readonly feasible: number
  /** In the order in which nodes were looked at; undefined when not kept and no longer to be had. */
  readonly nodes: readonly NodeVerdict[] | undefined
  /** The verdicts are of the present state, not of the attempt's. */
  readonly judgedAgain: boolean
}

export function explainAttempt(
  { atMs, revision, message, decision }: Attempt,
  again: Decision | undefined,
  refusals: Refusals,
  snapshot: Snapshot,
): Explanation {
  const { nodeRow, nodeCount, evaluated, feasible } = decision
  return {
    atMs,
    revision,
    node: nodeRow < 0 ? undefined : nameOf(nodeRow, snapshot),
    message,
    nodeCount,
    evaluated,
    feasible,
    nodes: verdictsOf(again ?? decision, refusals, snapshot),
    judgedAgain: again !== undefined,
  }
}

/** The verdicts of a decision whose matrix was kept. */
export function verdictsOf({ matrix }: Decision, refusals: Refusals, snapshot: Snapshot): NodeVerdict[] | undefined {
  if (matrix === undefined) return undefined
  const { candidates, scores, totals } = matrix
  const position = new Map([...candidates].map((row, i) => [row, i]))
  return [...matrix.nodes].map((row, i) => {
    const node = nameOf(row, snapshot)
    const code = matrix.refusals[i] as number
    if (code !== 0) {
      const { plugin, reasons } = refusals.of(code)
      return { node, refusedBy: plugin, reasons }
    }
    if (scores.length === 0) return { node }
    const at = position.get(row) as number
    const byPlugin = Object.fromEntries(scores.map(({ plugin, values }) => [plugin, values[at] as number]))
    return { node, scores: byPlugin, total: totals[at] }
  })
}

const nameOf = (row: number, snapshot: Snapshot) => snapshot.nameOf(row)
