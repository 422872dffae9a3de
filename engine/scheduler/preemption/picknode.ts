/**
 * The node whose victims are missed least: fewest violated budgets, the least important first victim, the least sum of
 * priorities, fewest victims, the first victims that started last. Among equals chance decides, as for any placement.
 * Source: framework/preemption pickOneNodeForPreemption.
 */
import { tieRank } from '../tie.ts'
import type { CostColumns } from './columns.ts'

/** @param tie of the Pod, see tiePrefix */
export function pickNode(rows: readonly number[], costs: CostColumns, nameHash: Int32Array, tie: number): number {
  const { violations, highest, sum, victims, start } = costs
  let left = rows
  for (const column of [violations, highest, sum, victims]) {
    if (left.length > 1) left = least(left, (row) => column[row] as number)
  }
  if (left.length > 1) left = least(left, (row) => -(start[row] as number))
  if (left.length > 1) left = least(left, (row) => -tieRank(tie, nameHash[row] as number))
  return left[0] as number
}

/** All with the least value, in order. */
function least(rows: readonly number[], value: (row: number) => number): readonly number[] {
  let min = Number.POSITIVE_INFINITY
  let found: number[] = []
  for (const row of rows) {
    const of = value(row)
    if (of < min) {
      min = of
      found = []
    }
    if (of === min) found.push(row)
  }
  return found
}
