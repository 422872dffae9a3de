/**
 * The node whose victims are missed least: fewest violated budgets, the least important first victim, the least sum of
 * priorities, fewest victims, the first victims that started last. Among equals chance decides, as for any placement.
 * Source: framework/preemption pickOneNodeForPreemption.
 */
import { tieRank } from '../tie.ts'
import type { CostColumns } from './columns.ts'

/** @param tie of the Pod, see tiePrefix */
export function pickNode(rows: readonly number[], costs: CostColumns, nameHash: Int32Array, tie: number): number {
  const { violations, highest, sum, victims, lateness } = costs
  let left = rows
  for (const column of [violations, highest, sum, victims, lateness]) if (left.length > 1) left = least(left, column)
  return left.length > 1 ? highestRank(left, nameHash, tie) : (left[0] as number)
}

/** All with the least value, in order; the same list when none has more. */
function least(rows: readonly number[], column: Int32Array | Float64Array): readonly number[] {
  let min = Number.POSITIVE_INFINITY
  let count = 0
  for (let i = 0; i < rows.length; i++) {
    const of = column[rows[i] as number] as number
    if (of < min) {
      min = of
      count = 0
    }
    if (of === min) count++
  }
  return count === rows.length ? rows : rows.filter((row) => column[row] === min)
}

function highestRank(rows: readonly number[], nameHash: Int32Array, tie: number): number {
  let best = rows[0] as number
  let max = -1
  for (let i = 0; i < rows.length; i++) {
    const rank = tieRank(tie, nameHash[rows[i] as number] as number)
    if (rank <= max) continue
    max = rank
    best = rows[i] as number
  }
  return best
}
