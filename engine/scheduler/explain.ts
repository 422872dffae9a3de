/** An attempt as people read it: nodes × plugins. */
import type { NodeVerdict, SchedulingAttempt } from '../core/scheduling.ts'
import type { Attempt } from './attempts.ts'
import type { Decision } from './decide.ts'
import type { PostFilterResult } from './postfilter.ts'
import type { Refusals } from './refusals.ts'
import type { Snapshot } from './snapshot.ts'

export function explainAttempt(
  { atMs, revision, message, decision }: Attempt,
  again: Decision | undefined,
  refusals: Refusals,
  snapshot: Snapshot,
): SchedulingAttempt {
  const { nodeRow, nodeCount, evaluated, feasible, preFilter, postFilter } = decision
  return {
    atMs,
    revision,
    node: nodeRow < 0 ? undefined : nameOf(nodeRow, snapshot),
    message,
    nodeCount,
    evaluated,
    feasible,
    ...(preFilter !== undefined && { refusedBy: preFilter.plugin }),
    ...(postFilter !== undefined && preemptionOf(postFilter, snapshot)),
    nodes: verdictsOf(again ?? decision, refusals, snapshot),
    judgedAgain: again !== undefined,
  }
}

function preemptionOf({ nominate = -1, victims }: PostFilterResult, snapshot: Snapshot) {
  if (nominate < 0) return {}
  return { preemption: { node: nameOf(nominate, snapshot), victims: victims.map((row) => snapshot.podKey(row)) } }
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
